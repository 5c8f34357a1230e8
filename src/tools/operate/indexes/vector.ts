/** Vector indexes: what Atlas and other servers with search build for similarity search. */

import type { Document } from 'mongodb';
import { COLLECTION_NAMES, type CollectionName } from '../../../core/model/index.js';
import type { CollectionModel } from '../../../core/model/schema.js';
import { command } from '../../../core/options/table.js';
import { type Message, say } from '../../../message.js';
import { isDenied } from '../../../mongodb/privileges.js';
import { codeOf, type Deployment, modelOf } from '../deployment.js';

/** A vector index as createSearchIndexes takes it. */
export interface VectorSpec {
  readonly name: string;
  readonly type: 'vectorSearch';
  readonly definition: {
    readonly fields: readonly {
      readonly type: 'vector';
      readonly path: string;
      readonly numDimensions: number;
      readonly similarity: string;
    }[];
  };
}

/** An index as $listSearchIndexes tells it. */
export interface SearchIndex {
  readonly name: string;
  readonly type?: string;
  readonly status?: string;
  readonly latestDefinition?: Document;
}

/** @throws Error where the model names a field that is no vector. */
export function vectorSpecs(model: CollectionModel): VectorSpec[] {
  return (model.vectorIndexes ?? []).map(({ name, field: path, similarity }) => {
    const field = model.fields.find((candidate) => candidate.name === path);
    if (field?.bson !== 'vector') throw new Error(`${model.name}.${path} is no vector`);
    const vector = { type: 'vector', path, numDimensions: field.length, similarity } as const;
    return { name, type: 'vectorSearch', definition: { fields: [vector] } };
  });
}

/**
 * CommandNotFound, CommandNotSupported, SearchNotEnabled, an unknown stage and "only allowed on MongoDB Atlas": what
 * servers from 6.0 on answer that have no search.
 */
const NO_SEARCH = new Set<number | undefined>([59, 115, 31_082, 40_324, 6_047_401]);

/** True where an error means that the server has no search at all. */
export function meansNoSearch(error: unknown): boolean {
  return NO_SEARCH.has(codeOf(error)) || /only allowed on MongoDB Atlas/i.test((error as Error).message);
}

/** The search indexes of a collection; a word on why not where the server does not tell them. */
export async function searchIndexesOf(
  { db }: Deployment,
  name: CollectionName,
): Promise<readonly SearchIndex[] | 'no search' | 'not allowed'> {
  try {
    const found = await db
      .collection(name)
      .aggregate([{ $listSearchIndexes: {} }])
      .toArray();
    return found as unknown as SearchIndex[];
  } catch (error) {
    if (meansNoSearch(error)) return 'no search';
    if (isDenied(error)) return 'not allowed';
    throw error;
  }
}

export interface VectorState {
  readonly collection: CollectionName;
  readonly index: string;
  readonly state: 'present' | 'missing' | 'differs';
  /** What it should be. */
  readonly wanted: string;
  /** The server's word for how far it is: READY, PENDING, BUILDING, FAILED, ... */
  readonly status?: string;
}

/** Compares the vector indexes of a collection with the wanted ones. */
export function compareVectors(collection: CollectionName, found: readonly SearchIndex[]): VectorState[] {
  return vectorSpecs(modelOf(collection)).map(({ name: index, definition }): VectorState => {
    const there = found.find((candidate) => candidate.name === index);
    const wanted = definition.fields
      .map(({ path, numDimensions, similarity }) => `${path}, ${numDimensions} dimensions, ${similarity}`)
      .join('; ');
    if (there === undefined) return { collection, index, state: 'missing', wanted };
    const fields = (there.latestDefinition?.fields ?? []) as readonly Document[];
    const same = definition.fields.every((vector) =>
      fields.some((field) => Object.entries(vector).every(([key, value]) => field[key] === value)),
    );
    const status = there.status === undefined ? {} : { status: there.status };
    return { collection, index, state: same ? 'present' : 'differs', wanted, ...status };
  });
}

/** Those of the nine collections for which the model wants vector indexes. */
export const withVectors = (names: Iterable<CollectionName>): CollectionName[] =>
  [...names].filter((name) => modelOf(name).vectorIndexes !== undefined);

/** One sentence on a vector index in the way, and the cure. */
export const vectorSentence = ({ collection, index, wanted }: VectorState): Message =>
  say`The search index ${index} of ${collection} is not for ${wanted}; drop it with db.${collection}.dropSearchIndex('${index}') and run ${command('indexes create')}.`;

/** What to tell people where the vector indexes are out of reach; undefined where they are not. */
export function searchNote(search: 'available' | 'no search' | 'not allowed'): string | undefined {
  if (search === 'available') return undefined;
  const names = withVectors(COLLECTION_NAMES).flatMap((name) =>
    vectorSpecs(modelOf(name)).map((spec) => spec.name),
  );
  return search === 'no search'
    ? `this server has no search, so that the vector indexes ${names.join(' and ')} are left out; Atlas has it, and MongoDB 8.2 with mongot.`
    : `the user may not list search indexes, so that the vector indexes ${names.join(' and ')} are left out; the role read has the right listSearchIndexes.`;
}
