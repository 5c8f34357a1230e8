/** A worker that is no thread of its own. */
import { defined } from '../../core/defined.js';
import type { ShardAnswer, ShardOrder, SharedMemory, WorkerSetup } from './messages.js';
import { ShardWorker } from './shard-worker.js';
import type { ShardWorkers, WorkersTask } from './workers.js';

export class ThisThread implements ShardWorkers {
  readonly workers = 1;
  readonly inFlight = 2;
  private readonly worker: Promise<ShardWorker>;
  private begun: { readonly setup: WorkerSetup; readonly shared: SharedMemory } | undefined;
  private closing: Promise<void> | undefined;

  constructor(task: WorkersTask) {
    const sending = task === 'send' ? import('../sinks/mongodb/own-writer.js') : Promise.resolve(undefined);
    this.worker = sending.then((module) => new ShardWorker(module));
  }

  get closed(): boolean {
    return this.closing !== undefined;
  }

  begin(setup: WorkerSetup, shared: SharedMemory): void {
    this.begun = { setup, shared };
  }

  async run(order: ShardOrder): Promise<ShardAnswer> {
    const worker = await this.worker;
    if (this.closed) throw new Error('closed');
    const { setup, shared } = defined(this.begun, 'what the shards are of');
    return (await worker.run(order, () => setup, shared)) as ShardAnswer;
  }

  close(): Promise<void> {
    this.closing ??= this.worker.then((worker) => worker.close());
    return this.closing;
  }
}
