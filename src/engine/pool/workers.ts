/** What makes the shards of a run, whether that is threads or not. */
import type { ShardAnswer, ShardOrder, SharedMemory, WorkerSetup } from './messages.js';

export interface ShardWorkers {
  /** How many work side by side. */
  readonly workers: number;
  /** Shards that all of them together work on. */
  readonly inFlight: number;
  /** True where they were told to end. */
  readonly closed: boolean;
  /** Says what the shards are of; before the first order. */
  begin(setup: WorkerSetup, shared: SharedMemory): void;
  /**
   * @param transfer memory of the order that goes over to the worker.
   * @throws why the worker ended meanwhile, and nothing else: what an order fails with is an answer.
   */
  run(order: ShardOrder, transfer?: readonly ArrayBuffer[]): Promise<ShardAnswer>;
  /** Ends them. Asked for again, it is the same end. */
  close(): Promise<void>;
}

/** Whether they send shards to MongoDB themselves, so that they load its driver. */
export type WorkersTask = 'send' | 'make';
