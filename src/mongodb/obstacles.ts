/**
 * What stands in a database and would lose or refuse documents, looked for before the first write. Nothing is written for
 * it, and nothing but plain commands is needed, so that any driver will do.
 */
import type { CollectionModel } from '../core/model/schema.js';
import { option } from '../core/options/table.js';
import { ZavaError } from '../errors.js';
import { say } from '../message.js';
import type { AnyDb } from './any-db.js';
import { type Documents, refusalBy } from './foreign-indexes.js';
import { compareIndexes, type StoredIndex } from './index-comparison.js';
import type { IndexSpec } from './index-specs.js';

/** What a collection is to take. */
export interface Taking {
  readonly documents: Documents;
  /** The indexes that will be made. */
  readonly indexes: readonly IndexSpec[];
  /** Some of the documents, to hold against a validator; asked for only where there is one. */
  readonly samples: () => Promise<readonly object[]>;
}

/** What a collection of the model takes. */
export const takingOf = (
  model: CollectionModel,
  indexes: readonly IndexSpec[],
  samples: Taking['samples'],
): Taking => ({ documents: model, indexes, samples });

/** A collection as listCollections has it. */
interface Found {
  readonly name: string;
  readonly type?: string;
  readonly options?: Readonly<Record<string, unknown>>;
}

/**
 * @param place of what is to be filled, for people to read: `database zava at localhost:27017`.
 * @throws ZavaError where something is in the way, in one sentence that names all of it.
 */
export async function refuseObstacles(
  db: AnyDb,
  takings: ReadonlyMap<string, Taking>,
  place: string,
): Promise<void> {
  refuseThese(await obstaclesIn(db, takings), place);
}

/** @param obstacles as `obstaclesIn` found them. @throws as `refuseObstacles` */
export function refuseThese(obstacles: readonly string[], place: string): void {
  if (obstacles.length === 0) return;
  throw new ZavaError(
    say`The ${place} cannot take the dataset, as ${obstacles.join('; ')}: use ${option('drop')} to replace what stands there, or another ${option('database')}.`,
  );
}

/** What is in the way, a clause for each: `orders is a view`. */
export async function obstaclesIn(db: AnyDb, takings: ReadonlyMap<string, Taking>): Promise<string[]> {
  const found: Found[] = await db.listCollections({ name: { $in: [...takings.keys()] } }).toArray();
  const each = [...takings].map(async ([name, taking]) => {
    const collection = found.find((one) => one.name === name);
    if (collection === undefined) return [];
    const kind = kindInTheWay(collection);
    if (kind !== undefined) return [`${name} ${kind}`];
    return [
      ...(await indexesInTheWay(db, name, taking)),
      ...(await validatorInTheWay(db, collection, taking)),
    ];
  });
  return (await Promise.all(each)).flat();
}

/** What kind of collection it is, where it is one that cannot keep the documents. */
export function kindInTheWay({ type = 'collection', options = {} }: Found): string | undefined {
  if (type === 'timeseries') return 'is a time series collection';
  if (type !== 'collection') return `is a ${type}`;
  if (options.capped === true) return 'is capped, and loses its oldest documents when it is full';
  if (options.encryptedFields !== undefined) return 'has encrypted fields';
  const { locale = 'simple', strength } = (options.collation ?? {}) as Record<string, unknown>;
  if (locale === 'simple') return undefined;
  return `compares texts by a collation of its own (${String(locale)}, strength ${String(strength)}), with which the indexes cannot be made`;
}

async function indexesInTheWay(
  db: AnyDb,
  name: string,
  { documents, indexes, samples }: Taking,
): Promise<string[]> {
  const stored = await answer(async (): Promise<StoredIndex[]> => {
    const { cursor } = await db.command({ listIndexes: name, cursor: { batchSize: 1000 } });
    return cursor.firstBatch;
  });
  // Whether a plan may use an index makes it no other index.
  const there = (stored ?? []).map(({ hidden: _, ...index }) => index as StoredIndex);
  const { wanted, extra } = compareIndexes(indexes, there);
  const different = wanted.flatMap((one) =>
    one.state === 'differs'
      ? [`${one.found.name} of ${name} ${one.how}, and ${one.spec.name} cannot be made beside it`]
      : [],
  );
  const refusing = extra.map(async (index) => {
    const why = refusalBy(index, documents);
    const partial: unknown = index.partialFilterExpression;
    if (why === undefined || (partial !== undefined && !(await someMeet(db, name, samples, partial))))
      return [];
    return [`${index.name} of ${name} ${why}`];
  });
  return [...different, ...(await Promise.all(refusing)).flat()].map((clause) => `the index ${clause}`);
}

/** True where an index that takes only some documents takes any of these. */
async function someMeet(
  db: AnyDb,
  name: string,
  samples: Taking['samples'],
  filter: unknown,
): Promise<boolean> {
  const documents = await samples();
  if (documents.length === 0) return false;
  return (await answer(() => firstWithout(db, name, documents, { $nor: [filter] }))) !== undefined;
}

/** A validator is held against documents by the server itself. One that only warns, or is off, refuses none. */
async function validatorInTheWay(
  db: AnyDb,
  { name, options = {} }: Found,
  { samples }: Taking,
): Promise<string[]> {
  const { validator, validationAction = 'error', validationLevel = 'strict' } = options;
  if (validator === undefined || validationAction === 'warn' || validationLevel === 'off') return [];
  const documents = await samples();
  if (documents.length === 0) return [];
  const refused = await answer(() => firstWithout(db, name, documents, validator));
  if (refused === undefined) return [];
  return [`the validator of ${name} refuses documents such as the one with _id ${String(refused._id)}`];
}

/**
 * The first of these documents of which a query does not hold, by the server's own reading of the query: one document
 * about the collection, which is there also where it is empty, is replaced by them ($documents needs MongoDB 5.1).
 */
async function firstWithout(
  db: AnyDb,
  name: string,
  documents: readonly object[],
  query: unknown,
): Promise<{ _id: unknown } | undefined> {
  const pipeline = [
    { $collStats: {} },
    { $limit: 1 },
    { $project: { documents: { $literal: documents } } },
    { $unwind: '$documents' },
    { $replaceRoot: { newRoot: '$documents' } },
    { $match: { $nor: [query] } },
    { $limit: 1 },
    { $project: { _id: 1 } },
  ];
  const { cursor } = await db.command({ aggregate: name, pipeline, cursor: {} });
  return cursor.firstBatch[0];
}

/** The server's answer; undefined where it does not say: whoever may load need not be allowed to ask. */
async function answer<T>(ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (typeof (error as { code?: unknown }).code === 'number') return undefined;
    throw error;
  }
}
