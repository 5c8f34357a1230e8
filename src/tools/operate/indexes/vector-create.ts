/** Asking a server with search to build the model's vector indexes. */
import { type Document, MongoServerError } from 'mongodb';
import { COLLECTION_NAMES, type CollectionName } from '../../../core/model/index.js';
import { isDenied } from '../../../mongodb/privileges.js';
import { type Deployment, modelOf, needing } from '../deployment.js';
import type { CreateOutcome, IndexOutcome } from './outcome.js';
import {
  compareVectors,
  searchIndexesOf,
  type VectorState,
  vectorSentence,
  vectorSpecs,
  withVectors,
} from './vector.js';

/**
 * What is missing is asked for; the server answers before it is ready. Nothing is done where there is no search.
 * @throws ZavaError where the user lacks the right.
 */
export async function createVectors(
  deployment: Deployment,
): Promise<Pick<CreateOutcome, 'vectors' | 'search'>> {
  const vectors: IndexOutcome[] = [];
  for (const collection of withVectors(COLLECTION_NAMES)) {
    const found = await searchIndexesOf(deployment, collection);
    if (typeof found === 'string') return { vectors: [], search: found };
    const states = compareVectors(collection, found);
    const missing = states.filter(({ state }) => state === 'missing').map(({ index }) => index);
    const failure = missing.length === 0 ? undefined : await attempt(deployment, collection, missing);
    vectors.push(...states.map((state) => outcomeOf(state, failure)));
  }
  return { vectors, search: 'available' };
}

function outcomeOf(vector: VectorState, failure: string | undefined): IndexOutcome {
  const { collection, index, state } = vector;
  if (state === 'present') return { collection, index, result: 'present' };
  if (state === 'missing' && failure === undefined) return { collection, index, result: 'created' };
  const reason = state === 'missing' ? failure : vectorSentence(vector);
  return { collection, index, result: 'failed', ...(reason === undefined ? {} : { reason }) };
}

/** Why the server refuses, if it does. */
async function attempt(deployment: Deployment, collection: CollectionName, names: readonly string[]) {
  const indexes = vectorSpecs(modelOf(collection)).filter(({ name }) => names.includes(name));
  const need = { to: 'create vector indexes', right: 'createSearchIndexes', role: 'readWrite' };
  const command: Document = { createSearchIndexes: collection, indexes };
  return needing(need, deployment, async () => {
    try {
      await deployment.db.command(command);
      return undefined;
    } catch (error) {
      if (!(error instanceof MongoServerError) || isDenied(error)) throw error;
      return `The server refused the vector indexes ${names.join(' and ')} of ${collection}: ${error.message.replace(/\.+$/, '')}.`;
    }
  });
}
