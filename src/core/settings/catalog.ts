/** The catalog folder, read and checked as one: every reference resolves, every id is unique. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { SettingsError } from '../../errors.js';
import { checkCatalog } from './catalog-check.js';
import type { Catalog } from './catalog-entries.js';
import {
  categorySchema,
  productSchema,
  productTypeSchema,
  storeSchema,
  timezoneSchema,
} from './catalog-schema.js';
import { displayPath } from './display-path.js';
import { readData } from './files.js';
import { parse } from './parse.js';

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
  const products = productFiles(file('products')).flatMap((path) =>
    list(productSchema, path).map((product) => ({ product, path })),
  );
  const timezones = parse(
    z.record(z.string(), timezoneSchema),
    readData(file('timezones.yaml')),
    displayPath(file('timezones.yaml')),
  );

  if (products.length === 0)
    throw new SettingsError(`The folder ${displayPath(file('products'))} holds no product.`);
  const catalog = {
    stores,
    categories,
    productTypes,
    products: products.map(({ product }) => product),
    timezones,
  };
  checkCatalog(catalog, {
    stores: displayPath(file('stores.yaml')),
    categories: displayPath(file('categories.yaml')),
    productTypes: displayPath(file('product_types.yaml')),
    products: products.map(({ path }) => displayPath(path)),
  });
  return catalog;
}
