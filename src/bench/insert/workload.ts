/** The documents that every repeat sends: orders and their lines, made once and kept in memory. */
import { dirname } from 'node:path';
import type { AnyBulkWriteOperation, Document } from 'mongodb';
import { ShardMaker } from '../../encode/shard-maker.js';
import { makeNames } from '../../generate/names.js';
import { orderShardsOf } from '../../plan/plan.js';
import { meanCount } from '../../random/mean.js';
import { streamFor } from '../../random/stream.js';
import { defaultConfigPath, resolveSettings } from '../../settings/resolve.js';
import { documentsOf } from '../../sinks/mongodb/raw-insert.js';
import type { Cell } from '../result.js';
import { shuffled } from './cells.js';

/** The collections of a workload. */
export const COLLECTIONS = ['orders', 'order_items'] as const;
export type WorkloadCollection = (typeof COLLECTIONS)[number];

/** A message has at most 48 MB; a batch that would be larger is cut. */
const MAX_BATCH_BYTES = 47_000_000;

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
      return [...rangesOf(part.offsets, batchSize)].map(([from, to]) => {
        const [start, end] = [part.offsets[from], part.offsets[to]];
        const batch = { collection, documents: to - from, bytes: end - start };
        return { ...batch, ...contentOf(part, path, from, to) };
      });
    });
  }
}

function contentOf({ bytes, offsets, objects }: Part, path: Cell['path'], from: number, to: number): Content {
  if (path === 'bson') return { path, content: bytes.subarray(offsets[from], offsets[to]) };
  const documents = objects.slice(from, to);
  if (path === 'insertMany') return { path, content: documents };
  return { path, content: documents.map((document) => ({ insertOne: { document } })) };
}

/** Which documents each batch has: from the first to before the second number. */
function* rangesOf(offsets: Uint32Array, batchSize: number): Generator<[number, number]> {
  const count = offsets.length - 1;
  for (let from = 0; from < count; ) {
    let to = Math.min(from + batchSize, count);
    while (to > from + 1 && offsets[to] - offsets[from] > MAX_BATCH_BYTES) to--;
    yield [from, to];
    from = to;
  }
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
  order.forEach((from, i) => {
    const document = sorted.bytes.subarray(sorted.offsets[from], sorted.offsets[from + 1]);
    bytes.set(document, offsets[i]);
    offsets[i + 1] = offsets[i] + document.length;
  });
  return { bytes, offsets, objects: order.map((from) => sorted.objects[from]) };
}

/** Orders and lines in the proportion of the dataset, as many as are wanted in all. */
function makeDocuments({ documents, seed: wanted }: WorkloadOptions) {
  const config = { env: {}, cwd: dirname(defaultConfigPath()) };
  const settings = resolveSettings({ preset: 'full', seed: wanted }, config).world;
  const orders = Math.round(documents / (1 + meanCount(settings.baskets.items_weights)));
  const world = { ...settings, orders: Math.ceil(orders * (1 + SPARE.share)) + SPARE.orders };
  const maker = new ShardMaker(world, makeNames(world.seed));
  const made = { orders: new Run(documents * 160), lines: new Run(documents * 260) };
  // One pair of buffers for all shards: what a shard gives is copied before the next one is made.
  const buffers: Uint8Array<ArrayBuffer>[] = [];
  for (const shard of orderShardsOf(maker.plan, world.shards.orders)) {
    let taken = 0;
    const shardOutput = maker.makeOrders(shard, (bytes) => {
      const which = taken++;
      if ((buffers[which]?.length ?? 0) < bytes) buffers[which] = new Uint8Array(bytes);
      return buffers[which];
    });
    made.orders.append(shardOutput.orders.bytes);
    made.lines.append(shardOutput.lines.bytes);
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
