/** The documents that come from the catalog: stores, categories, product types, products and their embeddings. */
import type { Category } from '../model/categories.js';
import { imageUrl, productId } from '../model/ids.js';
import type { DocumentTypes } from '../model/index.js';
import type { CatalogCollection } from '../model/made-by.js';
import { baseCents } from '../model/money.js';
import type { ProductEmbedding } from '../model/product-embeddings.js';
import { descriptionTexts, imageTexts } from '../model/product-texts.js';
import type { ProductType } from '../model/product-types.js';
import type { Product } from '../model/products.js';
import type { Store } from '../model/stores.js';
import { streamFor } from '../random/stream.js';
import { momentOf, SECONDS_PER_DAY } from '../settings/calendar.js';
import type { World } from '../settings/settings.js';
import { type Embedder, FeatureHashing } from './embeddings.js';

const startOf = (world: World): string => momentOf(world.firstDay * SECONDS_PER_DAY);

export function makeStores(world: World): Store[] {
  return world.catalog.stores.map(({ store_id, store_name, rls_user_id, is_online, location }) => ({
    _id: store_id,
    store_id,
    store_name,
    rls_user_id,
    is_online,
    location: { ...location } as Store['location'],
    created_at: startOf(world),
    deleted: false,
  }));
}

export function makeCategories(world: World): Category[] {
  return world.catalog.categories.map((category) => ({
    _id: category.category_id,
    ...category,
    deleted: false,
  }));
}

export function makeProductTypes(world: World): ProductType[] {
  return world.catalog.productTypes.map((type) => ({ _id: type.type_id, ...type, deleted: false }));
}

/** The catalog; only `updated_at`, the moment of the last change of the text, depends on the seed. */
export function makeProducts(world: World): Product[] {
  const { products, productTypes } = world.catalog;
  const margin = world.prices.margin_percent;
  const categoryOf = new Map(productTypes.map((type) => [type.type_id, type.category_id]));
  const stream = streamFor(world.seed, 'products');
  const start = world.firstDay * SECONDS_PER_DAY;
  const seconds = (world.lastDay - world.firstDay + 1) * SECONDS_PER_DAY;
  return products.map((product) => ({
    _id: productId(product.sku),
    product_id: productId(product.sku),
    sku: product.sku,
    product_name: product.product_name,
    category_id: categoryOf.get(product.type_id) as string,
    type_id: product.type_id,
    cost: product.cost,
    base_price: baseCents(product.cost, margin) / 100,
    gross_margin_percent: margin,
    product_description: product.product_description,
    image_url: imageUrl(product.sku),
    specifications: { ...product.specifications },
    created_at: startOf(world),
    updated_at: momentOf(start + stream.below(seconds)),
    deleted: false,
  }));
}

/** One document a product; the vectors follow from the product's words alone. */
export const makeEmbeddings = (world: World, products: readonly Product[]): ProductEmbedding[] => [
  ...embeddingsOf(world, products),
];

/** The same one after the other: all vectors together are 14 MB. */
function* embeddingsOf(world: World, products: readonly Product[]): Generator<ProductEmbedding> {
  const image: Embedder = new FeatureHashing(512, 0x1a9e);
  const description: Embedder = new FeatureHashing(1536, 0x7e87);
  const { categories, productTypes } = world.catalog;
  const categoryName = new Map(categories.map((category) => [category.category_id, category.category_name]));
  const typeName = new Map(productTypes.map((type) => [type.type_id, type.type_name]));
  for (const product of products) {
    const type = typeName.get(product.type_id) ?? '';
    const category = categoryName.get(product.category_id) ?? '';
    yield {
      _id: product.product_id,
      product_id: product.product_id,
      image_embedding: image.embed(imageTexts(product, type, category)),
      description_embedding: description.embed(descriptionTexts(product, type, category)),
      image_url: product.image_url,
      created_at: product.updated_at,
      deleted: false,
    };
  }
}

/** What makes the documents of each collection of the catalog. */
export const CATALOG: { readonly [N in CatalogCollection]: (world: World) => Iterable<DocumentTypes[N]> } = {
  stores: makeStores,
  categories: makeCategories,
  product_types: makeProductTypes,
  products: makeProducts,
  product_embeddings: (world) => embeddingsOf(world, makeProducts(world)),
};
