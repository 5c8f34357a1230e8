/** The documents that come from the catalog: stores, categories, product types, products and their embeddings. */
import type { Category } from '../model/categories.js';
import { imageUrl, productId } from '../model/ids.js';
import { baseCents } from '../model/money.js';
import type { ProductEmbedding } from '../model/product-embeddings.js';
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

const IMAGE: Embedder = new FeatureHashing(512, 0x1a9e);
const DESCRIPTION: Embedder = new FeatureHashing(1536, 0x7e87);

/** One document a product; the vectors follow from the product's words alone. */
export function makeEmbeddings(world: World, products: readonly Product[]): ProductEmbedding[] {
  const { categories, productTypes } = world.catalog;
  const categoryName = new Map(categories.map((category) => [category.category_id, category.category_name]));
  const typeName = new Map(productTypes.map((type) => [type.type_id, type.type_name]));
  return products.map((product) => {
    // What a picture shows is what the thing is; what a description says is also what it can do.
    const kind = [
      { text: product.product_name, weight: 3 },
      { text: typeName.get(product.type_id) ?? '', weight: 2 },
      { text: categoryName.get(product.category_id) ?? '', weight: 1 },
    ];
    const words = [
      ...kind,
      { text: product.product_description, weight: 1 },
      { text: Object.entries(product.specifications).flat().join(' '), weight: 0.5 },
    ];
    return {
      _id: product.product_id,
      product_id: product.product_id,
      image_embedding: IMAGE.embed([...kind, { text: product.sku, weight: 0.5 }]),
      description_embedding: DESCRIPTION.embed(words),
      image_url: product.image_url,
      created_at: product.updated_at,
      deleted: false,
    };
  });
}
