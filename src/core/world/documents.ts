/** The documents of a prepared world, or of a slice of it, one collection at a time, in this thread. */
import { documentsIn } from '../encode/digest.js';
import type { CollectionName } from '../model/index.js';
import { isMadeInShards, shardKindOf } from '../model/made-by.js';
import { takesNamedCustomers } from '../settings/slice.js';
import { marksFor } from '../slices/selection.js';
import type { PreparedWorld } from './prepared-world.js';
import { Stock } from './stock.js';

/**
 * BSON documents in the order of a dump; each is good until the next is asked for. No more than a shard of them is in
 * memory. The levels of the inventory follow from all orders of the world, which are drawn for it.
 */
export function* documentsOf(prepared: PreparedWorld, name: CollectionName): Generator<Uint8Array> {
  const { world, slice } = prepared;
  if (isMadeInShards(name)) {
    const marks = slice && marksFor(world, slice);
    const maker = prepared.maker(marks);
    // The customers of such a slice are those whom its orders name.
    if (name === 'customers' && slice !== undefined && takesNamedCustomers(slice)) {
      for (const { shard } of prepared.shards('orders')) maker.drawOrders(shard);
    }
    for (const shard of prepared.shards(shardKindOf(name))) {
      yield* documentsIn(maker.makeOnly(name, shard, (size) => new Uint8Array(size)).bytes);
    }
  } else if (name === 'inventory') {
    const stock = new Stock(prepared);
    stock.sellAll(prepared.maker());
    yield* documentsIn(stock.inventory().bytes);
  } else yield* documentsIn(prepared.catalogOf(name).bytes);
}
