/** Shards go in to the worker threads, results come out in the order in which the shards went in. */
import { setTimeout as sleep } from 'node:timers/promises';
import { serialize } from 'node:v8';
import { pMapIterable } from 'p-map';
import { ZavaError } from '../errors.js';
import { type Pace, Stopped } from '../sinks/pace.js';
import type { ShardFailure, ShardResult, ShardStopped, ShardTask, WorkerSetup } from './messages.js';
import type { ShardThreads } from './shard-threads.js';

export class ShardPool {
  /** The setup in memory that all threads share: whichever gets its first shard reads it there. */
  private readonly setup: SharedArrayBuffer;
  /** Buffers that came over from workers and go back with the next shards. */
  private readonly stock: ArrayBuffer[] = [];
  private readonly underWay = new Set<Promise<unknown>>();
  /** Why the first shard failed. Others, which were stopped for that, may come before it in order. */
  private failure: unknown;

  /** @param threads closed by `close` and by the signal. */
  constructor(
    private readonly threads: ShardThreads,
    setup: WorkerSetup,
    private readonly pace: Pace,
    private readonly signal: AbortSignal | undefined,
    private readonly marks?: SharedArrayBuffer,
  ) {
    const bytes = serialize(setup);
    this.setup = new SharedArrayBuffer(bytes.length);
    new Uint8Array(this.setup).set(bytes);
    // Each thread gets ready while the target is opened. What fails here fails again with the first shard, and is told.
    for (let i = 0; i < threads.workers; i++)
      threads.pool.run({ setup: this.setup, pace: pace.memory, marks }).catch(() => {});
  }

  /**
   * The results of `tasks`, in their order. No more are in flight than keep the workers busy, and no more are held
   * back for order than are in flight: memory does not grow with the number of shards.
   */
  results(tasks: Iterable<ShardTask>): AsyncIterable<ShardResult> {
    const { inFlight } = this.threads;
    return pMapIterable(tasks, (task) => this.run(task), {
      concurrency: inFlight,
      backpressure: inFlight + 1,
    });
  }

  private async run(task: ShardTask): Promise<ShardResult> {
    this.signal?.throwIfAborted();
    const sent = this.send(task).then((result) => {
      if ('failure' in result) this.failure ??= new ZavaError(result.failure);
      return result;
    });
    this.underWay.add(sent);
    try {
      const result = await sent;
      if ('failure' in result) throw new ZavaError(result.failure);
      if (!('stopped' in result)) return result;
      await Promise.allSettled(this.underWay);
      throw this.failure ?? new Stopped();
    } finally {
      this.underWay.delete(sent);
    }
  }

  private async send(task: ShardTask): Promise<ShardResult | ShardFailure | ShardStopped> {
    const spare = this.stock.splice(0, 2);
    try {
      return await this.threads.pool.run(
        { task, spare, setup: this.setup, pace: this.pace.memory, marks: this.marks },
        { transferList: spare },
      );
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

  /** Stops: resolves when the batches in flight have been answered, or after so many milliseconds. */
  async drain(milliseconds: number): Promise<void> {
    this.pace.stop();
    await Promise.race([Promise.allSettled(this.underWay), sleep(milliseconds, undefined, { ref: false })]);
  }

  /** Ends the threads at once. */
  async close(): Promise<void> {
    await this.threads.close();
  }
}
