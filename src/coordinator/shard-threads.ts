/** The worker threads themselves. They load their code as soon as they are made; what to make comes with the shards. */
import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Piscina } from 'piscina';
import { ZavaError } from '../errors.js';
import type { WorkerStart } from './messages.js';

/** Shards that a worker has at once: one is made while the other is on its way, to a server or to the coordinator. */
const SHARDS_AT_ONCE = 2;

/** Far longer than threads take to load, in milliseconds. */
const LOADING_MS = 5000;

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

export class ShardThreads {
  readonly pool: Piscina;
  /** Shards that all threads together work on. */
  readonly inFlight: number;
  private readonly loaded: Promise<unknown>;
  private closing: Promise<void> | undefined;

  /**
   * Starts the threads. A command may do so before it reads its settings: a third of a second then passes side by side.
   * @param task whether they send shards to MongoDB themselves, so that they load its driver.
   */
  constructor(
    readonly workers: number,
    task: 'send' | 'make',
  ) {
    const start: WorkerStart = { sends: task === 'send' };
    this.inFlight = workers * SHARDS_AT_ONCE;
    this.pool = new Piscina({
      filename: workerFile(),
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
