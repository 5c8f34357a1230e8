/** Putting an empty copy in the place of a collection: there is no moment without the collection or its indexes. */
import { type Document, MongoServerError } from 'mongodb';
import type { CollectionName } from '../../../core/model/index.js';
import { codeOf, type Deployment } from '../deployment.js';
import { type CollectionState, differences, stateOf } from './state.js';

const NAMESPACE_NOT_FOUND = 26;

/** The name under which the copy is made. */
export const copyName = (name: CollectionName): string => `${name}.zava_empty_copy`;

/**
 * Makes an empty collection with the same options and indexes, compares it with the original, and only then gives it
 * the original's name, which drops the original in the same moment.
 * @returns false where the server does not let the user do that, or the copy would not be the same; nothing was changed.
 */
export async function replaceByCopy(
  deployment: Deployment,
  name: CollectionName,
  state: CollectionState,
  signal: AbortSignal,
): Promise<boolean> {
  const { client, db } = deployment;
  const copy = copyName(name);
  if (await isInTheWay(deployment, copy)) return false;
  try {
    await dropCopy(deployment, copy);
    await db.command({ create: copy, ...state.options });
    await createIndexes(deployment, copy, state);
    const made = await stateOf(deployment, copy);
    signal.throwIfAborted();
    if (made !== undefined && differences(state, made).length === 0) {
      await client.db('admin').command({
        renameCollection: `${db.databaseName}.${copy}`,
        to: `${db.databaseName}.${name}`,
        dropTarget: true,
        writeConcern: { w: 'majority' },
      });
      return true;
    }
  } catch (error) {
    await dropCopy(deployment, copy).catch(() => {});
    if (error instanceof MongoServerError) return false;
    throw error;
  }
  await dropCopy(deployment, copy);
  return false;
}

/** A copy that a killed run has left behind is empty; whatever else has the name, or cannot be read, stays. */
async function isInTheWay({ db }: Deployment, copy: string): Promise<boolean> {
  try {
    return (await db.collection(copy).countDocuments({}, { limit: 1 })) > 0;
  } catch (error) {
    if (error instanceof MongoServerError) return true;
    throw error;
  }
}

async function createIndexes({ db }: Deployment, copy: string, { options, indexes }: CollectionState) {
  const secondary = indexes
    .filter(({ name, clustered }) => name !== '_id_' && clustered !== true)
    // An index without a collation would take the collection's.
    .map((index) =>
      options.collation === undefined ? index : { collation: { locale: 'simple' }, ...index },
    );
  if (secondary.length > 0) await db.command({ createIndexes: copy, indexes: secondary as Document[] });
}

async function dropCopy({ db }: Deployment, copy: string): Promise<void> {
  try {
    await db.command({ drop: copy });
  } catch (error) {
    if (codeOf(error) !== NAMESPACE_NOT_FOUND) throw error;
  }
}
