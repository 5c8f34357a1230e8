/** Filling a database that the caller has connected to, by nothing but the public interface of the caller's driver. */

import { COLLECTION_NAMES, type CollectionName, MODELS } from '../core/model/index.js';
import { isServersOwn, whole } from '../core/options/kinds.js';
import { MAX_BATCH_DOCUMENTS } from '../core/options/limits.js';
import { option } from '../core/options/table.js';
import { SettingsError, ZavaError } from '../errors.js';
import { say } from '../message.js';
import { collectionOptions, indexSpec } from '../mongodb/index-specs.js';
import { checkKinds, type Kinds, kindOf, yesOrNo } from './checks.js';
import type { RawBatch } from './collection.js';
import type { Dataset } from './dataset.js';
import { checkDataset } from './dataset-check.js';
import { forgetRecord, writeRecord } from './record.js';
import type { SeedableDb } from './seedable-db.js';

export interface SeedOptions {
  /** Build the secondary indexes after the documents, as `zava load` does. No unless given. */
  readonly indexes?: boolean | undefined;
  /** Keep images of documents before and after a change, as Ditto's connector demands; MongoDB 6.0. No unless given. */
  readonly preAndPostImages?: boolean | undefined;
  /** Documents in an insert: 1000 unless given. */
  readonly batchSize?: number | undefined;
  /** Drop those of the collections that are there; without it documents in them are a reason to refuse. */
  readonly drop?: boolean | undefined;
  /**
   * Leave the record of what was loaded in the collection `_zava`, beside the nine, where all of them are filled; yes
   * unless given.
   */
  readonly record?: boolean | undefined;
  /** Some of the nine; without `product_embeddings` a small dataset takes a third of the time. All unless given. */
  readonly collections?: readonly CollectionName[] | undefined;
}

/** How many documents each collection was given. */
export type SeedCounts = Readonly<Record<CollectionName, number>>;

const BATCH_SIZE = 1000;

/** Documents that are held against a validator which is there. */
const SAMPLES = 100;

/** The options of whoever has an empty database. @internal */
export const FILL_KINDS: Kinds<Omit<SeedOptions, 'drop'>> = {
  indexes: yesOrNo,
  preAndPostImages: yesOrNo,
  batchSize: whole(1, MAX_BATCH_DOCUMENTS),
  record: yesOrNo,
  collections: { allowed: 'an array of names of collections', test: Array.isArray },
};
const KINDS: Kinds<SeedOptions> = { ...FILL_KINDS, drop: yesOrNo };

/**
 * Fills a database with a dataset and returns the counts.
 * @param db of the caller's driver, of whatever version; nothing is closed.
 * @throws SettingsError where an argument is wrong, such as a `db` that is the server's own (admin, local, config);
 * ZavaError where one of the collections holds documents, or would not keep those of the dataset, and `drop` is not given,
 * before anything is written, or where the server counts others in the end than it acknowledged; the driver's own error
 * where it refuses.
 */
export async function seedDatabase(
  db: SeedableDb,
  dataset: Dataset,
  options: SeedOptions = {},
): Promise<SeedCounts> {
  checkDb(db);
  checkDataset(dataset);
  checkKinds(options, KINDS);
  const wanted = wantedOf(options);
  // Reads the settings before the database is touched.
  await dataset.ready();
  const { bsonClassesOf, driverDocuments } = await import('./driver-types.js');
  const classes = await bsonClassesOf(db);
  const converted = (name: CollectionName) => driverDocuments(MODELS[name], classes);
  await makeRoom(db, wanted, options, (name) => samplesOf(dataset, name, converted(name)));
  const counts = Object.fromEntries(COLLECTION_NAMES.map((name) => [name, 0])) as Record<
    CollectionName,
    number
  >;
  const [{ loadHash, sumOfHashes }, { Tally }] = await Promise.all([
    import('../core/encode/digest.js'),
    import('../engine/tally.js'),
  ]);
  const hash = await loadHash();
  const tally = new Tally();
  const { batchSize = BATCH_SIZE, record = true } = options;
  for (const name of wanted) {
    counts[name] = await insertAll(db, dataset, name, converted(name), batchSize, ({ documents, bytes }) =>
      tally.add(name, documents, bytes.length, sumOfHashes(hash, bytes)),
    );
  }
  if (options.indexes) await Promise.all(wanted.map((name) => buildIndexes(db, name)));
  const { refuseOtherCounts } = await import('../mongodb/counts.js');
  await refuseOtherCounts(db, new Map(wanted.map((name) => [name, counts[name]])), placeOf(db));
  if (record && wanted.length === COLLECTION_NAMES.length) {
    const { indexes = false, preAndPostImages: images = false } = options;
    await writeRecord(db, dataset, tally, { indexes, images });
  }
  return counts;
}

const placeOf = (db: SeedableDb): string => `database ${db.databaseName}`;

/** The first documents of a collection, for the caller's driver. */
async function samplesOf(
  dataset: Dataset,
  name: CollectionName,
  convert: (document: object) => object,
): Promise<object[]> {
  const samples: object[] = [];
  for await (const document of dataset.collection(name)) {
    samples.push(convert(document));
    if (samples.length === SAMPLES) break;
  }
  return samples;
}

function checkDb(db: Partial<SeedableDb> | null | undefined): void {
  if (typeof db?.listCollections !== 'function') {
    throw new SettingsError(
      `db is ${kindOf(db)}; allowed is a Db of the driver mongodb, such as client.db().`,
    );
  }
  const { databaseName = '' } = db;
  if (!isServersOwn(databaseName)) return;
  throw new SettingsError({
    setting: 'db',
    value: databaseName,
    problem: 'a database in which the server keeps what is its own',
    allowed: "any other than admin, local and config, such as client.db('zava')",
  });
}

/** @returns the collections to fill, in the order of a load. */
function wantedOf({ collections }: SeedOptions): readonly CollectionName[] {
  const unknown = collections?.find((name) => !COLLECTION_NAMES.includes(name));
  if (unknown !== undefined) {
    throw new SettingsError(`collections has '${unknown}'; allowed are ${COLLECTION_NAMES.join(', ')}.`);
  }
  return COLLECTION_NAMES.filter((name) => collections === undefined || collections.includes(name));
}

/** Drops what may be dropped, refuses what holds documents or would not keep them, and makes what is not there. */
async function makeRoom(
  db: SeedableDb,
  wanted: readonly CollectionName[],
  options: SeedOptions,
  samples: (name: CollectionName) => Promise<readonly object[]>,
) {
  const found = await db.listCollections({}, { nameOnly: true }).toArray();
  const there = wanted.filter((name) => found.some((collection) => collection.name === name));
  const all = found.map(({ name }) => name);
  if (options.drop) {
    await forgetRecord(db, all);
    await Promise.all(there.map((name) => db.collection(name).drop()));
  } else if (there.length > 0) {
    const { refuseObstacles, takingOf } = await import('../mongodb/obstacles.js');
    const takings = there.map((name) => {
      const indexes = options.indexes ? MODELS[name].indexes.map(indexSpec) : [];
      return [name, takingOf(MODELS[name], indexes, () => samples(name))] as const;
    });
    await refuseObstacles(db, new Map(takings), placeOf(db));
    const held = await Promise.all(there.map((name) => db.collection(name).findOne({})));
    const names = there.filter((_, i) => held[i] !== null);
    if (names.length > 0) {
      throw new ZavaError(
        say`The database ${db.databaseName} already holds ${names.join(', ')}; pass ${option('drop')} to replace them, or use another ${option('database')}.`,
      );
    }
    await forgetRecord(db, all);
  }
  const kept = options.drop ? [] : there;
  await Promise.all(
    wanted.map((name) => makeCollection(db, name, kept.includes(name), options.preAndPostImages === true)),
  );
}

async function makeCollection(db: SeedableDb, name: CollectionName, there: boolean, images: boolean) {
  const options = images ? collectionOptions(MODELS[name]) : {};
  if (!there) await db.command({ create: name, ...options });
  else if (Object.keys(options).length > 0) await db.command({ collMod: name, ...options });
}

/** One batch after the other, so that documents come back in the order of a dump; the next one is made meanwhile. */
async function insertAll(
  db: SeedableDb,
  dataset: Dataset,
  name: CollectionName,
  convert: (document: object) => object,
  size: number,
  taken: (batch: RawBatch) => void,
): Promise<number> {
  const { decodeAll } = await import('./decode.js');
  let inserting: Promise<unknown> = Promise.resolve();
  let count = 0;
  let batch: object[] = [];
  const send = async () => {
    await inserting;
    count += batch.length;
    inserting = db.collection(name).insertMany(batch);
    // Whoever awaits it next meets its failure.
    inserting.catch(() => {});
    batch = [];
  };
  for await (const made of dataset.collection(name).batches()) {
    taken(made);
    for (const document of decodeAll<object>(made.bytes)) {
      batch.push(convert(document));
      if (batch.length === size) await send();
    }
  }
  if (batch.length > 0) await send();
  await inserting;
  return count;
}

async function buildIndexes(db: SeedableDb, name: CollectionName): Promise<void> {
  const indexes = MODELS[name].indexes.map(indexSpec);
  if (indexes.length > 0) await db.command({ createIndexes: name, indexes });
}
