/** The nine collections, in the order in which they are written and shown. */
import { categories } from './categories.js';
import { customers } from './customers.js';
import { inventory } from './inventory.js';
import { orderItems } from './order-items.js';
import { orders } from './orders.js';
import { productEmbeddings } from './product-embeddings.js';
import { productTypes } from './product-types.js';
import { products } from './products.js';
import type { CollectionModel, DocumentOf } from './schema.js';
import { stores } from './stores.js';

export const MODELS = {
  stores,
  categories,
  product_types: productTypes,
  products,
  product_embeddings: productEmbeddings,
  customers,
  inventory,
  orders,
  order_items: orderItems,
} as const satisfies Record<string, CollectionModel>;

/** The name of one of the nine collections. */
export type CollectionName = keyof typeof MODELS;

/** The type of the documents of each collection. */
export type DocumentTypes = { readonly [N in CollectionName]: DocumentOf<(typeof MODELS)[N]> };

/** The nine names, in that order. */
export const COLLECTION_NAMES = Object.keys(MODELS) as readonly CollectionName[];

/** A change of the bytes that a seed makes is a new format version, with a line in CHANGELOG.md. */
export const FORMAT_VERSION = 2;
