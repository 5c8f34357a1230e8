/** The catalog folder, read and checked as one: every reference resolves, every id is unique. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { SettingsError } from '../errors.js';
import {
  type CategoryConfig,
  categorySchema,
  type ProductConfig,
  type ProductTypeConfig,
  productSchema,
  productTypeSchema,
  type StoreConfig,
  storeSchema,
  type TimezoneConfig,
  timezoneSchema,
} from './catalog-schema.js';
import { displayPath, readData } from './files.js';
import { parse } from './parse.js';

/** What the shops are and sell, in the order of the files. */
export interface Catalog {
  readonly stores: readonly StoreConfig[];
  readonly categories: readonly CategoryConfig[];
  readonly productTypes: readonly ProductTypeConfig[];
  readonly products: readonly ProductConfig[];
  readonly timezones: Readonly<Record<string, TimezoneConfig>>;
}

/** Names and ids are written into buffers of this many bytes at most. */
const MAX_TEXT_BYTES = 200;

function unique<T>(items: readonly T[], key: keyof T & string, where: string): void {
  const seen = new Set<unknown>();
  for (const item of items) {
    if (seen.has(item[key])) throw new SettingsError(`${key} '${item[key]}' stands twice in ${where}.`);
    seen.add(item[key]);
  }
}

function known(value: string, ids: ReadonlySet<string>, what: string, where: string): void {
  if (!ids.has(value)) {
    throw new SettingsError(
      `${where} names ${what} '${value}', which is unknown; known are ${[...ids].join(', ')}.`,
    );
  }
}

function short(value: string, what: string, where: string): void {
  if (Buffer.byteLength(value) > MAX_TEXT_BYTES) {
    throw new SettingsError(
      `${what} '${value.slice(0, 30)}...' in ${where} is longer than ${MAX_TEXT_BYTES} bytes.`,
    );
  }
}

function productFiles(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => /\.(ya?ml|json)$/.test(name))
      .sort()
      .map((name) => join(folder, name));
  } catch (error) {
    throw new SettingsError(
      `The folder ${displayPath(folder)} with the products cannot be read (${(error as NodeJS.ErrnoException).code}).`,
    );
  }
}

/**
 * Reads stores.yaml, categories.yaml, product_types.yaml, timezones.yaml and products/*.json or *.yaml of a folder.
 * Products come sorted by file name, then as they stand in the file.
 * @throws SettingsError naming the file and the entry.
 */
export function readCatalog(folder: string): Catalog {
  const list = <S extends z.ZodType>(schema: S, path: string) =>
    parse(
      z.array(schema, { error: 'a list' }).min(1, { error: 'a list that is not empty' }),
      readData(path),
      displayPath(path),
    );
  const file = (name: string) => join(folder, name);
  const stores = list(storeSchema, file('stores.yaml'));
  const categories = list(categorySchema, file('categories.yaml'));
  const productTypes = list(productTypeSchema, file('product_types.yaml'));
  const products = productFiles(file('products')).flatMap((path) => list(productSchema, path));
  const timezones = parse(
    z.record(z.string(), timezoneSchema),
    readData(file('timezones.yaml')),
    displayPath(file('timezones.yaml')),
  );

  unique(stores, 'store_id', 'stores.yaml');
  unique(stores, 'store_name', 'stores.yaml');
  unique(categories, 'category_id', 'categories.yaml');
  unique(categories, 'category_name', 'categories.yaml');
  unique(productTypes, 'type_id', 'product_types.yaml');
  unique(products, 'sku', 'the products');
  const zones = new Set(Object.keys(timezones));
  const categoryIds = new Set(categories.map((category) => category.category_id));
  const typeIds = new Set(productTypes.map((type) => type.type_id));
  for (const store of stores) {
    known(store.timezone, zones, 'time zone', `Store ${store.store_id}`);
    short(store.store_name, 'store_name', 'stores.yaml');
  }
  for (const type of productTypes)
    known(type.category_id, categoryIds, 'category', `Product type ${type.type_id}`);
  for (const product of products) {
    known(product.type_id, typeIds, 'product type', `Product ${product.sku}`);
    short(product.product_name, 'product_name', 'the products');
  }
  if (products.length === 0)
    throw new SettingsError(`The folder ${displayPath(file('products'))} holds no product.`);
  if (!stores.some((store) => store.customer_weight > 0 && store.order_frequency > 0)) {
    throw new SettingsError('stores.yaml has no store with customer_weight and order_frequency above 0.');
  }
  return { stores, categories, productTypes, products, timezones };
}
