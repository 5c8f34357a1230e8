/** The worker threads themselves. They load their code as soon as they are made; what to make comes with the shards. */
import { setTimeout as sleep } from 'node:timers/promises';
import { serialize } from 'node:v8';
import { Piscina } from 'piscina';
import { workerFile } from '../../package-files.js';
import type {
  ShardAnswer,
  ShardOrder,
  SharedMemory,
  ThreadOrder,
  WorkerSetup,
  WorkerStart,
} from './messages.js';
import type { ShardWorkers, WorkersTask } from './workers.js';

/** Shards that a worker has at once: one is made while the other is on its way, to a server or to the coordinator. */
const SHARDS_AT_ONCE = 2;

/** Far longer than threads take to load, in milliseconds. */
const LOADING_MS = 5000;

/** A worker's short-lived objects are few: more room for them would only raise the peak of memory. */
const YOUNG_GENERATION_MB = 8;

export class ShardThreads implements ShardWorkers {
  readonly pool: Piscina;
  readonly inFlight: number;
  private readonly loaded: Promise<unknown>;
  private closing: Promise<void> | undefined;
  /** The same in all orders. */
  private begun: Pick<ThreadOrder, 'setup' | 'shared'> | undefined;

  /** Starts the threads. */
  constructor(
    readonly workers: number,
    task: WorkersTask,
  ) {
    const start: WorkerStart = { sends: task === 'send' };
    this.inFlight = workers * SHARDS_AT_ONCE;
    this.pool = new Piscina({
      filename: workerFile('shard.js'),
      workerData: start,
      minThreads: workers,
      maxThreads: workers,
      concurrentTasksPerWorker: SHARDS_AT_ONCE,
      idleTimeout: Number.POSITIVE_INFINITY,
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_GENERATION_MB },
    });
    // The first message of a thread is Piscina's, that it has loaded its code.
    const loading = this.pool.threads.map(
      (thread) =>
        new Promise<void>((loaded) => {
          for (const event of ['message', 'error', 'exit']) thread.once(event, () => loaded());
        }),
    );
    this.loaded = Promise.all(loading);
    // A worker that fails outside a shard also fails the shards it had; this only keeps the process from ending.
    this.pool.on('error', () => {});
  }

  begin({ parts, ...setup }: WorkerSetup, shared: SharedMemory): void {
    const bytes = serialize(setup);
    const memory = new SharedArrayBuffer(bytes.length);
    new Uint8Array(memory).set(bytes);
    this.begun = { setup: memory, shared };
  }

  run(order: ShardOrder, transfer: readonly ArrayBuffer[] = []): Promise<ShardAnswer> {
    return this.pool.run({ ...this.begun, ...order }, { transferList: transfer });
  }

  get closed(): boolean {
    return this.closing !== undefined;
  }

  /**
   * Ends the threads at once, or as soon as they have loaded: one that is ended meanwhile, by the end of the process too,
   * takes the process with it. Asked for again, it is the same end.
   */
  close(): Promise<void> {
    this.closing ??= this.end();
    return this.closing;
  }

  private async end(): Promise<void> {
    await Promise.race([this.loaded, sleep(LOADING_MS, undefined, { ref: false })]);
    await this.pool.destroy();
  }
}
