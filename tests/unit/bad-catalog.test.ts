/** What is said of a catalog that cannot be: one sentence that names the file or entry and what is wrong with it. */
import { type Document, deserialize } from 'bson';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { encodeDocuments } from '../../src/core/encode/documents.js';
import { makeProducts } from '../../src/core/generate/reference.js';
import { MODELS } from '../../src/core/model/index.js';
import { MINIMAL_CATALOG, SettingsFolder } from '../fixtures/settings-folder.js';

type CatalogFile = keyof typeof MINIMAL_CATALOG;

let folder: SettingsFolder;
beforeEach(() => {
  folder = new SettingsFolder();
  for (const [file, content] of Object.entries(MINIMAL_CATALOG)) folder.write(`catalog/${file}`, content);
  folder.write('own.yaml', { catalog: 'catalog', num_customers: 5, num_orders: 5 });
});
afterEach(() => folder.remove());

/** The entries of a list file, the first one with changes, and further ones. */
function entries(file: Exclude<CatalogFile, 'timezones.yaml'>, changes: object, ...more: object[]): unknown {
  const [first] = MINIMAL_CATALOG[file] as readonly object[];
  const all = [{ ...first, ...changes }, ...more.map((other) => ({ ...first, ...other }))];
  return folder.write(`catalog/${file}`, all);
}

const refusal = () => folder.refusal({ config: 'own.yaml' });

describe('a catalog', () => {
  it('of one store, category, type and product is enough', () => {
    const { catalog } = folder.settings({ config: 'own.yaml' }).world;
    expect(
      [catalog.stores, catalog.categories, catalog.productTypes, catalog.products].map((c) => c.length),
    ).toEqual([1, 1, 1, 1]);
  });

  it('keeps products by file name, then as they stand in the file', () => {
    const [product] = MINIMAL_CATALOG['products/one.yaml'];
    folder.write('catalog/products/b.yaml', [
      { ...product, sku: 'Z', product_name: 'Last' },
      { ...product, sku: 'A', product_name: 'First' },
    ]);
    folder.write('catalog/products/a.yml', [{ ...product, sku: 'M', product_name: 'Middle' }]);
    folder.write('catalog/products/notes.txt', 'not YAML: [');
    const { products } = folder.settings({ config: 'own.yaml' }).world.catalog;
    expect(products.map(({ sku }) => sku)).toEqual(['M', 'Z', 'A', 'ONE-1']);
  });

  it('with an id twice is refused', () => {
    entries('stores.yaml', {}, {});
    expect(refusal()).toBe("store_id 'store_one' stands twice in catalog/stores.yaml.");
    entries('stores.yaml', {}, { store_id: 'store_two' });
    expect(refusal()).toBe(
      "store_name 'One' stands twice in catalog/stores.yaml, of store_one and store_two.",
    );
    entries('stores.yaml', {});
    entries('products/one.yaml', {}, {});
    expect(refusal()).toBe("sku 'ONE-1' stands twice in catalog/products/one.yaml.");
    entries('products/one.yaml', {});
    folder.write('catalog/products/two.yaml', MINIMAL_CATALOG['products/one.yaml']);
    expect(refusal()).toBe(
      "sku 'ONE-1' stands twice in catalog/products/one.yaml and catalog/products/two.yaml.",
    );
  });

  it('with a category or type twice is refused', () => {
    entries('categories.yaml', {}, {});
    expect(refusal()).toBe("category_id 'cat_one' stands twice in catalog/categories.yaml.");
    entries('categories.yaml', {});
    entries('product_types.yaml', {}, {});
    expect(refusal()).toBe("type_id 'type_one' stands twice in catalog/product_types.yaml.");
  });

  it('with a reference to nothing is refused', () => {
    entries('product_types.yaml', { category_id: 'cat_none' });
    expect(refusal()).toBe(
      "category_id of type_one in catalog/product_types.yaml is 'cat_none'; allowed is one of cat_one.",
    );
    entries('product_types.yaml', {});
    entries('products/one.yaml', { type_id: 'type_none' });
    expect(refusal()).toBe(
      "type_id of ONE-1 in catalog/products/one.yaml is 'type_none'; allowed is one of type_one.",
    );
    entries('products/one.yaml', {});
    entries('stores.yaml', { timezone: 'Mars/Olympus' });
    expect(refusal()).toBe(
      "timezone of store_one in catalog/stores.yaml is 'Mars/Olympus'; allowed is one of UTC.",
    );
  });

  it.each([
    ['stores.yaml', { customer_weight: -1 }, '[0].customer_weight', '-1', 'a number from 0 to 1000000'],
    ['stores.yaml', { order_value: 5 }, '[0].order_value', '5', 'a number from 0.25 to 4'],
    [
      'stores.yaml',
      { tax_rate_percent: 10.1234 },
      '[0].tax_rate_percent',
      '10.1234',
      'a percentage from 0 to 50 with at most three decimals',
    ],
    ['stores.yaml', { rls_user_id: 'me' }, '[0].rls_user_id', "'me'", 'a UUID v4 in lower case'],
    [
      'stores.yaml',
      { hours: { mon: [9, 25] } },
      '[0].hours.mon',
      '[9,25]',
      'an opening and a closing hour from 0 to 24, such as [7, 21]',
    ],
    ['stores.yaml', { assortment: 0 }, '[0].assortment', '0', 'a whole number from 1 to 1000000'],
    ['stores.yaml', { is_online: 'no' }, '[0].is_online', "'no'", 'true or false'],
    [
      'products/one.yaml',
      { cost: 1.005 },
      '[0].cost',
      '1.005',
      'an amount in dollars from 0.01 to 100000 with at most two decimals',
    ],
    [
      'products/one.yaml',
      { sku: 'one 1' },
      '[0].sku',
      "'one 1'",
      'a SKU such as PWR-DRILL-001: capital letters, digits and hyphens',
    ],
    [
      'products/one.yaml',
      { product_description: ' ' },
      '[0].product_description',
      "' '",
      'a text that is not empty',
    ],
    [
      'product_types.yaml',
      { type_id: 'Type' },
      '[0].type_id',
      "'Type'",
      'an id of lower-case letters, digits and _',
    ],
  ] as const)('in %s with %o is refused', (file, changes, where, value, allowed) => {
    entries(file, changes);
    expect(refusal()).toBe(`${where} in catalog/${file} is ${value}; allowed is ${allowed}.`);
  });

  it('with an unknown key is refused with the nearest known one', () => {
    entries('stores.yaml', { custommer_weight: 3 });
    expect(refusal()).toBe(
      "Unknown key 'custommer_weight' in [0] in catalog/stores.yaml; the nearest known key is 'customer_weight'.",
    );
  });

  it('with a specification of an unfit name is refused in plain words', () => {
    entries('products/one.yaml', { specifications: { 'Weight kg': 1 } });
    expect(refusal()).toMatch(/Weight kg.*; allowed is a name of lower-case letters, digits and _\.$/);
  });

  it('with a number in the specifications that is too large for int32 is refused, or keeps its value', () => {
    entries('products/one.yaml', { specifications: { lifetime_cycles: 3_000_000_000 } });
    let stored: Document;
    try {
      const { world } = folder.settings({ config: 'own.yaml' });
      stored = deserialize(encodeDocuments(MODELS.products, makeProducts(world)).bytes);
    } catch {
      expect(refusal()).toContain('lifetime_cycles');
      return;
    }
    expect(stored.specifications).toEqual({ lifetime_cycles: 3_000_000_000 });
  });

  it('whose names are too long for the buffers is refused', () => {
    const refused = (where: string) =>
      new RegExp(`^${where}.yaml is '.*\\.\\.\\.; allowed is a text of at most 200 bytes\\.$`);
    entries('stores.yaml', { store_name: 'ü'.repeat(101) });
    expect(refusal()).toMatch(refused('\\[0\\].store_name in catalog/stores'));
    entries('stores.yaml', { store_name: 'ü'.repeat(100) });
    entries('products/one.yaml', { product_name: 'x'.repeat(201) });
    expect(refusal()).toMatch(refused('\\[0\\].product_name in catalog/products/one'));
  });

  it('with a file or folder missing or empty is refused', () => {
    folder.write('own.yaml', { catalog: 'elsewhere' });
    expect(refusal()).toBe('The file elsewhere/stores.yaml does not exist.');
    for (const file of ['stores.yaml', 'categories.yaml', 'product_types.yaml', 'timezones.yaml'] as const) {
      folder.write(`elsewhere/${file}`, MINIMAL_CATALOG[file]);
    }
    expect(refusal()).toBe('The folder elsewhere/products with the products cannot be read (ENOENT).');
    folder.write('elsewhere/products/none.txt', '');
    expect(refusal()).toBe('The folder elsewhere/products holds no product.');
    folder.write('elsewhere/stores.yaml', []);
    expect(refusal()).toBe('elsewhere/stores.yaml is []; allowed is a list that is not empty.');
  });

  it('without a store that sells, or without a season, is refused', () => {
    entries('stores.yaml', { order_frequency: 0 });
    expect(refusal()).toBe(
      'catalog/stores.yaml has no store with customer_weight and order_frequency above 0.',
    );
    entries('stores.yaml', {});
    const none = Object.fromEntries(
      Object.keys(MINIMAL_CATALOG['categories.yaml'][0].seasonal_multipliers).map((month) => [month, 0]),
    );
    entries('categories.yaml', { seasonal_multipliers: none });
    expect(refusal()).toBe(
      'seasonal_multipliers is 0 in every category and month; allowed is at least one above 0.',
    );
  });
});
