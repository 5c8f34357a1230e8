/** The worker threads: shards go in, results come out in the order in which the shards went in. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { pMapIterable } from 'p-map';
import { Piscina } from 'piscina';
import { ZavaError } from '../errors.js';
import type { ShardResult, ShardTask, WorkerSetup } from './messages.js';

/** Shards that a worker that sends to a server works on at once: one is made while another waits for the server. */
const SHARDS_PER_SENDING_WORKER = 2;

/** A worker's short-lived objects are few: more room for them would only raise the peak of memory. */
const YOUNG_GENERATION_MB = 8;

/** The compiled worker; sources that run uncompiled (in tests) use it too. */
function workerFile(): string {
  for (const path of ['../../workers/shard.js', '../../dist/workers/shard.js']) {
    const file = fileURLToPath(new URL(path, import.meta.url));
    if (existsSync(file)) return file;
  }
  throw new ZavaError('The compiled worker dist/workers/shard.js is missing; run `make setup`.');
}

export class ShardPool {
  private readonly pool: Piscina;
  private readonly inFlight: number;
  /** Buffers that came over from workers and go back with the next shards. */
  private readonly stock: ArrayBuffer[] = [];

  constructor(
    setup: WorkerSetup,
    workers: number,
    private readonly signal: AbortSignal | undefined,
  ) {
    const perWorker = setup.delivery.kind === 'mongodb' ? SHARDS_PER_SENDING_WORKER : 1;
    this.inFlight = workers * perWorker;
    this.pool = new Piscina({
      filename: workerFile(),
      workerData: setup,
      minThreads: workers,
      maxThreads: workers,
      concurrentTasksPerWorker: perWorker,
      idleTimeout: Number.POSITIVE_INFINITY,
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_GENERATION_MB },
    });
    // A worker that fails outside a shard also fails the shards it had; this only keeps the process from ending.
    this.pool.on('error', () => {});
    // What is in flight is given up, so that an interruption need not wait for a server.
    signal?.addEventListener('abort', () => void this.close());
  }

  /**
   * The results of `tasks`, in their order. No more are in flight than keep the workers busy, and no more are held
   * back for order than are in flight: memory does not grow with the number of shards.
   */
  results(tasks: Iterable<ShardTask>): AsyncIterable<ShardResult> {
    return pMapIterable(tasks, (task) => this.run(task), {
      concurrency: this.inFlight,
      backpressure: this.inFlight + 1,
    });
  }

  private async run(task: ShardTask): Promise<ShardResult> {
    this.signal?.throwIfAborted();
    const spare = this.stock.splice(0, 2);
    try {
      return (await this.pool.run({ ...task, spare }, { transferList: spare })) as ShardResult;
    } catch (error) {
      this.signal?.throwIfAborted();
      if (
        error instanceof Error &&
        /worker (thread )?(exited|terminated)|Terminating worker/i.test(error.message)
      ) {
        throw new ZavaError(`A worker died while it made a shard of ${task.kind}: ${error.message}.`);
      }
      throw error;
    }
  }

  /** Takes the buffers of a result back once they are written. */
  reuse(result: ShardResult): void {
    for (const { bytes } of result.outputs) if (bytes !== undefined) this.stock.push(bytes.buffer);
  }

  /** Ends the threads at once. */
  async close(): Promise<void> {
    await this.pool.destroy();
  }
}
