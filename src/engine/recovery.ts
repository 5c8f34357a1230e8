/** The end of a run: what a failing server lost after it had acknowledged it is sent once more, until all is there. */
import type { Deliveries } from './deliveries.js';
import type { StepPool } from './pool/step-pool.js';
import type { Finalizing, Sink } from './sinks/sink.js';
import type { Source } from './sources/source.js';
import type { StockUpdates } from './stock-updates.js';

interface Parts<Task> {
  readonly source: Source<Task>;
  readonly pool: StepPool<Task>;
  readonly sink: Sink;
}

/** Finalizes the sink when all pieces have been taken. */
export async function finalize<Task>(
  parts: Parts<Task>,
  deliveries: Deliveries,
  stock: StockUpdates,
  finalizing: Finalizing,
): Promise<void> {
  for (;;) {
    await stock.settle();
    await deliveries.committed();
    const lost = await parts.sink.finalize(finalizing);
    if (lost.length === 0) return;
    await sendAgain(new Set(lost), parts, deliveries);
  }
}

async function sendAgain<Task>(
  lost: ReadonlySet<string>,
  { source, pool }: Parts<Task>,
  deliveries: Deliveries,
): Promise<void> {
  for (const step of [...source.beside, ...source.after]) {
    if (!lost.has(step)) continue;
    for (const piece of deliveries.piecesOf(step, source.documentsOf(step)))
      await deliveries.takeAgain(piece);
  }
  for await (const piece of pool.results(source.tasksFor(lost))) {
    await deliveries.takeAgain(piece);
    pool.reuse(piece);
  }
}
