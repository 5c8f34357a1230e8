/** What a load or a restore has to say, for people and for scripts. */
import type { CollectionName } from '../core/model/index.js';
import { messageIn } from '../errors.js';
import type { Message } from '../message.js';
import { type Outcome, outcomeFrom } from './outcome.js';
import type { FinishedLoad } from './sinks/mongodb/finished-load.js';
import type { MongoSink } from './sinks/mongodb/mongo-sink.js';

export interface LoadOutcome extends Outcome {
  /** True where it had been finished before, and nothing was done. */
  readonly already?: true;
  /** Then: documents that came since, by collection. */
  readonly more?: Readonly<Partial<Record<CollectionName, number>>>;
  /** And how many of the indexes that were asked for are not there. */
  readonly missingIndexes?: number;
  /** It replaced a load of the very same documents, for which there is a quicker way. */
  readonly repeated?: true;
  /** Ditto's connector follows the database, and has these documents to take. */
  readonly followed?: true;
  /** Why the database has no record of it. */
  readonly unrecorded?: Message;
}

/** The outcome of a load that was finished before. */
export const alreadyLoaded = ({ collections, more, missingIndexes }: FinishedLoad): LoadOutcome => ({
  ...outcomeFrom(collections),
  already: true,
  ...(more.size === 0 ? {} : { more: Object.fromEntries(more) }),
  ...(missingIndexes === 0 ? {} : { missingIndexes }),
});

/** What the target was, and was left without. */
export const targetTold = ({
  repeated,
  followed,
  unrecorded,
}: Pick<MongoSink, 'repeated' | 'followed' | 'unrecorded'>): Pick<
  LoadOutcome,
  'repeated' | 'followed' | 'unrecorded'
> => ({
  ...(repeated && { repeated }),
  ...(followed && { followed }),
  ...(unrecorded !== undefined && { unrecorded: messageIn(unrecorded) }),
});
