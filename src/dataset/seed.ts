/** Filling a database that the caller has connected to, by nothing but the public interface of the caller's driver. */
import { SettingsError, ZavaError } from '../errors.js';
import { COLLECTION_NAMES, type CollectionName, MODELS } from '../model/index.js';
import { collectionOptions, indexSpec } from '../mongodb/index-specs.js';
import { checkDataset, checkKinds, type Kinds, kindOf, whole, yesOrNo } from './checks.js';
import type { Dataset } from './dataset.js';
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
  /** Some of the nine; without `product_embeddings` a small dataset takes a third of the time. All unless given. */
  readonly collections?: readonly CollectionName[] | undefined;
}

/** How many documents each collection was given. */
export type SeedCounts = Readonly<Record<CollectionName, number>>;

const BATCH_SIZE = 1000;

/** The options of whoever has an empty database. */
export const FILL_KINDS: Kinds<Omit<SeedOptions, 'drop'>> = {
  indexes: yesOrNo,
  preAndPostImages: yesOrNo,
  batchSize: whole(1, 100_000),
  collections: { allowed: 'an array of names of collections', test: Array.isArray },
};
const KINDS: Kinds<SeedOptions> = { ...FILL_KINDS, drop: yesOrNo };

/**
 * Fills a database with a dataset and returns the counts.
 * @param db of the caller's driver, of whatever version; nothing is closed.
 * @throws SettingsError where an argument is wrong; ZavaError where one of the collections holds documents and `drop` is
 * not given, before anything is written; the driver's own error where the server refuses.
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
  await makeRoom(db, wanted, options);
  const counts = Object.fromEntries(COLLECTION_NAMES.map((name) => [name, 0])) as Record<
    CollectionName,
    number
  >;
  const { bsonClassesOf, driverDocuments } = await import('./driver-types.js');
  const classes = await bsonClassesOf(db);
  for (const name of wanted) {
    const convert = driverDocuments(MODELS[name], classes);
    counts[name] = await insertAll(db, dataset, name, convert, options.batchSize ?? BATCH_SIZE);
  }
  if (options.indexes) await Promise.all(wanted.map((name) => buildIndexes(db, name)));
  return counts;
}

function checkDb(db: Partial<SeedableDb> | null | undefined): void {
  if (typeof db?.listCollections === 'function') return;
  throw new SettingsError(`db is ${kindOf(db)}; allowed is a Db of the driver mongodb, such as client.db().`);
}

/** @returns the collections to fill, in the order of a load. */
function wantedOf({ collections }: SeedOptions): readonly CollectionName[] {
  const unknown = collections?.find((name) => !COLLECTION_NAMES.includes(name));
  if (unknown !== undefined) {
    throw new SettingsError(`collections has '${unknown}'; allowed are ${COLLECTION_NAMES.join(', ')}.`);
  }
  return COLLECTION_NAMES.filter((name) => collections === undefined || collections.includes(name));
}

/** Drops what may be dropped, refuses what holds documents, and makes what is not there. */
async function makeRoom(db: SeedableDb, wanted: readonly CollectionName[], options: SeedOptions) {
  const found = await db.listCollections({}, { nameOnly: true }).toArray();
  const there = wanted.filter((name) => found.some((collection) => collection.name === name));
  if (options.drop) {
    await Promise.all(there.map((name) => db.collection(name).drop()));
  } else {
    const held = await Promise.all(there.map((name) => db.collection(name).findOne({})));
    const names = there.filter((_, i) => held[i] !== null);
    if (names.length > 0) {
      throw new ZavaError(
        `The database ${db.databaseName} already holds ${names.join(', ')}; pass drop: true to replace them, or use another database.`,
      );
    }
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
): Promise<number> {
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
  for await (const document of dataset.collection(name)) {
    batch.push(convert(document));
    if (batch.length === size) await send();
  }
  if (batch.length > 0) await send();
  await inserting;
  return count;
}

async function buildIndexes(db: SeedableDb, name: CollectionName): Promise<void> {
  const indexes = MODELS[name].indexes.map(indexSpec);
  if (indexes.length > 0) await db.command({ createIndexes: name, indexes });
}
