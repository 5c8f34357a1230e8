/** Where documents go. One interface for a dump folder, MongoDB and nothing at all. */
import type { Encoded } from '../encode/documents.js';
import type { CollectionName } from '../model/index.js';
import type { StockState } from '../stock/inventory.js';
import type { Delivery } from './delivery.js';
import type { Term } from './mongodb/term.js';

/** The state of an inventory row, by its `_id`. */
export interface StockUpdate {
  readonly id: string;
  readonly state: StockState;
}

/** Which load or dump it is. Two of the same identity have the same documents. */
export interface LoadIdentity {
  readonly format: number;
  readonly seed: number;
  /** The settings that decide the documents, as a manifest has them. */
  readonly settings: Readonly<Record<string, unknown>>;
}

export interface Sink {
  /** What the workers do with shards. */
  readonly delivery: Delivery;
  /** True where inventory stands with its opening stock before the orders and moves with them. */
  readonly liveInventory: boolean;
  /** Checks the target and makes it ready. Throws before anything is written where it must not be used. */
  open(): Promise<void>;
  /** Takes documents that the coordinator holds: the small collections, and shards under `transfer`, in order. */
  write(collection: CollectionName, documents: Encoded): Promise<void>;
  /** Sets rows to absolute values. `final` is the last call of the run. */
  updateInventory(updates: readonly StockUpdate[], final: boolean): Promise<void>;
  /**
   * True where an earlier, interrupted run finished a step: `reference` (the small collections), `inventory`, a shard
   * (`customers/3`, `orders/17`).
   */
  isDone(step: string): boolean;
  /** Notes that all documents of a step have been taken; `term` is what the workers' delivery says of a shard. */
  finish(step: string, term?: Term): Promise<void>;
  /** Whether everything that was taken is there for good. @returns the steps that a failing server lost again. */
  settle(): Promise<readonly string[]>;
  /** Builds the indexes, or writes down what they are; `done` is called for each collection. */
  buildIndexes(done: (collection: CollectionName) => void): Promise<void>;
  /** The run is finished; there is nothing left to resume. */
  complete(): Promise<void>;
  /** Lets go of files and connections; called once, also after a failure. */
  close(): Promise<void>;
}
