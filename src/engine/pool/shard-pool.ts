/** Shards go in to the workers; see step-pool.ts for what comes out. */
import { ZavaError } from '../../errors.js';
import type { Piece } from '../piece.js';
import { type LoadControl, Stopped } from '../sinks/load-control.js';
import { fromMessage } from './error-message.js';
import type { ShardAnswer, ShardTask, SharedMemory, WorkerSetup } from './messages.js';
import { StepPool } from './step-pool.js';
import type { ShardWorkers } from './workers.js';

export class ShardPool extends StepPool<ShardTask> {
  /** Buffers that came over from workers and go back with the next shards. */
  private readonly spares: ArrayBuffer[] = [];

  /**
   * @param threads closed by `close`.
   * @param shared memory besides that of the setup and the control.
   */
  constructor(
    private readonly threads: ShardWorkers,
    setup: WorkerSetup,
    control: LoadControl,
    signal: AbortSignal | undefined,
    shared: Pick<SharedMemory, 'rate' | 'marks' | 'sketches'> = {},
  ) {
    super(threads.inFlight, control, signal);
    threads.begin(setup, { ...shared, control: control.memory });
    // Each worker gets ready while the target is opened. What fails here fails again with the first shard, and is told.
    for (let i = 0; i < threads.workers; i++) threads.run({}).catch(() => {});
  }

  protected override async work(task: ShardTask): Promise<Piece> {
    const answer = await this.send(task);
    if ('error' in answer) throw fromMessage(answer.error);
    return answer;
  }

  private async send(task: ShardTask): Promise<ShardAnswer> {
    const spare = this.spares.splice(0, 2);
    try {
      return await this.threads.run({ task, spare }, spare);
    } catch (error) {
      this.signal?.throwIfAborted();
      if (this.threads.closed) throw new Stopped();
      const reason = (error as Error).message;
      throw new ZavaError(`A worker died while it made a shard of ${task.kind}: ${reason}.`);
    }
  }

  override reuse({ outputs }: Piece): void {
    for (const { bytes } of outputs) if (bytes !== undefined) this.spares.push(bytes.buffer);
  }

  override async close(): Promise<void> {
    await this.threads.close();
  }
}
