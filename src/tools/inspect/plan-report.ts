/** `zava plan` as a function: what a run would make, without making it. */
import { COLLECTION_NAMES, type CollectionName } from '../../core/model/index.js';
import { type OrderShard, ordersByYear } from '../../core/plan/plan.js';
import { meanCount } from '../../core/random/mean.js';
import { civilOf, dateOf } from '../../core/settings/calendar.js';
import type { World } from '../../core/settings/settings.js';
import { PreparedWorld } from '../../core/world/prepared-world.js';
import { Stock } from '../../core/world/stock.js';

/** Up to so many orders the lines are counted by drawing them, which takes about a second; beyond, they are estimated. */
const COUNTED_ORDERS = 2_000_000;

/** Documents from which the mean size is taken. */
const SAMPLE = 2000;

/**
 * Bytes of all indexes for a document, measured on mongod 6.0.5 (WiredTiger, prefix compression) after a load of
 * `full`: indexSizes of collStats by the number of documents. The small collections take a page for each index.
 */
const INDEX_BYTES: Partial<Record<CollectionName, number>> = {
  customers: 110,
  inventory: 162,
  orders: 150,
  order_items: 113,
  products: 850,
};
const SMALL_COLLECTION_INDEX_BYTES = 80_000;

export interface PlannedCollection {
  readonly documents: number;
  /** False where `documents` is an estimate. */
  readonly exact: boolean;
  /** Estimates: BSON, and indexes as the server stores them. */
  readonly bytes: number;
  readonly indexBytes: number;
}

export interface PlanReport {
  readonly start: string;
  readonly end: string;
  readonly days: number;
  readonly collections: Readonly<Record<CollectionName, PlannedCollection>>;
  readonly years: readonly { readonly year: string; readonly orders: number; readonly lines: number }[];
  readonly linesExact: boolean;
  readonly shards: { readonly customers: number; readonly orders: number; readonly largestOrders: number };
  readonly documents: number;
  readonly bytes: number;
  readonly indexBytes: number;
}

/** Counts orders exactly, and lines exactly up to two million orders; sizes are estimates from a sample. */
export function planReport(world: World): PlanReport {
  const prepared = new PreparedWorld(world);
  const { plan } = prepared;
  const maker = prepared.maker();
  const counted = world.orders <= COUNTED_ORDERS;
  const years = new Map<string, { orders: number; lines: number }>();
  const yearOf = Array.from({ length: plan.days }, (_, day) => String(civilOf(world.firstDay + day).year));
  const meanLines = meanCount(world.baskets.items_weights);
  for (const [year, orders] of ordersByYear(world, plan)) {
    years.set(year, { orders, lines: counted ? 0 : orders * meanLines });
  }
  let largestOrders = 0;
  let sample: OrderShard | undefined;
  for (const { shard } of prepared.shards('orders')) {
    largestOrders = Math.max(largestOrders, shard.orders);
    if (shard.index <= plan.orderShards / 2) sample = shard;
    if (!counted) continue;
    maker.drawOrders(shard);
    const { columns } = maker;
    for (let order = 0; order < columns.orders; order++) {
      const year = years.get(yearOf[columns.day[order] ?? 0] ?? '');
      if (year !== undefined)
        year.lines += (columns.firstLine[order + 1] ?? 0) - (columns.firstLine[order] ?? 0);
    }
  }
  const lines = [...years.values()].reduce((sum, year) => sum + year.lines, 0);
  const counts = new Map<CollectionName, { documents: number; bytes: number }>();
  const whole = [...prepared.catalog(), ['inventory', new Stock(prepared).inventory()] as const];
  for (const [name, { documents, bytes }] of whole) counts.set(name, { documents, bytes: bytes.length });
  const sized = (
    name: CollectionName,
    documents: number,
    made: { bytes: Uint8Array; documents: number } | undefined,
  ) => {
    const bytes =
      made === undefined || made.documents === 0 ? 0 : (documents * made.bytes.length) / made.documents;
    counts.set(name, { documents: Math.round(documents), bytes: Math.round(bytes) });
  };
  const buffers = (size: number) => new Uint8Array(size);
  const [first] = prepared.shards('customers');
  const people =
    first &&
    maker.makeCustomers({ ...first.shard, customers: Math.min(first.shard.customers, SAMPLE) }, buffers);
  sized('customers', world.customers, people?.customers);
  const made = sample && maker.makeOrders({ ...sample, orders: Math.min(sample.orders, SAMPLE) }, buffers);
  sized('orders', world.orders, made?.orders);
  sized('order_items', lines, made?.order_items);

  const collections = Object.fromEntries(
    COLLECTION_NAMES.map((name): [CollectionName, PlannedCollection] => {
      const { documents, bytes } = counts.get(name) ?? { documents: 0, bytes: 0 };
      const perDocument = INDEX_BYTES[name];
      const indexBytes = perDocument === undefined ? SMALL_COLLECTION_INDEX_BYTES : documents * perDocument;
      return [name, { documents, exact: name !== 'order_items' || counted, bytes, indexBytes }];
    }),
  ) as Record<CollectionName, PlannedCollection>;
  const sum = (pick: (collection: PlannedCollection) => number) =>
    Object.values(collections).reduce((total, collection) => total + pick(collection), 0);
  return {
    start: dateOf(world.firstDay),
    end: dateOf(world.lastDay),
    days: plan.days,
    collections,
    years: [...years].map(([year, { orders, lines }]) => ({ year, orders, lines: Math.round(lines) })),
    linesExact: counted,
    shards: {
      customers: prepared.shardCount('customers'),
      orders: prepared.shardCount('orders'),
      largestOrders,
    },
    documents: sum((c) => c.documents),
    bytes: sum((c) => c.bytes),
    indexBytes: sum((c) => c.indexBytes),
  };
}
