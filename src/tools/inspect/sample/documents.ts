/** The documents of a collection one shard at a time, in this thread: whoever has enough has no more made. */

import { documentsIn } from '../../../core/encode/digest.js';
import type { CollectionName } from '../../../core/model/index.js';
import { isMadeInShards, type ShardCollection, shardKindOf } from '../../../core/model/made-by.js';
import type { PlannedShard } from '../../../core/plan/shards.js';
import type { World } from '../../../core/settings/settings.js';
import { documentsOf } from '../../../core/world/documents.js';
import { PreparedWorld } from '../../../core/world/prepared-world.js';

/** BSON documents in the order of a dump, the first ones sooner; each is good until the next is asked for. */
export function* firstDocumentsOf(world: World, name: CollectionName): Generator<Uint8Array> {
  const prepared = new PreparedWorld(world);
  if (!isMadeInShards(name)) yield* documentsOf(prepared, name);
  else {
    const maker = prepared.maker();
    for (const shard of headFirst(name, prepared.shards(shardKindOf(name)))) {
      const { bytes } = maker.makeOnly(name, shard, (size) => new Uint8Array(size));
      let before = shard.skipped;
      for (const document of documentsIn(bytes)) if (before-- <= 0) yield document;
    }
  }
}

/** Documents that are made for the first look: most ask for fewer. */
const HEAD = 500;

/**
 * The head of the first shard, and then all shards, of which the first one skips what was looked at. Lines lie in the order
 * of their ids, so that the first ones are known when all of a shard are made.
 */
function* headFirst(
  name: ShardCollection,
  shards: Iterable<PlannedShard>,
): Generator<PlannedShard & { readonly skipped: number }> {
  let skipped = 0;
  for (const planned of shards) {
    if (skipped === 0 && planned.shard.index === 0 && name !== 'order_items') {
      skipped = HEAD;
      yield { ...headOf(planned), skipped: 0 };
    }
    yield { ...planned, skipped };
    skipped = 0;
  }
}

const headOf = (planned: PlannedShard): PlannedShard =>
  planned.kind === 'customers'
    ? { ...planned, shard: { ...planned.shard, customers: Math.min(HEAD, planned.shard.customers) } }
    : { ...planned, shard: { ...planned.shard, orders: Math.min(HEAD, planned.shard.orders) } };
