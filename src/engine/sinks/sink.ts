/** Where documents go. One interface for files, MongoDB and nothing at all. */
import type { Encoded } from '../../core/encode/documents.js';
import type { CollectionName } from '../../core/model/index.js';
import type { Sketch } from '../../core/sketch/sketch.js';
import type { ElectionTerm } from '../../mongodb/election-term.js';
import type { Tally } from '../tally.js';
import type { Delivery } from './delivery.js';
import type { LiveInventory } from './live-inventory.js';

/**
 * The steps that are done already: `reference` (the small collections), `inventory`, a shard (`customers/3`,
 * `orders/17`), or a collection that is restored (`restore/orders`).
 */
export type FinishedSteps = ReadonlySet<string>;

/** What `finalize` is told, and what it tells while it works. */
export interface Finalizing {
  /** What the run has delivered, and earlier runs that it resumed. */
  readonly tally: Tally;
  /** All documents are there for good; called before anything else is done. */
  readonly durable: () => void;
  /** Indexes are about to be built. */
  readonly indexing: () => void;
  /** The indexes of a collection are built, or there are none to build. */
  readonly indexed: (collection: CollectionName) => void;
}

export interface Sink {
  /** What the workers do with shards. */
  readonly delivery: Delivery;
  /** Where the delivery is a sketch: that of this thread, and the memory for those of the workers. */
  readonly sketches?: { readonly own: Sketch; readonly memory: SharedArrayBuffer } | undefined;
  /** Only where stock levels move in the target while orders arrive; known when the sink is open. */
  readonly liveInventory?: LiveInventory | undefined;
  /**
   * Checks the target and makes it ready. Throws before anything is written where it must not be used.
   * @returns what an earlier, interrupted run has finished.
   */
  open(): Promise<FinishedSteps>;
  /**
   * Takes documents that the coordinator holds, in order, in the form that the delivery says.
   * @returns the term in which a replica set acknowledged them.
   */
  write(collection: CollectionName, documents: Encoded): Promise<ElectionTerm>;
  /** Notes that all documents of a step have been taken. @param term in which they all were, as far as that is known. */
  commit(step: string, term: ElectionTerm): Promise<void>;
  /**
   * Makes sure that everything committed is there for good; then builds the indexes, or writes down what they are, and
   * nothing is left to resume.
   * @returns the steps that a failing server lost again. Where there are any, nothing else was done: they have to be
   * sent and committed once more before the next call.
   */
  finalize(finalizing: Finalizing): Promise<readonly string[]>;
  /** Lets go of files and connections; called once, also after a failure. */
  close(): Promise<void>;
}
