/** The entries of a catalog against each other: what `zava validate` would fail on is refused before anything is made. */
import { SettingsError } from '../../errors.js';
import type { Catalog } from './catalog-entries.js';
import { checkWords } from './catalog-words.js';

/** From which file an entry is, for messages. */
export interface CatalogFiles {
  readonly stores: string;
  readonly categories: string;
  readonly productTypes: string;
  /** Of each product, in their order. */
  readonly products: readonly string[];
}

/** Positions in the columns of orders and of customers are 16 bits wide, and a store has at most 16 of these. */
const MOST_STORES = 4096;
const MOST_PRODUCTS = 65_536;

/** A document of MongoDB takes 16 MiB, and whoever reads many at once far less. */
const MOST_BYTES = 1_000_000;

/** @throws SettingsError naming the file, the entry and what is allowed. */
export function checkCatalog(catalog: Catalog, files: CatalogFiles): void {
  const { stores, categories, productTypes, products, timezones } = catalog;
  const lists = {
    stores: new Entries(stores, 'store_id', () => files.stores),
    categories: new Entries(categories, 'category_id', () => files.categories),
    types: new Entries(productTypes, 'type_id', () => files.productTypes),
    products: new Entries(products, 'sku', (position) => files.products[position] ?? ''),
  };
  lists.stores.areAtMost(MOST_STORES);
  lists.products.areAtMost(MOST_PRODUCTS);
  for (const list of Object.values(lists)) list.areSmall();
  lists.stores.haveOwn('store_id', 'store_name', 'rls_user_id');
  lists.categories.haveOwn('category_id', 'category_name');
  lists.types.haveOwn('type_id', 'type_name');
  lists.products.haveOwn('sku');
  lists.stores.name('timezone', new Set(Object.keys(timezones)));
  lists.types.name('category_id', new Set(categories.map((category) => category.category_id)));
  lists.products.name('type_id', new Set(productTypes.map((type) => type.type_id)));
  if (!stores.some((store) => store.customer_weight > 0 && store.order_frequency > 0)) {
    throw new SettingsError(`${files.stores} has no store with customer_weight and order_frequency above 0.`);
  }
  checkWords(catalog, (product) => lists.products.at(product));
}

/** A list of entries, each with an id. */
class Entries<T extends object> {
  constructor(
    private readonly all: readonly T[],
    private readonly id: keyof T & string,
    /** By position. */
    private readonly fileOf: (position: number) => string,
  ) {}

  at(position: number): string {
    return `${this.all[position]?.[this.id]} in ${this.fileOf(position)}`;
  }

  areAtMost(most: number): void {
    const { length } = this.all;
    if (length <= most) return;
    throw new SettingsError(
      `${this.fileOf(most)} has entry ${most + 1} of ${length}; allowed are at most ${most}.`,
    );
  }

  areSmall(): void {
    for (const [i, entry] of this.all.entries()) {
      const bytes = Buffer.byteLength(JSON.stringify(entry));
      if (bytes <= MOST_BYTES) continue;
      throw new SettingsError(`${this.at(i)} has ${bytes} bytes; allowed are at most ${MOST_BYTES}.`);
    }
  }

  /** No two have the same value. */
  haveOwn(...keys: readonly (keyof T & string)[]): void {
    for (const key of keys) {
      const seen = new Map<unknown, number>();
      for (const [i, entry] of this.all.entries()) {
        const before = seen.get(entry[key]);
        seen.set(entry[key], i);
        if (before === undefined) continue;
        const files = [...new Set([before, i].map(this.fileOf))].join(' and ');
        const whose = key === this.id ? '' : `, of ${this.all[before]?.[this.id]} and ${entry[this.id]}`;
        throw new SettingsError(`${key} '${entry[key]}' stands twice in ${files}${whose}.`);
      }
    }
  }

  /** Each value is one of another list. */
  name(key: keyof T & string, known: ReadonlySet<unknown>): void {
    for (const [i, entry] of this.all.entries()) {
      if (known.has(entry[key])) continue;
      throw new SettingsError({
        setting: `${key} of ${this.at(i)}`,
        value: entry[key],
        allowed: `one of ${[...known].join(', ')}`,
      });
    }
  }
}
