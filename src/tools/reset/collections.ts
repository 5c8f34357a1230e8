/** The collections themselves: whether they are there, their validators, images and indexes, and making them right. */
import { isDeepStrictEqual } from 'node:util';
import type { Db, Document } from 'mongodb';
import { COLLECTION_NAMES, type CollectionName, MODELS } from '../../core/model/index.js';
import type { CollectionModel } from '../../core/model/schema.js';
import { command, option } from '../../core/options/table.js';
import { ZavaError } from '../../errors.js';
import { say } from '../../message.js';
import { compareIndexes, type StoredIndex } from '../../mongodb/index-comparison.js';
import { collectionOptions, type IndexSpec, indexSpec } from '../../mongodb/index-specs.js';
import type { MadeWith } from '../../mongodb/load-record.js';
import { kindInTheWay } from '../../mongodb/obstacles.js';
import { validatorOf } from '../../mongodb/validator.js';

/** How the load made its collections. */
export interface Made extends MadeWith {
  /** Those that it filled: all nine, or some. */
  readonly collections: readonly CollectionName[];
}

/** What about a collection is not as it was made. */
export interface Alteration {
  readonly collection: CollectionName;
  /** It is not there. */
  readonly gone: boolean;
  /** It has a validator that is not the model's. */
  readonly validator: boolean;
  /** It keeps no images although it was made with them. */
  readonly images: boolean;
  /** Wanted indexes that are not there, or not as they should be. */
  readonly missing: readonly IndexSpec[];
  /** Names of indexes that stand in the way of these, and go: of the same name, or the same key under another. */
  readonly wrong: readonly string[];
}

export interface Collections {
  /** Those in which something is to be made right. */
  readonly altered: readonly Alteration[];
  /** Indexes that nobody of ours made, which stay: `orders.my_index`. */
  readonly foreign: readonly string[];
}

const NAMESPACE_NOT_FOUND = 26;

/** @throws ZavaError where one of them is something that cannot keep the documents, such as a view. */
export async function surveyCollections(db: Db, made: Made, soft: boolean): Promise<Collections> {
  const listed = await db.listCollections({ name: { $in: [...COLLECTION_NAMES] } }).toArray();
  const foreign: string[] = [];
  const all = await Promise.all(
    made.collections.map(async (collection): Promise<Alteration> => {
      const found = listed.find(({ name }) => name === collection) as Document | undefined;
      const kind = found === undefined ? undefined : kindInTheWay(found as never);
      if (kind !== undefined) {
        // Beside a connector nothing may be dropped.
        const cure = soft
          ? say``
          : say`: ${command('load')} of the same settings with ${option('drop')} replaces it`;
        throw new ZavaError(
          say`${collection} in database ${db.databaseName} ${kind}, which no reset mends${cure}.`,
        );
      }
      const stored = found === undefined ? [] : await indexesOf(db, collection);
      const { wanted, extra } = compareIndexes(
        made.indexes ? MODELS[collection].indexes.map(indexSpec) : [],
        stored,
      );
      if (made.indexes) foreign.push(...extra.map(({ name }) => `${collection}.${name}`));
      return {
        collection,
        gone: found === undefined,
        validator: !isOurs(found?.options?.validator, MODELS[collection]),
        images:
          made.images &&
          found !== undefined &&
          'changeStreamPreAndPostImages' in collectionOptions(MODELS[collection]) &&
          found.options?.changeStreamPreAndPostImages?.enabled !== true,
        missing: wanted.filter(({ state }) => state !== 'present').map(({ spec }) => spec),
        wrong: wanted.flatMap((one) => (one.state === 'differs' ? [one.found.name] : [])),
      };
    }),
  );
  const altered = all.filter(
    ({ gone, validator, images, missing }) => gone || validator || images || missing.length > 0,
  );
  return { altered, foreign: foreign.sort() };
}

/** What must be right before documents are written: the collections are there, and no validator refuses the model's. */
export async function openCollections(db: Db, altered: readonly Alteration[], made: Made): Promise<void> {
  await Promise.all(
    altered.map(async ({ collection, gone, validator }) => {
      if (gone)
        await db.command({
          create: collection,
          ...(made.images ? collectionOptions(MODELS[collection]) : {}),
        });
      else if (validator) await db.command({ collMod: collection, validator: {} });
    }),
  );
}

/** What is made when all documents are right again. */
export async function finishCollections(db: Db, altered: readonly Alteration[]): Promise<void> {
  await Promise.all(
    altered.map(async ({ collection, gone, images, missing, wrong }) => {
      if (images && !gone)
        await db.command({ collMod: collection, ...collectionOptions(MODELS[collection]) });
      for (const name of wrong) await db.command({ dropIndexes: collection, index: name });
      if (missing.length > 0) await db.command({ createIndexes: collection, indexes: [...missing] });
    }),
  );
}

/** None, or the one that `zava setup` makes. */
const isOurs = (validator: unknown, model: CollectionModel): boolean =>
  validator === undefined ||
  isDeepStrictEqual(validator, {}) ||
  isDeepStrictEqual(validator, validatorOf(model));

async function indexesOf(db: Db, name: string): Promise<StoredIndex[]> {
  try {
    const { cursor } = await db.command({ listIndexes: name, cursor: { batchSize: 1000 } });
    return cursor.firstBatch;
  } catch (error) {
    // It was dropped since it was listed.
    if ((error as { code?: unknown }).code === NAMESPACE_NOT_FOUND) return [];
    throw error;
  }
}
