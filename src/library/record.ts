/** The record that seedDatabase leaves, by nothing but the public interface of the caller's driver. */
import { COLLECTION_NAMES } from '../core/model/index.js';
import type { Delivered } from '../engine/load-record.js';
import type { LoadOrigin, MadeWith, RecordContent } from '../mongodb/load-record.js';
import type { SeedableDb } from './seedable-db.js';

/** Under which a dataset makes its record: a method for seedDatabase alone, which may be another copy of this package. */
export const RECORD = Symbol.for('zava.record');

export type DatasetRecord = (delivered: Delivered) => Promise<RecordContent>;

/** Under which a dataset says which zava makes it, which may be another copy of this package than the one that asks. */
export const VERSION = Symbol.for('zava.version');

export type DatasetVersion = () => Promise<string>;

/** What this file is told of collections, whatever the driver. */
interface Listed {
  readonly name: string;
  readonly info?: { readonly uuid?: unknown };
}

/** The record goes, as what it tells is about to become untrue. */
export async function forgetRecord(db: SeedableDb, there: readonly string[]): Promise<void> {
  const { LOAD_RECORD } = await import('../mongodb/load-record.js');
  if (there.includes(LOAD_RECORD)) await db.collection(LOAD_RECORD).drop();
}

/**
 * Writes the record of a dataset whose documents all stand. Where the server refuses, Node.js warns and nothing else
 * happens.
 * @param dataset of any copy of this package; one that makes no records leaves none.
 */
export async function writeRecord(
  db: SeedableDb,
  dataset: object,
  delivered: Delivered,
  made: MadeWith,
): Promise<void> {
  const recordOf = (dataset as { readonly [RECORD]?: DatasetRecord })[RECORD];
  if (recordOf === undefined) return;
  const [content, { LOAD_RECORD, recordDocuments }] = await Promise.all([
    recordOf(delivered),
    import('../mongodb/load-record.js'),
  ]);
  try {
    const origin = { ...(await originOf(db)), made };
    await db.collection(LOAD_RECORD).insertMany(recordDocuments(content, origin), { ordered: true });
  } catch (error) {
    process.emitWarning(
      `All documents are in database ${db.databaseName}, but no record of them could be written to ${LOAD_RECORD}: ${(error as Error).message}`,
      { type: 'ZavaWarning' },
    );
  }
}

async function originOf(db: SeedableDb): Promise<LoadOrigin> {
  const { setName, operationTime } = await db.command({ hello: 1 }, { readPreference: 'primary' });
  const found = (await db
    .listCollections({ name: { $in: [...COLLECTION_NAMES] } })
    .toArray()) as readonly Listed[];
  const uuids = found.map(({ name, info }) => [name, info?.uuid] as const);
  // Of the caller's own classes, which is what the caller's driver takes.
  return {
    replica_set: setName ?? null,
    operation_time: operationTime ?? null,
    uuids: Object.fromEntries(uuids.filter(([, uuid]) => uuid !== undefined)),
  } as LoadOrigin;
}
