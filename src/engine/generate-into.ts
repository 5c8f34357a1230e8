/** The pipeline for a world: its shards are made by worker threads. */
import { type Run, type RunResult, run } from './pipeline.js';
import type { ShardTask } from './pool/messages.js';
import { ShardPool } from './pool/shard-pool.js';
import type { ShardWorkers } from './pool/workers.js';
import type { RunContext } from './run-context.js';
import { LoadControl } from './sinks/load-control.js';
import type { RateLimiter } from './sinks/rate-limiter.js';
import type { Sink } from './sinks/sink.js';
import { type DatasetRun, DatasetSource } from './sources/dataset.js';

export interface GenerateOptions
  extends DatasetRun,
    Pick<Run<ShardTask>, 'stockUpdateMonths' | 'signal' | 'onProgress'> {
  /** What makes the shards; closed when the documents are done, or have failed. */
  readonly threads: ShardWorkers;
  /** What the threads share, where the sink has a part in it. */
  readonly control?: LoadControl | undefined;
  readonly limiter?: RateLimiter | undefined;
}

/** Makes every document of a world and delivers it to the sink, which the caller closes. @throws as `run` */
export async function generateInto(
  sink: Sink,
  context: RunContext,
  options: GenerateOptions,
): Promise<RunResult> {
  const { threads, control = new LoadControl(), signal, limiter } = options;
  const { prepared, marks } = context;
  const { world, names, slice, parts } = prepared;
  const setup = { world, names, slice, parts, delivery: sink.delivery };
  const pool = new ShardPool(threads, setup, control, signal, {
    marks,
    rate: limiter?.memory,
    sketches: sink.sketches?.memory,
  });
  const source = new DatasetSource(context, () => sink.liveInventory !== undefined, options);
  return run({ ...options, source, pool, sink, control });
}
