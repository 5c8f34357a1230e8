/** Building the model's indexes where they are missing. */
import { EJSON } from 'bson';
import { type Document, MongoServerError } from 'mongodb';
import { COLLECTION_NAMES, type CollectionName } from '../../../core/model/index.js';
import {
  type Compared,
  compareIndexes,
  differenceSentence,
  type StoredIndex,
} from '../../../mongodb/index-comparison.js';
import { collectionOptions, type IndexSpec, indexSpec } from '../../../mongodb/index-specs.js';
import { unlessAborted } from '../../../mongodb/presence.js';
import { isDenied } from '../../../mongodb/privileges.js';
import { codeOf, type Deployment, findCollections, modelOf, needing, type Watch } from '../deployment.js';
import type { CreateOutcome, IndexOutcome } from './outcome.js';
import { createVectors } from './vector-create.js';

const NAMESPACE_EXISTS = 48;
const DUPLICATE_KEY = 11_000;

/** How long to look for documents that share a value, in milliseconds. */
const EXAMPLE_TIMEOUT_MS = 5000;

const CREATE_INDEX = { to: 'create indexes', right: 'createIndex', role: 'readWrite' };

/**
 * Safe to run twice. What stands in the way of one index keeps no other from being built.
 * @throws ZavaError where the user lacks the right; the reason of `signal` after Ctrl-C, while the server builds on.
 */
export async function createIndexes(deployment: Deployment, { signal, done }: Watch): Promise<CreateOutcome> {
  const there = await findCollections(deployment);
  const missing = COLLECTION_NAMES.filter((name) => !there.has(name));
  const work = Promise.all(
    COLLECTION_NAMES.map(async (name) => {
      if (missing.includes(name)) await createCollection(deployment, name);
      const outcomes = await createFor(deployment, name);
      done?.(1);
      return outcomes;
    }),
  );
  const indexes = (await unlessAborted(signal, work)).flat();
  return { indexes, collectionsCreated: missing, ...(await createVectors(deployment)) };
}

/** createIndexes would make it as well, but without the images that Ditto needs. */
async function createCollection(deployment: Deployment, name: CollectionName): Promise<void> {
  const need = { to: 'create collections', right: 'createCollection', role: 'readWrite' };
  await needing(need, deployment, async () => {
    try {
      await deployment.db.command({ create: name, ...collectionOptions(modelOf(name)) });
    } catch (error) {
      if (codeOf(error) !== NAMESPACE_EXISTS) throw error;
    }
  });
}

async function createFor(deployment: Deployment, collection: CollectionName): Promise<IndexOutcome[]> {
  const found = (await deployment.db.collection(collection).listIndexes().toArray()) as StoredIndex[];
  const { wanted } = compareIndexes(modelOf(collection).indexes.map(indexSpec), found);
  const built = await build(
    deployment,
    collection,
    wanted.filter(({ state }) => state === 'missing').map(({ spec }) => spec),
  );
  return wanted.map((one) => built.get(one.spec.name) ?? outcomeOf(collection, one));
}

function outcomeOf(collection: CollectionName, one: Compared): IndexOutcome {
  const index = one.spec.name;
  if (one.state !== 'differs') return { collection, index, result: 'present' };
  return { collection, index, result: 'failed', reason: differenceSentence(collection, one) };
}

/** All in one command, which reads the documents once; one by one where the server refuses that. */
async function build(deployment: Deployment, collection: CollectionName, specs: readonly IndexSpec[]) {
  const outcomes = new Map<string, IndexOutcome>();
  if (specs.length === 0) return outcomes;
  const failure = await attempt(deployment, collection, specs);
  for (const spec of specs) {
    const own =
      failure === undefined || specs.length === 1 ? failure : await attempt(deployment, collection, [spec]);
    const base = { collection, index: spec.name };
    outcomes.set(
      spec.name,
      own === undefined
        ? { ...base, result: 'created' }
        : { ...base, result: 'failed', reason: await reasonOf(own, deployment, collection, spec) },
    );
  }
  return outcomes;
}

/** The server's refusal, if it refuses. @throws ZavaError where a right is missing. */
async function attempt(
  deployment: Deployment,
  collection: CollectionName,
  indexes: readonly IndexSpec[],
): Promise<MongoServerError | undefined> {
  return needing(CREATE_INDEX, deployment, async () => {
    try {
      await deployment.db.command({ createIndexes: collection, indexes: indexes as unknown as Document[] });
      return undefined;
    } catch (error) {
      if (!(error instanceof MongoServerError) || isDenied(error)) throw error;
      return error;
    }
  });
}

async function reasonOf(
  error: MongoServerError,
  deployment: Deployment,
  collection: CollectionName,
  { name }: IndexSpec,
): Promise<string> {
  if (error.code !== DUPLICATE_KEY) {
    return `The server refused the index ${name} of ${collection}: ${error.message.replace(/\.+$/, '')}.`;
  }
  const value = error.keyValue as Document | undefined;
  const what = value === undefined ? 'the same value' : EJSON.stringify(value);
  const ids = value === undefined ? [] : await sharing(deployment, collection, value);
  const example = ids.length < 2 ? '' : `, for example those with _id ${ids.join(' and ')}`;
  return `The index ${name} of ${collection} cannot be unique, as several documents have ${what}${example}; change or remove all but one and run this again.`;
}

/** Ids of two documents that share a value; none where they are not found soon. */
async function sharing({ db }: Deployment, collection: CollectionName, value: Document): Promise<string[]> {
  const options = { projection: { _id: 1 }, limit: 2, maxTimeMS: EXAMPLE_TIMEOUT_MS };
  try {
    const found = await db.collection(collection).find(value, options).toArray();
    return found.map(({ _id }) => EJSON.stringify(_id));
  } catch (error) {
    if (!(error instanceof MongoServerError)) throw error;
    return [];
  }
}
