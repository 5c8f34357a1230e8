/** The record of a run: what was made from which seed and settings. Nothing in it depends on the machine or the time. */
import { createHash } from 'node:crypto';
import type { TextFormat } from '../formats/extended-json.js';
import { productId } from '../model/ids.js';
import { COLLECTION_NAMES, type CollectionName, FORMAT_VERSION } from '../model/index.js';
import { dateOf } from '../settings/calendar.js';
import type { Catalog } from '../settings/catalog.js';
import type { World } from '../settings/settings.js';
import type { LoadIdentity } from '../sinks/sink.js';
import type { Slice } from '../slices/slice.js';
import type { Preparation } from './preparation.js';

/** What a manifest says of a collection; a dump's also digests of its .bson file and, in whatever order, its documents. */
export interface ManifestCollection {
  readonly count: number;
  readonly bytes: number;
  readonly sha256?: string;
  /** Of the .metadata.json file, which holds options and indexes. */
  readonly metadata_sha256?: string;
  /** See encode/digest.ts. */
  readonly digest?: string;
}

export interface Manifest {
  readonly generator: 'zava';
  readonly format_version: number;
  readonly seed: number;
  /** Of a set of text files; absent for BSON. Bytes and sha256 are then those of these files. */
  readonly format?: TextFormat;
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

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

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

/**
 * The stock of every row through the period, one JSON object a line: opening, what was received when, what was sold
 * and what is left. With the orders it proves that no level was ever negative.
 */
export function stockLines({ world, assortment, ledger, months, rows }: Preparation): string {
  const receipts = new Map<number, [string, number][]>();
  for (const { cell, month, units } of ledger.receipts) {
    const day = dateOf(world.firstDay + months.firstDay[month]);
    const list = receipts.get(cell);
    if (list === undefined) receipts.set(cell, [[day, units]]);
    else list.push([day, units]);
  }
  const { stores, products } = world.catalog;
  const lines = rows.map(({ cell }) =>
    JSON.stringify({
      store_id: stores[Math.floor(cell / assortment.products)].store_id,
      product_id: productId(products[cell % assortment.products].sku),
      opening: ledger.opening[cell],
      received: ledger.received[cell],
      sold: ledger.sold[cell],
      level: ledger.level[cell],
      receipts: receipts.get(cell) ?? [],
    }),
  );
  return `${lines.join('\n')}\n`;
}

/** @param stock the text of `stockLines`, and the name of the file that holds it. */
export function makeManifest(
  preparation: Preparation,
  collections: ReadonlyMap<CollectionName, ManifestCollection>,
  stock: { readonly text: string; readonly file: string },
  format?: TextFormat,
): Manifest {
  const { ledger, rows, slice, world } = preparation;
  const sum = (cells: ArrayLike<number>) => rows.reduce((all, { cell }) => all + cells[cell], 0);
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
