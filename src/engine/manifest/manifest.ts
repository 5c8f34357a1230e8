/** The record of a run: what was made from which seed and settings. Nothing in it depends on the machine or the time. */

import { createHash } from 'node:crypto';
import { defined } from '../../core/defined.js';
import { productId } from '../../core/model/ids.js';
import { COLLECTION_NAMES, type CollectionName, FORMAT_VERSION } from '../../core/model/index.js';
import { dateOf } from '../../core/settings/calendar.js';
import type { Catalog } from '../../core/settings/catalog-entries.js';
import type { LoadIdentity } from '../../core/settings/identity.js';
import type { World } from '../../core/settings/settings.js';
import type { Slice } from '../../core/settings/slice.js';
import type { RunContext } from '../run-context.js';

/** What a manifest says of a collection; a dump's also digests of its files. */
export interface ManifestCollection {
  readonly count: number;
  readonly bytes: number;
  readonly sha256?: string;
  /** Of the .metadata.json file, which holds options and indexes. */
  readonly metadata_sha256?: string;
  /** Of its documents, in whatever order; see encode/digest.ts. */
  readonly digest?: string;
}

export interface Manifest {
  readonly generator: 'zava';
  readonly format_version: number;
  readonly seed: number;
  /** The output format; absent for BSON. Bytes and sha256 are those of the files. */
  readonly format?: string;
  /** Everything else that decides the bytes; the catalog by its digest, and `slice` where not all was wanted. */
  readonly settings: Record<string, unknown>;
  readonly collections: Partial<Record<CollectionName, ManifestCollection>>;
  /** Units over the rows of the inventory, which stand in `file`. */
  readonly stock: {
    readonly file: string;
    readonly sha256: string;
    readonly opening: number;
    readonly received: number;
    readonly sold: number;
    readonly level: number;
  };
}

/** In hexadecimal digits. */
export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

export const catalogDigest = (catalog: Catalog): string => sha256(JSON.stringify(catalog));

/** The world as plain settings, in the terms of generation_config.yaml. */
export function manifestSettings(world: World, slice?: Slice): Record<string, unknown> {
  return {
    ...(slice === undefined ? {} : { slice }),
    num_customers: world.customers,
    num_orders: world.orders,
    period: { start: dateOf(world.firstDay), end: dateOf(world.lastDay) },
    growth: world.growth,
    customers: world.registration,
    baskets: world.baskets,
    prices: world.prices,
    statuses: world.statuses,
    stock: world.stock,
    shards: world.shards,
    catalog_sha256: catalogDigest(world.catalog),
  };
}

/** Which load or dump a world, or a slice of it, makes. */
export const identityOf = (world: World, slice?: Slice): LoadIdentity => ({
  format: FORMAT_VERSION,
  seed: world.seed,
  settings: manifestSettings(world, slice),
});

/** What a run has to say of a world whose orders are all sold. */
export type Sold = Pick<RunContext, 'prepared' | 'stock'>;

/**
 * The stock of every row through the period, one JSON object a line: opening, what was received when, what was sold,
 * and its state in the end. With the orders it proves that no level was ever negative.
 */
export function stockLines({ prepared, stock }: Sold): string {
  const { ledger } = stock;
  const { world, assortment, months, rows } = prepared;
  const receipts = new Map<number, [string, number][]>();
  for (const { cell, month, units } of ledger.receipts) {
    const day = dateOf(world.firstDay + defined(months.firstDay[month], 'the month of a receipt'));
    const list = receipts.get(cell);
    if (list === undefined) receipts.set(cell, [[day, units]]);
    else list.push([day, units]);
  }
  const { stores, products } = world.catalog;
  const states = stock.updates();
  const lines = rows.map(({ cell }, row) => {
    const { last_updated, last_counted } = defined(states[row], 'the state of a row').state;
    return JSON.stringify({
      store_id: defined(stores[Math.floor(cell / assortment.products)], 'the store of a row').store_id,
      product_id: productId(defined(products[cell % assortment.products], 'the product of a row').sku),
      opening: ledger.opening[cell],
      received: ledger.received[cell],
      sold: ledger.sold[cell],
      level: ledger.level[cell],
      last_updated,
      last_counted,
      receipts: receipts.get(cell) ?? [],
    });
  });
  return `${lines.join('\n')}\n`;
}

/** A manifest, or what stands beside it, as it is written: for people, too. */
export const jsonText = (value: object): string => `${JSON.stringify(value, undefined, 2)}\n`;

/** @param stock the text of `stockLines`, and the name of the file that holds it. */
export function makeManifest(
  context: Sold,
  collections: ReadonlyMap<CollectionName, ManifestCollection>,
  stock: { readonly text: string; readonly file: string },
  format?: string,
): Manifest {
  const { rows, slice, world } = context.prepared;
  const { ledger } = context.stock;
  const sum = (cells: ArrayLike<number>) => rows.reduce((all, { cell }) => all + (cells[cell] ?? 0), 0);
  return {
    generator: 'zava',
    format_version: FORMAT_VERSION,
    seed: world.seed,
    ...(format === undefined ? {} : { format }),
    settings: manifestSettings(world, slice),
    collections: Object.fromEntries(COLLECTION_NAMES.map((name) => [name, collections.get(name)])),
    stock: {
      file: stock.file,
      sha256: sha256(stock.text),
      opening: sum(ledger.opening),
      received: sum(ledger.received),
      sold: sum(ledger.sold),
      level: sum(ledger.level),
    },
  };
}
