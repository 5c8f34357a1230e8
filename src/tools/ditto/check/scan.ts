/** One look at all documents of a collection, with all questions in it: the server answers by itself, in bounded memory. */
import type { Db, Document } from 'mongodb';
import { type CollectionName, MODELS } from '../../../core/model/index.js';
import type { CollectionModel } from '../../../core/model/schema.js';
import { LARGE_BYTES, MOST_BYTES, suspicious } from './harmless.js';
import { pathsAndTypes } from './paths.js';

/** Documents of one type in one field. */
export interface Seen {
  readonly documents: number;
  /** The `_id` of one of them. */
  readonly example: unknown;
}

/** What stands out in a collection. What is as the model has it is not in here. */
export interface Scan {
  readonly name: CollectionName;
  /** Documents with something unusual about them. */
  readonly unusual: number;
  /** Documents in all, as the server believes. */
  readonly documents: number;
  /** By path, then by type, of the unusual documents; a path is `location.aisle`, elements of an array `tags[]`. */
  readonly types: ReadonlyMap<string, ReadonlyMap<string, Seen>>;
  /** By the id's field, then by type, of the unusual documents whose ids matter. */
  readonly ids: ReadonlyMap<string, ReadonlyMap<string, Seen>>;
  /** Documents whose `_id` is another string than the field that repeats it. */
  readonly unlike: Seen | undefined;
  /** Documents that Ditto warns of, and those that it refuses. */
  readonly large: Sized | undefined;
  readonly refused: Sized | undefined;
}

/** Documents over a size; the example is the largest. */
export interface Sized extends Seen {
  readonly bytes: number;
}

/** Beside the types of fields: there is no such field. */
export const MISSING = 'missing';

/**
 * Reads nothing but what the server's plan reads; what it groups may go to its disk.
 * @param leavesDeleted the ids of documents that are marked as deleted do not matter.
 */
export async function scan(
  db: Db,
  name: CollectionName,
  ids: readonly string[],
  leavesDeleted: boolean,
): Promise<Scan> {
  const collection = db.collection(name);
  const model: CollectionModel = MODELS[name];
  const stages = [
    { $match: suspicious(model, ids) },
    {
      $group: {
        _id: {
          shape: pathsAndTypes('$$ROOT'),
          left: leavesDeleted ? { $eq: ['$deleted', true] } : { $literal: false },
          unlike: model.idField === undefined ? { $literal: false } : unlike(model.idField),
        },
        documents: { $sum: 1 },
        example: { $min: '$_id' },
        ...sizes('large', LARGE_BYTES, MOST_BYTES),
        ...sizes('refused', MOST_BYTES, Number.MAX_SAFE_INTEGER),
      },
    },
    // The server groups in no order; the same database is to be told of in the same words.
    { $sort: { example: 1 } },
  ];
  const rows = collection.aggregate(stages, { allowDiskUse: true, promoteValues: true });
  const gathered = new Gathered(ids);
  const [documents] = await Promise.all([
    collection.estimatedDocumentCount(),
    (async () => {
      for await (const row of rows) gathered.add(row);
    })(),
  ]);
  return { name, documents, ...gathered.result };
}

/** Two strings: another type, and an empty one, is the matter of a question of its own. */
const unlike = (field: string): Document => ({
  $and: [
    { $eq: [{ $type: '$_id' }, 'string'] },
    { $eq: [{ $type: `$${field}` }, 'string'] },
    { $not: [{ $in: ['', ['$_id', `$${field}`]] }] },
    { $ne: ['$_id', `$${field}`] },
  ],
});

/** How many documents have more bytes than one number and at most another, and which is the largest of them. */
function sizes(name: string, over: number, most: number): Document {
  const bytes = { $bsonSize: '$$ROOT' };
  const fits = { $and: [{ $gt: [bytes, over] }, { $lte: [bytes, most] }] };
  return {
    [name]: { $sum: { $cond: [fits, 1, 0] } },
    [`${name}Most`]: { $max: { $cond: [fits, { bytes, id: '$_id' }, null] } },
  };
}

/** Rows of the same shape are one already; here they become what is known of each field. */
class Gathered {
  private unusual = 0;
  private readonly types = new Map<string, Map<string, Seen>>();
  private readonly idTypes = new Map<string, Map<string, Seen>>();
  private unlike: Seen | undefined;
  private large: Sized | undefined;
  private refused: Sized | undefined;

  constructor(private readonly ids: readonly string[]) {}

  add({ _id: { shape, left, unlike: isUnlike }, documents, example, ...sized }: Document): void {
    this.unusual += documents;
    const seen = { documents, example };
    const pairs = shape as readonly (readonly [string, string])[];
    for (const [path, type] of pairs) note(this.types, path, type, seen);
    this.large = larger(this.large, sized.large, sized.largeMost);
    this.refused = larger(this.refused, sized.refused, sized.refusedMost);
    if (left) return;
    for (const id of this.ids) {
      const [, type = MISSING] = pairs.find(([path]) => path === id) ?? [];
      note(this.idTypes, id, type, seen);
    }
    if (isUnlike) this.unlike = added(this.unlike, seen);
  }

  get result(): Omit<Scan, 'name' | 'documents'> {
    const { unusual, types, idTypes: ids, unlike, large, refused } = this;
    return { unusual, types, ids, unlike, large, refused };
  }
}

function note(all: Map<string, Map<string, Seen>>, path: string, type: string, seen: Seen): void {
  const types = all.get(path) ?? new Map<string, Seen>();
  all.set(path, types.set(type, added(types.get(type), seen)));
}

const added = (one: Seen | undefined, { documents, example }: Seen): Seen => ({
  documents: (one?.documents ?? 0) + documents,
  example: one === undefined ? example : one.example,
});

function larger(one: Sized | undefined, documents: number, largest: Document | null): Sized | undefined {
  if (largest === null) return one;
  const all = (one?.documents ?? 0) + documents;
  return one !== undefined && one.bytes >= largest.bytes
    ? { ...one, documents: all }
    : { documents: all, bytes: largest.bytes, example: largest.id };
}

/** All documents in which a field has one of some types. */
export function sumOf(
  types: ReadonlyMap<string, Seen> | undefined,
  wanted: readonly string[],
): Seen | undefined {
  const seen = [...(types ?? [])].flatMap(([type, one]) => (wanted.includes(type) ? [one] : []));
  const [first] = seen;
  return first && { ...first, documents: seen.reduce((sum, { documents }) => sum + documents, 0) };
}
