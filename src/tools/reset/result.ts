/** What a reset found and did: the shape of `zava reset --json`. */
import type { CollectionName } from '../../core/model/index.js';
import type { Message } from '../../message.js';
import type { Kind } from './differences.js';

/** How many documents are of a kind, and the ids of up to five of them. */
interface ResetSample {
  readonly documents: number;
  readonly ids: readonly string[];
}

/** What is to be made right, before anything is written. */
export interface ResetSurvey {
  /** By what changed since the load, or by a comparison of everything. */
  readonly by: 'changes' | 'comparison';
  /** Why everything is compared where nobody asked for it. */
  readonly why?: Message;
  /** Documents that should be there, over all collections. */
  readonly of: number;
  /** Documents that are not as they should be. */
  readonly documents: number;
  readonly collections: Readonly<Partial<Record<CollectionName, Readonly<Record<Kind, ResetSample>>>>>;
  /** What is to be made right about collections, for people to read: `the index email_1 of customers`. */
  readonly alterations: readonly string[];
  /** What goes for that: `the validator of orders`. */
  readonly removals: readonly string[];
  /** Indexes that are not of the model and stay. */
  readonly foreignIndexes: readonly string[];
}

export interface ResetOutcome extends ResetSurvey {
  /** How many documents were written, by what was wrong about them. */
  readonly written: Readonly<Record<Kind, number>>;
  /** Writes in between that gave way to a unique value. */
  readonly placeholders: number;
  /** Documents that another client wrote to meanwhile; they were looked at again, and are right as well. */
  readonly contended: number;
  /** Documents that are there, marked as deleted, and not of the seed. */
  readonly softDeleted: number;
  /** With the search for what differs. */
  readonly seconds: number;
}
