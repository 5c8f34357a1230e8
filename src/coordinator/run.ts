/** One run: everything of a world into a sink. The whole way of the data, in one screenful. */
import { loadHash, sumOfHashes } from '../encode/digest.js';
import type { CollectionName } from '../model/index.js';
import { customerShardsOf, type OrderShard, orderShardsOf } from '../plan/plan.js';
import { meanCount } from '../random/mean.js';
import { hashes } from '../sinks/delivery.js';
import type { Sink } from '../sinks/sink.js';
import type { ShardResult, ShardTask } from './messages.js';
import type { Preparation } from './preparation.js';
import { type OnProgress, Tally } from './progress.js';
import { ShardPool } from './shard-pool.js';
import type { ShardThreads } from './shard-threads.js';

export interface RunOptions {
  /** The worker threads; closed when the documents are done, or have failed. */
  readonly threads: ShardThreads;
  /** Calendar months after which stock levels are written to a sink with live inventory. */
  readonly stockUpdateMonths: number;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: OnProgress | undefined;
}

/** What a run did. */
export interface RunResult {
  readonly tally: Tally;
  /** Milliseconds: until the last document, and for the indexes. */
  readonly documentsMs: number;
  readonly indexesMs: number;
}

/**
 * Makes every document of a prepared world and delivers it to the sink, which it opens; closing it is the caller's part.
 * @throws what the sink or a worker failed with; the signal's reason where it was aborted.
 */
export async function run(preparation: Preparation, sink: Sink, options: RunOptions): Promise<RunResult> {
  const { signal } = options;
  signal?.throwIfAborted();
  const aborted = new Promise<never>((_, reject) => {
    signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
  // An interruption does not wait for whatever is under way, such as the search for a server.
  return Promise.race([makeAll(preparation, sink, options), aborted]);
}

async function makeAll(preparation: Preparation, sink: Sink, options: RunOptions): Promise<RunResult> {
  const { signal, onProgress } = options;
  const { world, names, plan, ledger, start } = preparation;
  const tally = new Tally();
  const expected = expectedDocuments(preparation);
  const report = () =>
    onProgress?.({
      phase: 'documents',
      done: tally.allDocuments,
      total: expected(tally),
      bytes: tally.allBytes,
    });
  const pool = new ShardPool(options.threads, { world, names, delivery: sink.delivery }, signal);
  const hash = hashes(sink.delivery) ? await loadHash() : undefined;
  const write = async (collection: CollectionName, encoded: Parameters<Sink['write']>[1]) => {
    signal?.throwIfAborted();
    await sink.write(collection, encoded);
    const sum = hash === undefined ? undefined : sumOfHashes(hash, encoded.bytes);
    tally.add(collection, encoded.documents, encoded.bytes.length, sum);
    report();
  };
  const take = async (result: ShardResult) => {
    for (const { collection, documents, bytes, size, sum } of result.outputs) {
      if (bytes !== undefined) await sink.write(collection, { bytes, documents });
      tally.add(collection, documents, size, sum);
    }
    pool.reuse(result);
    report();
  };

  /** The collections that the coordinator makes itself, while the workers make the others. */
  const writeSmall = async () => {
    for (const [collection, encoded] of preparation.reference()) await write(collection, encoded);
    if (sink.liveInventory) await write('inventory', preparation.inventory());
  };
  const takeShards = async (live: LiveInventory) => {
    const orderShards = orderShardsOf(plan, world.shards.orders);
    for await (const result of pool.results(tasksOf(preparation))) {
      await take(result);
      if (result.sales === undefined) continue;
      // Everything before this shard's first month has come, so those months are complete.
      const shard = orderShards.next().value as OrderShard;
      await foldUntil(preparation.months.ofDay[shard.fromDay], preparation, sink, options, live);
      ledger.add(result.sales);
    }
    await foldUntil(preparation.months.count, preparation, sink, options, live);
    await live.updated;
  };

  try {
    await sink.open();
    // The shards are handed out before the small collections are made, so the workers need not wait for them.
    const live: LiveInventory = { updated: Promise.resolve() };
    const shards = takeShards(live);
    live.updated = writeSmall();
    await Promise.all([shards, live.updated]);
    if (sink.liveInventory) await sink.updateInventory(preparation.stockUpdates(), true);
    else await write('inventory', preparation.inventory());
  } finally {
    await pool.close();
  }
  const documentsMs = performance.now() - start;

  let built = 0;
  const total = tally.documents.size;
  await sink.buildIndexes(() =>
    onProgress?.({ phase: 'indexes', done: ++built, total, bytes: tally.allBytes }),
  );
  return { tally, documentsMs, indexesMs: performance.now() - start - documentsMs };
}

/** Customers first, then orders in order of time. */
function* tasksOf({ world, plan }: Preparation): Generator<ShardTask> {
  for (const shard of customerShardsOf(world)) yield { kind: 'customers', shard };
  for (const shard of orderShardsOf(plan, world.shards.orders)) yield { kind: 'orders', shard };
}

/**
 * Folds the months before `month`. Each time some calendar months are over, a live inventory is brought up to date:
 * one update after the other, while the next shards are on their way.
 */
async function foldUntil(
  month: number,
  preparation: Preparation,
  sink: Sink,
  options: RunOptions,
  live: LiveInventory,
) {
  const { ledger, months } = preparation;
  while (ledger.folded < month) {
    ledger.fold(ledger.folded + 1);
    const over =
      ledger.folded < months.count && (months.calendar[0] + ledger.folded) % options.stockUpdateMonths === 0;
    if (!over || !sink.liveInventory) continue;
    await live.updated;
    live.updated = sink.updateInventory(preparation.stockUpdates(), false);
    // A failure is met by whoever awaits the next update or the end.
    live.updated.catch(() => {});
  }
}

/** The update of the inventory that is under way, if any; the first one is that it stands at all. */
interface LiveInventory {
  updated: Promise<void>;
}

/** How many documents there will be: exact but for the lines, which are taken to go on at the rate of those made. */
function expectedDocuments({ world, assortment, rows }: Preparation): (tally: Tally) => number {
  const { catalog, baskets } = world;
  const mean = meanCount(baskets.items_weights);
  const few =
    catalog.stores.length + catalog.categories.length + catalog.productTypes.length + assortment.products * 2;
  return (tally) => {
    const orders = tally.documents.get('orders') ?? 0;
    const lines = tally.documents.get('order_items') ?? 0;
    return (
      few + rows.length + world.customers + world.orders + lines + Math.round((world.orders - orders) * mean)
    );
  };
}
