/** One look at all documents of a collection, with all questions in it: the server answers by itself, in bounded memory. */
import type { Db, Document } from 'mongodb';
import { type CollectionName, MODELS } from '../../../core/model/index.js';
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
  /** Those that lack an id, by the id's field. */
  readonly without: ReadonlyMap<string, Seen>;
  /** Documents over a size: those that only warn, and those that are refused, with the largest. */
  readonly large: Seen & { readonly over: number; readonly largest: number };
}

/** Reads nothing but what the server's plan reads; what it groups may go to its disk. */
export async function scan(db: Db, name: CollectionName, ids: readonly string[]): Promise<Scan> {
  const collection = db.collection(name);
  const bytes = { $bsonSize: '$$ROOT' };
  const over = (limit: number) => ({ $sum: { $cond: [{ $gt: [bytes, limit] }, 1, 0] } });
  const stages = [
    { $match: suspicious(MODELS[name], ids) },
    {
      $group: {
        _id: pathsAndTypes('$$ROOT'),
        documents: { $sum: 1 },
        example: { $min: '$_id' },
        large: over(LARGE_BYTES),
        over: over(MOST_BYTES),
        largest: { $max: { bytes, id: '$_id' } },
      },
    },
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

/** Rows of the same shape are one already; here they become what is known of each field. */
class Gathered {
  private unusual = 0;
  private readonly types = new Map<string, Map<string, Seen>>();
  private readonly without = new Map<string, Seen>();
  private large = { documents: 0, over: 0, largest: 0, example: undefined as unknown };

  constructor(private readonly ids: readonly string[]) {}

  add({ _id: shape, documents, example, large, over, largest }: Document): void {
    this.unusual += documents;
    const seen = { documents, example };
    const paths = new Set<string>();
    for (const [path, type] of shape as readonly (readonly [string, string])[]) {
      paths.add(path);
      const types = this.types.get(path) ?? new Map<string, Seen>();
      this.types.set(path, types.set(type, added(types.get(type), seen)));
    }
    for (const id of this.ids) {
      if (!paths.has(id)) this.without.set(id, added(this.without.get(id), seen));
    }
    const isLargest = largest.bytes > this.large.largest;
    this.large = {
      documents: this.large.documents + large,
      over: this.large.over + over,
      largest: isLargest ? largest.bytes : this.large.largest,
      example: isLargest ? largest.id : this.large.example,
    };
  }

  get result(): Omit<Scan, 'name' | 'documents'> {
    const { unusual, types, without, large } = this;
    return { unusual, types, without, large };
  }
}

const added = (one: Seen | undefined, { documents, example }: Seen): Seen => ({
  documents: (one?.documents ?? 0) + documents,
  example: one?.example ?? example,
});
