/** Which indexes are wanted, there, missing, different or extra, with their sizes and use. */

import type { Document } from 'mongodb';
import { COLLECTION_NAMES, type CollectionName } from '../../../core/model/index.js';
import type { Message } from '../../../message.js';
import {
  compareIndexes,
  differenceSentence,
  keyText,
  type StoredIndex,
} from '../../../mongodb/index-comparison.js';
import { indexSpec } from '../../../mongodb/index-specs.js';
import { isDenied } from '../../../mongodb/privileges.js';
import { type Deployment, findCollections, modelOf, needing } from '../deployment.js';
import { compareVectors, searchIndexesOf, type VectorState, withVectors } from './vector.js';

export interface ListedIndex {
  readonly collection: CollectionName;
  readonly index: string;
  readonly key: string;
  readonly state: 'present' | 'missing' | 'differs' | 'extra';
  /** How it differs, and the cure. */
  readonly reason?: Message;
  readonly bytes?: number;
  /** Operations that used it since then, as far as the server tells. */
  readonly uses?: number;
  readonly since?: string;
}

export interface IndexList {
  readonly indexes: readonly ListedIndex[];
  /** Counts, with the ones on `_id` and, where they are known, the vector indexes. */
  readonly wanted: number;
  readonly present: number;
  readonly missing: number;
  readonly differing: number;
  readonly extra: number;
  /** Empty where the server has no search, or does not let the user see. */
  readonly vectors: readonly VectorState[];
  readonly search: 'available' | 'no search' | 'not allowed';
  /** False where the user may not see how often indexes are used. */
  readonly usesKnown: boolean;
}

/** @throws ZavaError where the user may not list indexes. */
export async function listIndexes(deployment: Deployment): Promise<IndexList> {
  const there = await findCollections(deployment);
  const need = { to: 'list indexes', right: 'listIndexes', role: 'read' };
  const parts = await needing(need, deployment, () =>
    Promise.all(COLLECTION_NAMES.map((name) => listOf(deployment, name, there.has(name)))),
  );
  const indexes = parts.flatMap((part) => part.indexes);
  const vectors: VectorState[] = [];
  let search: IndexList['search'] = 'available';
  for (const name of withVectors(there.keys())) {
    const found = await searchIndexesOf(deployment, name);
    if (typeof found === 'string') search = found;
    else vectors.push(...compareVectors(name, found));
  }
  const states = [...indexes, ...vectors].map(({ state }) => state);
  const count = (state: ListedIndex['state']) => states.filter((one) => one === state).length;
  return {
    indexes,
    wanted: states.length - count('extra'),
    present: count('present'),
    missing: count('missing'),
    differing: count('differs'),
    extra: count('extra'),
    vectors,
    search,
    usesKnown: parts.every((part) => part.usesKnown),
  };
}

async function listOf(deployment: Deployment, collection: CollectionName, exists: boolean) {
  const specs = modelOf(collection).indexes.map(indexSpec);
  const found = exists ? await storedIndexes(deployment, collection) : [];
  const sizes = exists ? await sizesOf(deployment, collection) : {};
  const uses = exists ? await usesOf(deployment, collection) : new Map<string, Uses>();
  const facts = (name: string) => ({
    ...(sizes[name] === undefined ? {} : { bytes: Number(sizes[name]) }),
    ...uses?.get(name),
  });
  const { wanted, extra } = compareIndexes(specs, found);
  const state = exists ? ('present' as const) : ('missing' as const);
  const indexes: ListedIndex[] = [
    { collection, index: '_id_', key: '{ _id: 1 }', state, ...facts('_id_') },
    ...wanted.map((one): ListedIndex => {
      const base = { collection, index: one.spec.name, key: keyText(one.spec), state: one.state };
      if (one.state !== 'differs') return { ...base, ...facts(one.spec.name) };
      return { ...base, reason: differenceSentence(collection, one), ...facts(one.found.name) };
    }),
    ...extra.map((index): ListedIndex => {
      const { name } = index;
      return { collection, index: name, key: keyText(index), state: 'extra', ...facts(name) };
    }),
  ];
  return { indexes, usesKnown: uses !== undefined };
}

export async function storedIndexes({ db }: Deployment, collection: CollectionName): Promise<StoredIndex[]> {
  return (await db.collection(collection).listIndexes().toArray()) as StoredIndex[];
}

/** Bytes of each index by name. On a sharded cluster there is a document for each shard. */
async function sizesOf({ db }: Deployment, collection: CollectionName): Promise<Record<string, number>> {
  const stages = [{ $collStats: { storageStats: {} } }, { $project: { sizes: '$storageStats.indexSizes' } }];
  const sizes: Record<string, number> = {};
  for (const shard of await db.collection(collection).aggregate(stages).toArray()) {
    for (const [name, bytes] of Object.entries((shard.sizes ?? {}) as Document)) {
      sizes[name] = (sizes[name] ?? 0) + Number(bytes);
    }
  }
  return sizes;
}

interface Uses {
  readonly uses: number;
  readonly since: string;
}

/** How often each index was used; undefined where the user may not see it, as with the role readWrite. */
async function usesOf(
  { db }: Deployment,
  collection: CollectionName,
): Promise<Map<string, Uses> | undefined> {
  try {
    const found = await db
      .collection(collection)
      .aggregate([{ $indexStats: {} }])
      .toArray();
    const uses = new Map<string, Uses>();
    for (const { name, accesses } of found) {
      const before = uses.get(name);
      const since = (accesses.since as Date).toISOString();
      uses.set(name, {
        uses: (before?.uses ?? 0) + Number(accesses.ops),
        since: before !== undefined && before.since < since ? before.since : since,
      });
    }
    return uses;
  } catch (error) {
    if (isDenied(error)) return undefined;
    throw error;
  }
}
