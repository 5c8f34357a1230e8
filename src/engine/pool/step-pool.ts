/** Tasks go in, pieces come out in the order in which the tasks went in, with a bounded number of them in flight. */
import { setTimeout as sleep } from 'node:timers/promises';
import { pMapIterable } from 'p-map';
import type { Piece } from '../piece.js';
import { type LoadControl, Stopped } from '../sinks/load-control.js';

export abstract class StepPool<Task> {
  private readonly underWay = new Set<Promise<unknown>>();
  /** Why the first task failed. Others, which were stopped for that, may come before it in order. */
  private failure: unknown;

  /** @param inFlight tasks that are worked on at once. */
  constructor(
    private readonly inFlight: number,
    protected readonly control: LoadControl,
    protected readonly signal: AbortSignal | undefined,
  ) {}

  /** Makes what a task asks for. @throws Stopped where the run was told to stop before all of it was sent. */
  protected abstract work(task: Task): Promise<Piece>;

  /** Takes the buffers of a piece back once they are written. */
  reuse(_piece: Piece): void {}

  /** Ends at once what works on the tasks. */
  async close(): Promise<void> {}

  /**
   * The pieces that `tasks` make, in their order. No more are held back for order than are in flight: memory does not
   * grow with the number of tasks.
   */
  results(tasks: Iterable<Task> | AsyncIterable<Task>): AsyncIterable<Piece> {
    const { inFlight } = this;
    return pMapIterable(tasks, (task) => this.run(task), {
      concurrency: inFlight,
      backpressure: inFlight + 1,
    });
  }

  private async run(task: Task): Promise<Piece> {
    this.signal?.throwIfAborted();
    const piece = this.work(task);
    this.underWay.add(piece);
    try {
      return await piece;
    } catch (error) {
      if (error instanceof Stopped) {
        await Promise.allSettled(this.underWay);
        throw this.failure ?? error;
      }
      this.failure ??= error;
      throw error;
    } finally {
      this.underWay.delete(piece);
    }
  }

  /** Stops: resolves when what is in flight has been answered, or after so many milliseconds. */
  async drain(milliseconds: number): Promise<void> {
    this.control.stop();
    await Promise.race([Promise.allSettled(this.underWay), sleep(milliseconds, undefined, { ref: false })]);
  }
}
