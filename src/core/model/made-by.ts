/** Which collections are made of what, derived from the word beside each model: as values and as types. */
import { COLLECTION_NAMES, type CollectionName, MODELS } from './index.js';
import type { MadeBy } from './schema.js';

/** The collections that are made of these. */
export type CollectionMadeBy<M extends MadeBy> = {
  [N in CollectionName]: (typeof MODELS)[N]['madeBy'] extends M ? N : never;
}[CollectionName];

/** The same as values, in the order of the model. */
export const collectionsMadeBy = <M extends MadeBy>(
  ...sources: readonly M[]
): readonly CollectionMadeBy<M>[] =>
  COLLECTION_NAMES.filter((name): name is CollectionMadeBy<M> =>
    (sources as readonly MadeBy[]).includes(MODELS[name].madeBy),
  );

/** The kinds of shards, in the order in which they are made. */
export const SHARD_KINDS = ['customers', 'orders'] as const satisfies readonly MadeBy[];
export type ShardKind = (typeof SHARD_KINDS)[number];

/** The collections of a shard of a kind, or of any. */
export type ShardCollection<K extends ShardKind = ShardKind> = CollectionMadeBy<K>;
export const SHARD_COLLECTIONS: readonly ShardCollection[] = collectionsMadeBy(...SHARD_KINDS);

export type CatalogCollection = CollectionMadeBy<'catalog'>;
export const CATALOG_COLLECTIONS: readonly CatalogCollection[] = collectionsMadeBy('catalog');

/** True for a collection that is made in shards; the others are made whole. */
export const isMadeInShards = (name: CollectionName): name is ShardCollection =>
  (SHARD_COLLECTIONS as readonly CollectionName[]).includes(name);

/** The kind of shards that a collection is made in. */
export const shardKindOf = (name: ShardCollection): ShardKind => MODELS[name].madeBy;
