/** How a load treats what is there, and what comes besides the documents. */
import { type CollectionName, MODELS } from '../../../core/model/index.js';
import { type IndexSpec, indexSpec } from '../../../mongodb/index-specs.js';

export interface LoadOptions {
  /** Drop those of the nine collections that are there; without it documents in them are a reason to refuse. */
  readonly drop: boolean;
  /** Make the secondary indexes. */
  readonly indexes: boolean;
  /** Resume a load that was interrupted; begin where there is none. */
  readonly resume?: boolean | undefined;
  /** Leave the journal there when all is done. */
  readonly keepJournal?: boolean | undefined;
  /** The shards are there, by parts; what is left is everything else. */
  readonly finishing?: boolean | undefined;
  /** Options and indexes of the collections, where they are not the model's. */
  readonly storage?: ReadonlyMap<CollectionName, StorageOptions> | undefined;
}

/** How a collection is kept, as the commands create and createIndexes take it. */
export interface StorageOptions {
  readonly options: Readonly<Record<string, unknown>>;
  readonly indexes: readonly IndexSpec[];
}

/** The indexes that a load makes in a collection. */
export const indexesOf = (name: CollectionName, { indexes, storage }: LoadOptions): readonly IndexSpec[] =>
  indexes ? (storage?.get(name)?.indexes ?? MODELS[name].indexes.map(indexSpec)) : [];
