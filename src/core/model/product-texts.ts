/** The words of a product, with what they count for: its embeddings are made of them. */

/** What a text counts for, next to others of the same product. */
export interface WeightedText {
  readonly text: string;
  readonly weight: number;
}

/** What is read of a product. */
interface Described {
  readonly sku: string;
  readonly product_name: string;
  readonly product_description: string;
  readonly specifications: Readonly<Record<string, string | number>>;
}

/** What a picture shows is what the thing is; what a description says is also what it can do. */
const kindOf = ({ product_name }: Described, typeName: string, categoryName: string): WeightedText[] => [
  { text: product_name, weight: 3 },
  { text: typeName, weight: 2 },
  { text: categoryName, weight: 1 },
];

export const imageTexts = (product: Described, typeName: string, categoryName: string): WeightedText[] => [
  ...kindOf(product, typeName, categoryName),
  { text: product.sku, weight: 0.5 },
];

export const descriptionTexts = (
  product: Described,
  typeName: string,
  categoryName: string,
): WeightedText[] => [
  ...kindOf(product, typeName, categoryName),
  { text: product.product_description, weight: 1 },
  { text: Object.entries(product.specifications).flat().join(' '), weight: 0.5 },
];

/** Only these letters count. */
export const wordsOf = (text: string): readonly string[] => text.toLowerCase().match(/[a-z0-9]+/g) ?? [];
