/** Products that embeddings could not tell apart, as these follow from words alone. */
import { SettingsError } from '../../errors.js';
import { descriptionTexts, imageTexts, type WeightedText, wordsOf } from '../model/product-texts.js';
import type { Catalog } from './catalog-entries.js';

const KINDS = [
  { textsOf: imageTexts, what: 'name, type and SKU', own: 'a name' },
  { textsOf: descriptionTexts, what: 'name, type, description and specifications', own: 'a description' },
];

/**
 * @param at how a product is called, by its position.
 * @throws SettingsError where two products would have the same embedding.
 */
export function checkWords(catalog: Catalog, at: (product: number) => string): void {
  const categoryName = new Map(catalog.categories.map((each) => [each.category_id, each.category_name]));
  const typeOf = new Map(catalog.productTypes.map((each) => [each.type_id, each]));
  for (const { textsOf, what, own } of KINDS) {
    const seen = new Map<number, [product: number, texts: WeightedText[]]>();
    for (const [i, product] of catalog.products.entries()) {
      const { type_name = '', category_id = '' } = typeOf.get(product.type_id) ?? {};
      const texts = textsOf(product, type_name, categoryName.get(category_id) ?? '');
      const key = fingerprintOf(texts);
      const [before, others] = seen.get(key) ?? [i, []];
      seen.set(key, [i, texts]);
      if (before === i || directionOf(texts) !== directionOf(others)) continue;
      throw new SettingsError(
        `${at(i)} has the same words in ${what} as ${at(before)}; allowed is ${own} in words (a to z, 0 to 9) of its own.`,
      );
    }
  }
}

/** Equal where directionOf is, and hardly ever elsewhere; much faster. Sums of whole and half numbers are exact. */
function fingerprintOf(texts: readonly WeightedText[]): number {
  let one = 0;
  let other = 0;
  for (const { text, weight } of texts) {
    for (const word of wordsOf(text)) {
      let hash = 1;
      for (let i = 0; i < word.length; i++) hash = (Math.imul(hash, 31) + word.charCodeAt(i)) | 0;
      one += weight * (hash >>> 0);
      other += weight * (Math.imul(hash, 0x9e3779b1) >>> 0);
    }
  }
  return one / other;
}

/** The same for texts whose words have the same weights, or all of them so many times as much. */
function directionOf(texts: readonly WeightedText[]): string {
  const weights = new Map<string, number>();
  for (const { text, weight } of texts) {
    for (const word of wordsOf(text)) weights.set(word, (weights.get(word) ?? 0) + weight);
  }
  const words = [...weights].sort(([a], [b]) => (a < b ? -1 : 1));
  const [[, first] = ['', 1]] = words;
  return words.map(([word, weight]) => `${word} ${weight / first}`).join(' ');
}
