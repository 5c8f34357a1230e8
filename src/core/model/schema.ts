/** The words in which a collection is described, and the document type that follows from a description. */
import type { ObjectId } from 'bson';

/** What a string must look like beyond being a string. */
export type StringForm = 'uuid' | 'iso-date' | 'email' | 'phone';

interface FieldBase {
  readonly name: string;
  /** What the field means, one line, for the tables in docs/. */
  readonly doc: string;
  /** Left out of some documents. */
  readonly optional?: true;
}

/** One field: its name, its BSON type and what else is known of it. */
export type Field =
  | (FieldBase & { readonly bson: 'string'; readonly form?: StringForm })
  | (FieldBase & { readonly bson: 'int32' | 'boolean' | 'objectId' })
  /** `money` is a double with at most two decimals. */
  | (FieldBase & { readonly bson: 'double'; readonly form?: 'money' })
  /** An object with known fields. */
  | (FieldBase & { readonly bson: 'map'; readonly fields: readonly Field[] })
  /** An object with free keys whose values are strings, int32 or double. */
  | (FieldBase & { readonly bson: 'scalars' })
  /** An array of doubles of fixed length. */
  | (FieldBase & { readonly bson: 'vector'; readonly length: number });

/** An index besides the one on `_id`; `name` is the one that createIndexes would give. */
export interface Index {
  readonly name: string;
  readonly key: Readonly<Record<string, 1 | -1 | 'text'>>;
  readonly unique?: true;
  readonly weights?: Readonly<Record<string, number>>;
}

/** An index for similarity search, on servers with search; its dimensions are the length of the field. */
export interface VectorIndex {
  readonly name: string;
  /** A field of BSON type `vector`. */
  readonly field: string;
  readonly similarity: 'cosine';
}

/** A field whose values are found in a field of another collection. */
export interface Reference {
  readonly field: string;
  readonly collection: string;
  readonly foreignField: string;
}

/**
 * What a collection is made of: the catalog; the stock, when everything is sold; or shards of customers or of orders,
 * which are made one by one, as all of their documents need not fit into memory.
 */
export type MadeBy = 'catalog' | 'stock' | 'customers' | 'orders';

/**
 * How Ditto names documents.
 * - `store-product`: a row of the inventory is the store and the product, so that a rule of permissions, which may name
 *   nothing but `_id`, can tell a store's rows. What published demo apps on this dataset expect.
 * - `uuid`: a row of the inventory is its own id, as in MongoDB.
 *
 * They differ in the inventory alone.
 */
export const DITTO_PROFILES = ['store-product', 'uuid'] as const;

export type DittoProfile = (typeof DITTO_PROFILES)[number];

/** The fields that make an id, where the profiles differ. */
export type DittoIds = Readonly<Record<DittoProfile, readonly string[]>>;

/** Everything that is known of a collection. */
export interface CollectionModel {
  readonly name: string;
  readonly purpose: string;
  /** The one word from which everyone knows how it is made; see made-by.ts. */
  readonly madeBy: MadeBy;
  readonly fields: readonly Field[];
  readonly indexes: readonly Index[];
  /** Beside the ordinary ones, where the server has search. */
  readonly vectorIndexes?: readonly VectorIndex[];
  readonly references: readonly Reference[];
  /** The field whose value `_id` repeats, if any. */
  readonly idField?: string;
  /** The field(s) that make the Ditto document id, by profile where they differ; absent where nothing is synced. */
  readonly dittoId?: readonly string[] | DittoIds;
}

/** The value of a field, as JavaScript sees it. */
export type ValueOf<F> = F extends { bson: 'string' }
  ? string
  : F extends { bson: 'int32' | 'double' }
    ? number
    : F extends { bson: 'boolean' }
      ? boolean
      : F extends { bson: 'objectId' }
        ? ObjectId
        : F extends { bson: 'map'; fields: infer G extends readonly Field[] }
          ? Fields<G>
          : F extends { bson: 'scalars' }
            ? Record<string, string | number>
            : number[];

type Fields<F extends readonly Field[]> = {
  [K in F[number] as K extends { optional: true } ? never : K['name']]: ValueOf<K>;
} & { [K in F[number] as K extends { optional: true } ? K['name'] : never]?: ValueOf<K> };

/** The document type of a collection, as JavaScript sees it. */
export type DocumentOf<M extends { fields: readonly Field[] }> = Fields<M['fields']>;

/** The name of one of the fields of a model. */
export type FieldName<M extends { fields: readonly Field[] }> = M['fields'][number]['name'];

/** Every document can be deleted softly. */
export const deletedField = {
  name: 'deleted',
  bson: 'boolean',
  doc: 'soft delete; false for every generated document',
} as const satisfies Field;

/** Names an index the way MongoDB does: each key and its direction joined by `_`. */
export function index(key: Index['key'], options: Omit<Index, 'key' | 'name'> = {}): Index {
  const name = Object.entries(key)
    .map(([field, direction]) => `${field}_${direction}`)
    .join('_');
  return { name, key, ...options };
}
