/** One repeat of a cell: all batches of the workload, each timed from sending to acknowledgement. */
import type { Db } from 'mongodb';
import { FairShare } from '../../../engine/sinks/mongodb/fair-share.js';
import type { Cell } from '../result.js';
import { modeOf, sendBatch } from './send.js';
import { newHistogram, type Observation } from './statistics.js';
import type { Batch } from './workload.js';

export interface RepeatWatch {
  readonly signal?: AbortSignal | undefined;
  /** Called for each batch with the documents and bytes that were acknowledged. */
  readonly onAcknowledged?: (documents: number, bytes: number) => void;
}

/**
 * Sends the batches, `cell.connections` in flight, next always of the collection that has the fewest in flight.
 * @param db of a client whose connections are open.
 * @param batches by collection.
 * @throws the first failure of a batch, or the signal's reason, once the batches in flight have ended.
 */
export async function measureRepeat(
  db: Db,
  cell: Cell,
  batches: readonly (readonly Batch[])[],
  { signal, onAcknowledged }: RepeatWatch = {},
): Promise<Observation> {
  const mode = modeOf(cell);
  const share = new FairShare(cell.connections);
  const latency = newHistogram();
  const acknowledged: { at: number; documents: number }[] = [];
  const sum = { documents: 0, bytes: 0, errors: 0, retries: 0 };
  let failed = false;

  const send = async (batch: Batch) => {
    if (failed || signal?.aborted) return;
    const sent = performance.now();
    const { inserted, errors, retries } = await sendBatch(db, batch, mode);
    const now = performance.now();
    latency.recordValue(Math.round((now - sent) * 1000));
    // Documents of a workload differ little in size, so a part of a batch is its share of the bytes.
    const bytes = Math.round((batch.bytes * inserted) / batch.documents);
    acknowledged.push({ at: (now - start) / 1000, documents: inserted });
    sum.documents += inserted;
    sum.bytes += bytes;
    sum.errors += errors;
    sum.retries += retries;
    onAcknowledged?.(inserted, bytes);
  };
  /** Sends batches of one collection, one after the other. */
  const feed = async (next: Iterator<Batch>) => {
    try {
      for (let item = next.next(); !item.done && !failed; item = next.next()) {
        const batch = item.value;
        await share.run(batch.collection, () => send(batch));
      }
    } catch (error) {
      failed = true;
      throw error;
    }
  };
  const cpu = process.cpuUsage();
  const start = performance.now();
  // Each collection has enough feeders to use all connections; which of them sends is the share's to decide.
  const feeders = batches.flatMap((ofCollection) => {
    const next = ofCollection[Symbol.iterator]();
    return Array.from({ length: cell.connections }, () => feed(next));
  });
  const ends = await Promise.allSettled(feeders);
  const seconds = (performance.now() - start) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  signal?.throwIfAborted();
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
  return { seconds, ...sum, latency, clientCpuSeconds: (user + system) / 1_000_000, acknowledged };
}
