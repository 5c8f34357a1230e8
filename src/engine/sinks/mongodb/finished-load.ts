/** A load that is finished already, as its record or its journal tells and the server's own counts confirm. */

import { type Db, MongoServerError } from 'mongodb';
import { COLLECTION_NAMES, type CollectionName } from '../../../core/model/index.js';
import { option } from '../../../core/options/table.js';
import type { LoadIdentity } from '../../../core/settings/identity.js';
import { ZavaError } from '../../../errors.js';
import { say } from '../../../message.js';
import { compareIndexes, type StoredIndex } from '../../../mongodb/index-comparison.js';
import type { LoadJournal } from '../../../mongodb/load-journal.js';
import { readLoadRecord } from '../../../mongodb/load-record.js';
import { indexesOf, type LoadOptions } from './load-options.js';
import { refuseUnlike } from './opening.js';

/** How many documents a load has brought of a collection, and their bytes of BSON. */
interface Brought {
  readonly count: number;
  readonly bytes: number;
}

export interface FinishedLoad {
  /** As the record says; without one the documents that are there. */
  readonly collections: Readonly<Record<CollectionName, Brought>>;
  /** Documents that came since, where there are any. */
  readonly more: ReadonlyMap<CollectionName, number>;
  /** How many of the indexes that were asked for are not there, as far as the user may see. */
  readonly missingIndexes: number;
}

/**
 * What of a load an earlier run has finished, all of it; undefined where something is left to do, or nothing tells.
 * @param options which indexes there should be.
 * @param known how many documents some collections must hold, where there is no record.
 * @param place the database for people to read.
 * @throws ZavaError where it is one of other settings, or documents of it are gone.
 */
export async function finishedLoad(
  db: Db,
  journal: LoadJournal,
  identity: LoadIdentity,
  options: LoadOptions,
  known: ReadonlyMap<CollectionName, number>,
  place: string,
): Promise<FinishedLoad | undefined> {
  const [begun, record] = await Promise.all([journal.found(), readLoadRecord(db)]);
  if (begun?.finished === false) return undefined;
  const there = record === undefined ? begun?.identity : identityIn(record.manifest);
  if (there === undefined) return undefined;
  const found = await countsOf(db);
  // Somebody has emptied it, and a load may begin.
  if ([...found.values()].every((count) => count === 0)) return undefined;
  refuseUnlike(there, identity, 'a load', place);
  const said: Partial<Record<CollectionName, Brought>> = record?.manifest.collections ?? {};
  const collections = Object.fromEntries(
    COLLECTION_NAMES.map((name): [string, Brought] => [
      name,
      said[name] ?? { count: known.get(name) ?? found.get(name) ?? 0, bytes: 0 },
    ]),
  ) as Record<CollectionName, Brought>;
  const more = new Map<CollectionName, number>();
  for (const name of COLLECTION_NAMES) {
    const [count, loaded] = [found.get(name) ?? 0, collections[name].count];
    if (count < loaded) {
      throw new ZavaError(
        say`The load into ${place} was finished, but ${name} holds ${count} of its ${loaded} documents now: use ${option('drop')} to load it again.`,
      );
    }
    if (count > loaded) more.set(name, count - loaded);
  }
  return { collections, more, missingIndexes: await missingIndexes(db, options) };
}

/** Documents tell nothing about them: the load may have been one without indexes. */
async function missingIndexes(db: Db, options: LoadOptions): Promise<number> {
  const each = COLLECTION_NAMES.map(async (name) => {
    const stored = (await db.collection(name).listIndexes().toArray()) as StoredIndex[];
    return compareIndexes(indexesOf(name, options), stored).wanted.filter(({ state }) => state === 'missing');
  });
  try {
    return (await Promise.all(each)).flat().length;
  } catch (error) {
    // Whoever may load need not be allowed to ask.
    if (error instanceof MongoServerError) return 0;
    throw error;
  }
}

const identityIn = ({ format_version: format, seed, settings }: Record<string, unknown>): LoadIdentity =>
  ({ format, seed, settings }) as LoadIdentity;

async function countsOf(db: Db): Promise<Map<CollectionName, number>> {
  const counts = await Promise.all(
    COLLECTION_NAMES.map(async (name) => [name, await db.collection(name).countDocuments()] as const),
  );
  return new Map(counts);
}
