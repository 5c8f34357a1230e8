/** One run: everything of a source into a sink. The whole way of the data, in one screenful. */
import type { OnProgress } from '../core/progress.js';
import { Deliveries } from './deliveries.js';
import { interruptible } from './pool/interruptible.js';
import type { StepPool } from './pool/step-pool.js';
import { finalize } from './recovery.js';
import { RunProgress } from './run-progress.js';
import { type LoadControl, Stopped, valuesOf } from './sinks/load-control.js';
import { outputMaker } from './sinks/output-maker.js';
import type { Sink } from './sinks/sink.js';
import type { Source, Tasks } from './sources/source.js';
import { StockUpdates } from './stock-updates.js';
import { Tally } from './tally.js';

/** A run, put together. */
export interface Run<Task> {
  readonly source: Source<Task>;
  /** Makes what the source's tasks ask for; closed when the documents are done, or have failed. */
  readonly pool: StepPool<Task>;
  /** Opened by the run; closing it is the caller's part. */
  readonly sink: Sink;
  /** What everything that works on the run shares. */
  readonly control: LoadControl;
  /** Calendar months after which stock levels are brought up to date in a sink with a live inventory; 12 unless given. */
  readonly stockUpdateMonths?: number | undefined;
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

/** How long an interruption waits for what is in flight, in milliseconds. */
const DRAIN_MS = 2000;

/**
 * Makes every document of a source and delivers it to the sink.
 * @throws what the sink or a worker failed with; the signal's reason where it was aborted.
 */
export async function run<Task>(parts: Run<Task>): Promise<RunResult> {
  const { pool, signal } = parts;
  try {
    signal?.throwIfAborted();
    return await interruptible(deliverAll(parts), signal, () => pool.drain(DRAIN_MS));
  } finally {
    await pool.close();
  }
}

async function deliverAll<Task>(parts: Run<Task>): Promise<RunResult> {
  const { source, pool, sink, control } = parts;
  const tally = new Tally();
  const progress = new RunProgress(tally, (made) => source.expected(made), control, parts.onProgress);
  const deliveries = new Deliveries(
    parts,
    tally,
    await outputMaker(sink.delivery, sink.sketches?.own),
    progress,
  );
  let documentsMs = 0;
  const durable = () => {
    progress.stop();
    documentsMs = performance.now() - source.start;
    // Whatever the end takes, nobody waits for threads; what fails here fails again when the run has ended.
    pool.close().catch(() => {});
  };

  const finished = await sink.open();
  const stock = new StockUpdates(source.stock, sink.liveInventory, parts.stockUpdateMonths);
  const rounds = source.tasks(finished);
  progress.start();
  try {
    // The tasks are handed out before the small collections are made, so that the workers need not wait for them.
    const tasks = deliverInOrder(rounds, pool, deliveries, stock);
    const beside = deliveries.deliverSteps(source, source.beside, finished);
    stock.begin(beside);
    await together([tasks, beside], control);
    await deliveries.deliverSteps(source, source.after, finished);
    await finalize(parts, deliveries, stock, {
      tally,
      durable,
      indexing: () => progress.indexes(),
      indexed: (collection) => progress.indexes(collection),
    });
  } catch (error) {
    // What could not be noted stopped the others.
    if (error instanceof Stopped) await deliveries.committed();
    throw error;
  } finally {
    progress.stop();
  }
  return { tally, documentsMs, indexesMs: performance.now() - source.start - documentsMs };
}

/** Pieces come out of the pool in the order of their tasks, so many in flight as it allows; their buffers go back. */
async function deliverInOrder<Task>(
  rounds: readonly Tasks<Task>[],
  pool: StepPool<Task>,
  deliveries: Deliveries,
  stock: StockUpdates,
): Promise<void> {
  for (const tasks of rounds) {
    for await (const piece of pool.results(tasks)) {
      await deliveries.take(piece);
      pool.reuse(piece);
      await stock.take(piece);
    }
  }
  await stock.end();
}

/** Resolves when all of these are done; where one fails, the others are stopped and come to their end first. */
async function together(works: readonly Promise<void>[], control: LoadControl): Promise<void> {
  for (const work of works) work.catch(() => control.stop());
  valuesOf(await Promise.allSettled(works));
}
