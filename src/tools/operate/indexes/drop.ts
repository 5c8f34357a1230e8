/** Dropping the secondary indexes of the nine collections; never that on `_id`. */
import type { CollectionName } from '../../../core/model/index.js';
import { type Deployment, findCollections, needing, type Watch } from '../deployment.js';
import { storedIndexes } from './list.js';

export interface Droppable {
  readonly collection: CollectionName;
  readonly indexes: readonly string[];
}

/** The collections that have secondary indexes, and their names, the ones of others too. */
export async function droppableIndexes(deployment: Deployment): Promise<Droppable[]> {
  const there = await findCollections(deployment);
  const need = { to: 'list indexes', right: 'listIndexes', role: 'read' };
  const all = await needing(need, deployment, () =>
    Promise.all(
      [...there.keys()].map(async (collection) => {
        const stored = await storedIndexes(deployment, collection);
        const indexes = stored.filter(({ name, clustered }) => name !== '_id_' && clustered !== true);
        return { collection, indexes: indexes.map(({ name }) => name) };
      }),
    ),
  );
  return all.filter(({ indexes }) => indexes.length > 0);
}

/** @throws ZavaError where the user lacks the right; the reason of `signal` after Ctrl-C, between two collections. */
export async function dropIndexes(
  deployment: Deployment,
  droppable: readonly Droppable[],
  { signal, done }: Watch,
): Promise<void> {
  const need = { to: 'drop indexes', right: 'dropIndex', role: 'readWrite' };
  for (const { collection, indexes } of droppable) {
    signal.throwIfAborted();
    await needing(need, deployment, () =>
      deployment.db.command({ dropIndexes: collection, index: [...indexes] }),
    );
    done?.(indexes.length);
  }
}
