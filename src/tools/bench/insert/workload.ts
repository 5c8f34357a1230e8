/** The documents that every repeat sends: orders and their lines, made once and kept in memory. */

import { dirname } from 'node:path';
import type { AnyBulkWriteOperation, Document } from 'mongodb';
import { ShardMaker } from '../../../core/encode/shard-maker.js';
import { makeNames } from '../../../core/generate/names.js';
import { MAX_BATCH_BYTES } from '../../../core/options/limits.js';
import { shardsOf } from '../../../core/plan/shards.js';
import { meanCount } from '../../../core/random/mean.js';
import { streamFor } from '../../../core/random/stream.js';
import { defaultConfigPath } from '../../../core/settings/default-config.js';
import { resolveSettings } from '../../../core/settings/resolve.js';
import type { World } from '../../../core/settings/settings.js';
import { documentsOf } from '../../../mongodb/wire/raw-insert.js';
import { lender } from '../generate/timing.js';
import type { Cell } from '../result.js';
import { shuffled } from './cells.js';

/** The collections of a workload. */
export const COLLECTIONS = ['orders', 'order_items'] as const;
type WorkloadCollection = (typeof COLLECTIONS)[number];

/** Bytes of memory for a document: as BSON in one order, and as an object. Measured on 33,000 orders, rounded up. */
const BSON_BYTES = 420;
const OBJECT_BYTES = 800;

/** About what a workload may take. */
const MAX_MEMORY = 1_000_000_000;

/** More orders than are expected to be needed are made, as the number of their lines is known only then. */
const SPARE = { share: 0.02, orders: 50 };

/** What a call of the driver is given, by path. */
type Content =
  | { readonly path: 'bson'; readonly content: Uint8Array }
  | { readonly path: 'insertMany'; readonly content: Document[] }
  | { readonly path: 'bulkWrite'; readonly content: AnyBulkWriteOperation[] };

/** Documents of one collection that are sent and acknowledged at once. */
export type Batch = {
  readonly collection: WorkloadCollection;
  readonly documents: number;
  /** Bytes of BSON, whatever the path. */
  readonly bytes: number;
} & Content;

export interface WorkloadOptions {
  readonly documents: number;
  /** Without it the seed of the configuration. */
  readonly seed: number | undefined;
  /** Which orders of ids and which paths are wanted. */
  readonly ids: readonly Cell['ids'][];
  readonly paths: readonly Cell['path'][];
}

/** The documents of one collection in one order: document i stands from `offsets[i]` to `offsets[i + 1]`. */
interface Part {
  readonly bytes: Uint8Array;
  readonly offsets: Uint32Array;
  /** The same documents as objects, where a path wants them. */
  readonly objects: readonly Document[];
}

/** The most documents that fit into memory in the orders and for the paths that are wanted. */
export function maxDocuments({ ids, paths }: Pick<WorkloadOptions, 'ids' | 'paths'>): number {
  const each = BSON_BYTES * ids.length + (wantsObjects(paths) ? OBJECT_BYTES : 0);
  return Math.floor(MAX_MEMORY / each / 1000) * 1000;
}

const wantsObjects = (paths: readonly Cell['path'][]): boolean => paths.some((path) => path !== 'bson');

export class Workload {
  readonly seed: number;
  readonly documents: number;
  /** Bytes of BSON. */
  readonly bytes: number;
  private readonly parts = new Map<string, Part>();

  /** Makes the documents, which depend on their number and the seed alone: no variable and no file changes them. */
  constructor(options: WorkloadOptions) {
    const { seed, orders, lines } = makeDocuments(options);
    this.seed = seed;
    this.documents = options.documents;
    this.bytes = orders.bytes.length + lines.bytes.length;
    const withObjects = wantsObjects(options.paths);
    for (const [collection, { bytes, offsets }] of [
      ['orders', orders],
      ['order_items', lines],
    ] as const) {
      // All objects stand before the first clock runs, and through all repeats: the garbage collector then has the
      // same heap before it in all of them.
      const sorted = { bytes, offsets, objects: withObjects ? documentsOf(bytes) : [] };
      for (const ids of options.ids) {
        const part = ids === 'sorted' ? sorted : inRandomOrder(sorted, seed, collection);
        this.parts.set(`${collection} ${ids}`, part);
      }
    }
  }

  /** The batches of a cell, by collection. */
  batches({ ids, path, batchSize }: Pick<Cell, 'ids' | 'path' | 'batchSize'>): Batch[][] {
    return COLLECTIONS.map((collection) => {
      const part = this.parts.get(`${collection} ${ids}`) as Part;
      return [...rangesOf(part.offsets, batchSize)].map((range) => {
        const { from, to, start, end } = range;
        return { collection, documents: to - from, bytes: end - start, ...contentOf(part, path, range) };
      });
    });
  }
}

function contentOf({ bytes, objects }: Part, path: Cell['path'], { from, to, start, end }: Range): Content {
  if (path === 'bson') return { path, content: bytes.subarray(start, end) };
  const documents = objects.slice(from, to);
  if (path === 'insertMany') return { path, content: documents };
  return { path, content: documents.map((document) => ({ insertOne: { document } })) };
}

/** Documents from `from` to before `to`, whose bytes lie from `start` to before `end`. */
interface Range {
  readonly from: number;
  readonly to: number;
  readonly start: number;
  readonly end: number;
}

/** Which documents each batch has: as many as `batchSize` and a message allow, at least one. */
function* rangesOf(offsets: Uint32Array, batchSize: number): Generator<Range> {
  let range: Range = { from: 0, to: 0, start: 0, end: 0 };
  for (const [to, end] of offsets.entries()) {
    const { from, start } = range;
    if (range.to > from && (to - from > batchSize || end - start > MAX_BATCH_BYTES)) {
      yield range;
      range = { from: range.to, to, start: range.end, end };
    } else {
      range = { from, to, start, end };
    }
  }
  if (range.to > range.from) yield range;
}

/** The documents in an order that depends on the seed and the collection. */
function inRandomOrder(sorted: Part, seed: number, collection: string): Part {
  const stream = streamFor(seed, 'bench', 'ids', collection);
  const count = sorted.offsets.length - 1;
  const order = shuffled(
    Array.from({ length: count }, (_, i) => i),
    (n) => stream.below(n),
  );
  const bytes = new Uint8Array(sorted.bytes.length);
  const offsets = new Uint32Array(count + 1);
  let end = 0;
  for (const [i, from] of order.entries()) {
    const document = sorted.bytes.subarray(sorted.offsets[from], sorted.offsets[from + 1]);
    bytes.set(document, end);
    end += document.length;
    offsets[i + 1] = end;
  }
  return { bytes, offsets, objects: order.flatMap((from) => sorted.objects[from] ?? []) };
}

/** What the documents are made of, but for their number. @param wanted without it the configuration's. */
const worldOf = (wanted: number | undefined): World =>
  resolveSettings({ preset: 'full', seed: wanted }, { env: {}, cwd: dirname(defaultConfigPath()) }).world;

/** The seed of the documents. @param wanted without it the configuration's. */
export const seedOf = (wanted: number | undefined): number => worldOf(wanted).seed;

/** Orders and lines in the proportion of the dataset, as many as are wanted in all. */
function makeDocuments({ documents, seed: wanted }: WorkloadOptions) {
  const settings = worldOf(wanted);
  const orders = Math.round(documents / (1 + meanCount(settings.baskets.items_weights)));
  const world = { ...settings, orders: Math.ceil(orders * (1 + SPARE.share)) + SPARE.orders };
  const maker = new ShardMaker(world, makeNames(world.seed));
  const made = { orders: new Run(documents * 160), lines: new Run(documents * 260) };
  // What a shard gives is copied before the next one is made, so all shards share their buffers.
  const lend = lender();
  for (const { shard } of shardsOf('orders', world, maker.plan)) {
    lend((buffers) => {
      const { orders, order_items } = maker.makeOrders(shard, buffers);
      made.orders.append(orders.bytes);
      made.lines.append(order_items.bytes);
    });
  }
  const lines = Math.min(documents - orders, made.lines.count);
  return { seed: world.seed, orders: made.orders.first(documents - lines), lines: made.lines.first(lines) };
}

/** A growing run of documents. */
class Run {
  private bytes: Uint8Array;
  private used = 0;
  private readonly ends: number[] = [];

  /** @param capacity bytes that are expected to be enough. */
  constructor(capacity: number) {
    this.bytes = new Uint8Array(capacity);
  }

  get count(): number {
    return this.ends.length;
  }

  append(documents: Uint8Array): void {
    const needed = this.used + documents.length;
    if (needed > this.bytes.length) {
      const larger = new Uint8Array(Math.ceil(needed * 1.1));
      larger.set(this.bytes.subarray(0, this.used));
      this.bytes = larger;
    }
    this.bytes.set(documents, this.used);
    const view = new DataView(documents.buffer, documents.byteOffset, documents.byteLength);
    for (let at = 0; at < documents.length; ) {
      at += view.getInt32(at, true);
      this.ends.push(this.used + at);
    }
    this.used = needed;
  }

  /** The first `count` documents. */
  first(count: number): Pick<Part, 'bytes' | 'offsets'> {
    const offsets = Uint32Array.from([0, ...this.ends.slice(0, count)]);
    return { bytes: this.bytes.subarray(0, offsets[count]), offsets };
  }
}
