/** Each check of `zava validate` that looks at what comes from the catalog: what would break it is refused when it is read. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkCatalog } from '../../src/core/settings/catalog-check.js';
import {
  categoryChecks,
  embeddingChecks,
  productChecks,
  productTypeChecks,
  storeChecks,
} from '../../src/tools/validate/checks/catalog.js';
import type { Scan, Unique } from '../../src/tools/validate/checks/check.js';
import { MINIMAL_CATALOG, SettingsFolder } from '../fixtures/settings-folder.js';
import { tiny } from '../fixtures/worlds.js';

type Entry = Record<string, unknown>;
type File = Exclude<keyof typeof MINIMAL_CATALOG, 'timezones.yaml'>;

type Change = (entry: Entry, all: Entry[]) => void;

/** The file that is wrong, how, and what the sentence says of it. */
type Wrong = readonly [file: File, change: Change, sentence: RegExp];

/** No entry says it: the documents are made so, whatever the catalog is. */
const MADE = 'made';

const STORES = 'stores.yaml';
const CATEGORIES = 'categories.yaml';
const TYPES = 'product_types.yaml';
const PRODUCTS = 'products/one.yaml';

/** @param path such as `location.state`; without a value the field is left out. */
const put =
  (path: string, value?: unknown): Change =>
  (entry) => {
    const keys = path.split('.');
    const last = keys.pop() ?? '';
    const map = keys.reduce((inner, key) => inner[key] as Entry, entry);
    if (value === undefined) delete map[last];
    else map[last] = value;
  };
const twice =
  (changes: Entry): Change =>
  (entry, all) => {
    all.push({ ...structuredClone(entry), ...changes });
  };

const WRONG: Readonly<Record<string, typeof MADE | Wrong>> = {
  'stores.required': [STORES, put('location.city'), /^\[0\]\.location\.city in .* is missing; allowed is/],
  'stores.types': [STORES, put('is_online', 'no'), /^\[0\]\.is_online .* is 'no'; allowed is true or false/],
  'stores.fields': [STORES, put('phone', '1'), /^Unknown key 'phone' in \[0\] in catalog\/stores\.yaml/],
  'stores.deleted': MADE,
  'stores.ditto-id': [STORES, put('store_id', ''), /^\[0\]\.store_id .* is ''; allowed is an id/],
  'stores.forms': [STORES, put('rls_user_id', 'me'), /^\[0\]\.rls_user_id .* is 'me'; allowed is a UUID v4/],
  'stores.id': MADE,
  'stores.period': MADE,
  'stores.settings': MADE,
  'stores.address': [
    STORES,
    put('location.state', 'Washington'),
    /^\[0\]\.location\.state in catalog\/stores\.yaml is 'Washington'; allowed is two capital letters/,
  ],
  'stores.store-id-unique': [
    STORES,
    twice({ store_name: 'Two' }),
    /^store_id 'store_one' stands twice in catalog\/stores/,
  ],
  'stores.name-unique': [
    STORES,
    twice({ store_id: 'store_two' }),
    /^store_name 'One' stands twice in .*, of store_one and/,
  ],
  'stores.rls-user-unique': [
    STORES,
    twice({ store_id: 'store_two', store_name: 'Two' }),
    /^rls_user_id '2d9a1c74-.*' stands twice in catalog\/stores\.yaml, of store_one and store_two\.$/,
  ],
  'categories.required': [CATEGORIES, put('seasonal_multipliers.feb'), /\.feb in .* is missing; allowed is/],
  'categories.types': [
    CATEGORIES,
    put('seasonal_multipliers.feb', '1'),
    /\.feb in .* is '1'; allowed is a number/,
  ],
  'categories.fields': [CATEGORIES, put('icon', ''), /^Unknown key 'icon'/],
  'categories.deleted': MADE,
  'categories.ditto-id': [CATEGORIES, put('category_id', ''), /category_id .* is ''; allowed is an id/],
  'categories.id': MADE,
  'categories.multipliers': [
    CATEGORIES,
    put('seasonal_multipliers.dec', 10.5),
    /^\[0\]\.seasonal_multipliers\.dec in catalog\/categories\.yaml is 10\.5; allowed is a number from 0 to 10\.$/,
  ],
  'categories.category-id-unique': [
    CATEGORIES,
    twice({ category_name: 'Two' }),
    /^category_id 'cat_one' stands twice/,
  ],
  'categories.name-unique': [
    CATEGORIES,
    twice({ category_id: 'cat_two' }),
    /^category_name 'One' stands twice in .*, of cat_/,
  ],
  'product_types.required': [TYPES, put('type_name'), /^\[0\]\.type_name in .* is missing/],
  'product_types.types': [TYPES, put('type_name', 7), /^\[0\]\.type_name in .* is 7; allowed is a text/],
  'product_types.fields': [TYPES, put('icon', ''), /^Unknown key 'icon'/],
  'product_types.deleted': MADE,
  'product_types.ditto-id': [TYPES, put('type_id', ''), /type_id .* is ''; allowed is an id/],
  'product_types.id': MADE,
  'product_types.category-exists': [
    TYPES,
    put('category_id', 'cat_none'),
    /^category_id of type_one in .* is 'cat_none'/,
  ],
  'product_types.type-id-unique': [TYPES, twice({ type_name: 'Two' }), /^type_id 'type_one' stands twice/],
  'product_types.name-unique': [
    TYPES,
    twice({ type_id: 'type_two' }),
    /^type_name 'One' stands twice in catalog\/product_types\.yaml, of type_one and type_two\.$/,
  ],
  'products.required': [PRODUCTS, put('cost'), /^\[0\]\.cost in .* is missing/],
  'products.types': [
    PRODUCTS,
    put('specifications.sizes', [1]),
    /\.specifications\.sizes .* is \[1\]; allowed is/,
  ],
  'products.fields': [PRODUCTS, put('price', 1), /^Unknown key 'price'/],
  'products.deleted': MADE,
  'products.ditto-id': [PRODUCTS, put('sku', ''), /^\[0\]\.sku .* is ''; allowed is a SKU/],
  'products.forms': MADE,
  'products.id': MADE,
  'products.product-id': MADE,
  'products.sku-form': [PRODUCTS, put('sku', 'one-1'), /^\[0\]\.sku .* is 'one-1'; allowed is a SKU/],
  'products.category-exists': MADE,
  'products.type-exists': [PRODUCTS, put('type_id', 'type_none'), /^type_id of ONE-1 in .* is 'type_none'/],
  'products.category-of-type': MADE,
  'products.has-embedding': MADE,
  'products.cost': [
    PRODUCTS,
    put('cost', 0),
    /^\[0\]\.cost .* is 0; allowed is an amount in dollars from 0\.01/,
  ],
  'products.base-price': MADE,
  'products.margin': MADE,
  'products.two-decimals': [
    PRODUCTS,
    put('cost', 1.005),
    /^\[0\]\.cost .* is 1\.005; allowed is .* two decimals/,
  ],
  'products.image-url': MADE,
  'products.texts': [
    PRODUCTS,
    put('product_description', ''),
    /description .* is ''; allowed is a text that/,
  ],
  'products.period': MADE,
  'products.created-first': MADE,
  'products.product-id-unique': MADE,
  'products.sku-unique': [
    PRODUCTS,
    twice({ product_name: 'Two' }),
    /^sku 'ONE-1' stands twice in catalog\/products\/one\.yaml\.$/,
  ],
  'product_embeddings.required': MADE,
  'product_embeddings.types': MADE,
  'product_embeddings.fields': MADE,
  'product_embeddings.deleted': MADE,
  'product_embeddings.forms': MADE,
  'product_embeddings.image-embedding-length': MADE,
  'product_embeddings.description-embedding-length': MADE,
  'product_embeddings.id': MADE,
  'product_embeddings.product-exists': MADE,
  'product_embeddings.product-image-url': MADE,
  'product_embeddings.product-created-at': MADE,
  'product_embeddings.image-unit': MADE,
  'product_embeddings.description-unit': MADE,
  'product_embeddings.product-id-unique': MADE,
  'product_embeddings.image-unique': [
    PRODUCTS,
    twice({ sku: '1-ONE', product_description: 'Another.' }),
    /^1-ONE in catalog\/products\/one\.yaml has the same words in name, type and SKU as ONE-1 in .*; allowed is a name/,
  ],
  'product_embeddings.description-unique': [
    PRODUCTS,
    twice({ sku: 'TWO-1' }),
    /^TWO-1 in .* has the same words in name, type, description and specifications as ONE-1 in .*; allowed is a description/,
  ],
};

/** What breaks checks of other collections, or the files, and is refused as well. */
const OTHERS: readonly (readonly [what: string, ...wrong: Wrong])[] = [
  [
    'a ZIP code that YAML takes for a number',
    STORES,
    put('location.zip', 98_101),
    /\.zip .* is 98101; allowed is five digits/,
  ],
  [
    'half a character',
    STORES,
    put('store_name', '\ud800'),
    /^\[0\]\.store_name .*; allowed is a text without half characters/,
  ],
  [
    'a frequency beyond all numbers',
    STORES,
    put('order_frequency', 1e308),
    /is 1e\+308; allowed is a number from 0 to 1000000/,
  ],
  [
    'a document that no server takes',
    PRODUCTS,
    put('product_description', 'x'.repeat(1e6)),
    /^ONE-1 in .* has 1000\d{3} bytes; allowed are at most 1000000/,
  ],
  [
    'products without a word',
    PRODUCTS,
    (entry, all) => {
      entry.product_name = '漢字';
      all.push({ ...entry, sku: 'TWO-1' });
    },
    /has the same words/,
  ],
];

let folder: SettingsFolder;
beforeEach(() => {
  folder = new SettingsFolder();
  for (const [file, content] of Object.entries(MINIMAL_CATALOG)) folder.write(`catalog/${file}`, content);
  folder.write('own.yaml', { catalog: 'catalog', num_customers: 5, num_orders: 5 });
});
afterEach(() => folder.remove());

function refusal([file, change]: Wrong): string {
  const all: Entry[] = structuredClone([...MINIMAL_CATALOG[file]]);
  change(all[0] as Entry, all);
  // JSON is YAML.
  folder.write(`catalog/${file}`, JSON.stringify(all));
  return folder.refusal({ config: 'own.yaml' });
}

const checksOf = (parts: readonly (Scan | Unique)[]): string[] =>
  parts.flatMap((part) =>
    part.kind === 'unique' ? [part.id] : [...part.structure, ...part.values].map(({ id }) => id),
  );

const CHECKS = [
  storeChecks(tiny),
  categoryChecks(),
  productTypeChecks(),
  productChecks(tiny),
  embeddingChecks(),
];

describe('what validate would fail on is refused when the catalog is read', () => {
  it('for all of its checks that look at the catalog', () => {
    expect(Object.keys(WRONG).sort()).toEqual(CHECKS.flatMap(checksOf).sort());
  });

  const refused = Object.entries(WRONG).filter((entry): entry is [string, Wrong] => entry[1] !== MADE);

  it.each(refused)('%s', (_, wrong) => {
    expect(refusal(wrong)).toMatch(wrong[2]);
  });

  it.each(OTHERS)('%s', (_, ...wrong) => {
    expect(refusal(wrong)).toMatch(wrong[2]);
  });

  it('more stores or products than can be told apart', () => {
    const { catalog } = tiny;
    const files = { stores: 's', categories: 'c', productTypes: 't', products: new Array(65_537).fill('p') };
    const repeated = <T>(list: readonly T[], times: number) => new Array<T>(times).fill(list[0] as T);
    const stores = { ...catalog, stores: repeated(catalog.stores, 4097) };
    expect(() => checkCatalog(stores, files)).toThrow('s has entry 4097 of 4097; allowed are at most 4096.');
    const products = { ...catalog, products: repeated(catalog.products, 65_537) };
    expect(() => checkCatalog(products, files)).toThrow(
      'p has entry 65537 of 65537; allowed are at most 65536.',
    );
  });

  it('a band of prices in which no whole cent lies for a product', () => {
    folder.write('own.yaml', {
      catalog: 'catalog',
      num_customers: 5,
      num_orders: 5,
      prices: { band: [1.101, 1.102] },
    });
    // $1 is 149 cents before the band, from which 164.05 to 164.2 follow.
    expect(folder.refusal({ config: 'own.yaml' })).toBe(
      'prices.band is [1.101, 1.102], in which no price of ONE-1 in whole cents lies (its base price is 1.49 dollars); allowed is a wider one.',
    );
  });
});
