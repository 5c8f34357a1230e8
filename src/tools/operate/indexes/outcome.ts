/** What became of the indexes that were to be made. */

import type { CollectionName } from '../../../core/model/index.js';
import type { Message } from '../../../message.js';

export interface IndexOutcome {
  readonly collection: CollectionName;
  readonly index: string;
  readonly result: 'created' | 'present' | 'failed';
  /** Why it failed, and the cure. */
  readonly reason?: Message;
}

export interface CreateOutcome {
  readonly indexes: readonly IndexOutcome[];
  /** Collections that were not there and now are, empty, with the options that Ditto needs. */
  readonly collectionsCreated: readonly CollectionName[];
  /** Empty where the server has no search, or does not let the user see. */
  readonly vectors: readonly IndexOutcome[];
  readonly search: 'available' | 'no search' | 'not allowed';
}
