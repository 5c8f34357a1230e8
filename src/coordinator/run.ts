/** One run: everything of a world into a sink. The whole way of the data, in one screenful. */
import { setTimeout as sleep } from 'node:timers/promises';
import { loadHash, sumOfHashes } from '../encode/digest.js';
import type { Encoded } from '../encode/documents.js';
import type { CollectionName } from '../model/index.js';
import { type OrderShard, orderShardsOf } from '../plan/plan.js';
import { hashes } from '../sinks/delivery.js';
import { Pace, Stopped, valuesOf } from '../sinks/pace.js';
import type { Sink } from '../sinks/sink.js';
import { type ShardResult, type ShardTask, stepOf } from './messages.js';
import type { Preparation } from './preparation.js';
import { type OnProgress, Tally } from './progress.js';
import { ShardPool } from './shard-pool.js';
import type { ShardThreads } from './shard-threads.js';
import { allTasks, expectedDocuments, type Part, refuseUnlessComplete, tasksOf } from './tasks.js';

export interface RunOptions {
  /** The worker threads; closed when the documents are done, or have failed. */
  readonly threads: ShardThreads;
  /** Calendar months after which stock levels are written to a sink with live inventory. */
  readonly stockUpdateMonths: number;
  /** What the threads share, where the sink has a part in it. */
  readonly pace?: Pace | undefined;
  /** Make only these shards; the small collections, stock and indexes are left to the run that finishes. */
  readonly part?: Part | undefined;
  /** All shards must be there already, made by parts. */
  readonly finishing?: boolean | undefined;
  /** Called when the sink is open, before anything is sent. */
  readonly opened?: (() => Promise<void>) | undefined;
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

/** How long an interruption waits for what is in flight, and then for what is made of it, in milliseconds. */
const DRAIN_MS = 2000;
const END_MS = 300;

/** How often progress is told while nothing moves, in milliseconds: what waits for the server should be seen. */
const REPORT_MS = 500;

/**
 * Makes every document of a prepared world and delivers it to the sink, which it opens; closing it is the caller's part.
 * @throws what the sink or a worker failed with; the signal's reason where it was aborted.
 */
export async function run(preparation: Preparation, sink: Sink, options: RunOptions): Promise<RunResult> {
  const { signal } = options;
  signal?.throwIfAborted();
  const { world, names, slice, marks } = preparation;
  const pace = options.pace ?? new Pace();
  const pool = new ShardPool(
    options.threads,
    { world, names, slice, delivery: sink.delivery },
    pace,
    signal,
    marks,
  );
  const all = makeAll(preparation, sink, pool, pace, options);
  const aborted = new Promise<never>((_, reject) => {
    const interrupted = async () => {
      // What is on its way comes to its end and is noted; the search for a server, for one, is not waited for.
      await pool.drain(DRAIN_MS);
      await Promise.race([all.catch(() => {}), sleep(END_MS)]);
      reject(signal?.reason);
    };
    signal?.addEventListener('abort', interrupted, { once: true });
  });
  try {
    return await Promise.race([
      all.catch((error) => (signal?.aborted ? aborted : Promise.reject(error))),
      aborted,
    ]);
  } finally {
    await pool.close();
  }
}

async function makeAll(
  preparation: Preparation,
  sink: Sink,
  pool: ShardPool,
  pace: Pace,
  options: RunOptions,
): Promise<RunResult> {
  const { signal, onProgress, part } = options;
  const { world, plan, ledger, start } = preparation;
  const tally = new Tally();
  const expected = expectedDocuments(preparation, part);
  const report = () =>
    onProgress?.({
      phase: 'documents',
      done: tally.allDocuments,
      // Of a slice, orders and customers are an estimate, too.
      total: Math.max(expected(tally), tally.allDocuments),
      bytes: tally.allBytes,
      kept: tally.kept,
      waiting: pace.waiting,
    });
  const hash = hashes(sink.delivery) ? await loadHash() : undefined;
  const write = async (collection: CollectionName, encoded: Encoded, kept: boolean) => {
    signal?.throwIfAborted();
    if (!kept) await sink.write(collection, encoded);
    const sum = hash === undefined ? undefined : sumOfHashes(hash, encoded.bytes);
    tally.add(collection, encoded.documents, encoded.bytes.length, sum, kept);
    report();
  };
  // Noting what is done does not keep the next shards waiting; what cannot be noted need not be sent.
  const noting = new Set<Promise<void>>();
  const note = (step: string, term?: ShardResult['term']) => {
    const noted = sink.finish(step, term);
    noting.add(noted);
    noted.then(
      () => noting.delete(noted),
      () => pace.stop(),
    );
  };
  const take = async (result: ShardResult) => {
    for (const { collection, documents, bytes, size, sum } of result.outputs) {
      if (bytes !== undefined) await sink.write(collection, { bytes, documents });
      tally.add(collection, documents, size, sum, result.kept);
    }
    if (!result.kept) note(result.step, result.term);
    pool.reuse(result);
    report();
  };

  /** The collections that the coordinator makes itself, while the workers make the others. */
  const writeSmall = async () => {
    const kept = sink.isDone('reference');
    for (const [collection, encoded] of preparation.reference()) await write(collection, encoded, kept);
    if (!kept) note('reference');
    if (!sink.liveInventory) return;
    const stands = sink.isDone('inventory');
    await write('inventory', preparation.inventory(), stands);
    if (!stands) note('inventory');
  };
  const takeShards = async (live: LiveInventory) => {
    const orderShards = orderShardsOf(plan, world.shards.orders);
    for await (const result of resultsInTurn(preparation, sink, pool)) {
      await take(result);
      if (result.sales === undefined) continue;
      // Everything before this shard's first month has come, so those months are complete. What an earlier run did is
      // only added up again: levels in the database never go back in time.
      const shard = orderShards.next().value as OrderShard;
      live.moves ||= !result.kept;
      await foldUntil(preparation.months.ofDay[shard.fromDay], preparation, sink, options, live);
      ledger.add(result.sales);
    }
    await foldUntil(preparation.months.count, preparation, sink, options, live);
    await live.updated;
  };
  const takePart = async (of: Part) => {
    for await (const result of pool.results(tasksOf(preparation, sink, of))) await take(result);
  };
  /** Sends once more what a failing server lost after it had acknowledged it. */
  const restore = async (lost: ReadonlySet<string>) => {
    if (lost.has('reference')) {
      for (const [collection, encoded] of preparation.reference()) await sink.write(collection, encoded);
      note('reference');
    }
    if (lost.has('inventory')) {
      await sink.write('inventory', preparation.inventory());
      note('inventory');
    }
    const tasks = [...allTasks(preparation)].filter((task) => lost.has(stepOf(task)));
    for await (const result of pool.results(tasks)) note(result.step, result.term);
  };
  /** Resolves when all of these are done; where one fails, the others come to their end first. */
  const together = async (works: readonly Promise<void>[]) => {
    for (const work of works) work.catch(() => pace.stop());
    valuesOf(await Promise.allSettled(works));
  };
  const settle = async () => {
    for (;;) {
      if (sink.liveInventory && part === undefined)
        await sink.updateInventory(preparation.stockUpdates(), true);
      await Promise.all(noting);
      const lost = await sink.settle();
      if (lost.length === 0) return;
      await restore(new Set(lost));
    }
  };

  const makeDocuments = async () => {
    if (part !== undefined) return takePart(part);
    // The shards are handed out before the small collections are made, so the workers need not wait for them.
    const live: LiveInventory = { updated: Promise.resolve(), moves: false };
    const shards = takeShards(live);
    live.updated = writeSmall();
    await together([shards, live.updated]);
    if (!sink.liveInventory) await write('inventory', preparation.inventory(), false);
  };

  await sink.open();
  await options.opened?.();
  if (options.finishing === true) refuseUnlessComplete(preparation, sink);
  const ticking = onProgress === undefined ? undefined : setInterval(report, REPORT_MS).unref();
  try {
    await makeDocuments();
    await settle();
  } catch (error) {
    // What could not be noted stopped the others.
    if (error instanceof Stopped) valuesOf(await Promise.allSettled(noting));
    throw error;
  } finally {
    clearInterval(ticking);
  }
  await pool.close();
  const documentsMs = performance.now() - start;

  if (part === undefined) {
    let built = 0;
    const total = tally.documents.size;
    await sink.buildIndexes(() =>
      onProgress?.({ phase: 'indexes', done: ++built, total, bytes: tally.allBytes, waiting: 0 }),
    );
    await sink.complete();
  }
  return { tally, documentsMs, indexesMs: performance.now() - start - documentsMs };
}

/** The shards of a run; where the orders say which customers there are, these come when all of those are made. */
async function* resultsInTurn(preparation: Preparation, sink: Sink, pool: ShardPool) {
  if (preparation.marks === undefined) return yield* pool.results(tasksOf(preparation, sink));
  const of = function* (kind: ShardTask['kind']) {
    for (const task of tasksOf(preparation, sink)) if (task.kind === kind) yield task;
  };
  yield* pool.results(of('orders'));
  yield* pool.results(of('customers'));
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
    if (!over || !sink.liveInventory || !live.moves) continue;
    await live.updated;
    live.updated = sink.updateInventory(preparation.stockUpdates(), false);
    // A failure is met by whoever awaits the next update or the end.
    live.updated.catch(() => {});
  }
}

/** The update of the inventory that is under way, if any; the first one is that it stands at all. */
interface LiveInventory {
  updated: Promise<void>;
  /** Orders have been delivered by this run, so that levels move on. */
  moves: boolean;
}
