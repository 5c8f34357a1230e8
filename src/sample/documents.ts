/** The documents of a collection one shard at a time, in this thread: whoever has enough has no more made. */
import type { ShardTask } from '../coordinator/messages.js';
import { Preparation } from '../coordinator/preparation.js';
import { shardsHere } from '../dataset/shards.js';
import { documentsIn } from '../encode/digest.js';
import { ShardMaker } from '../encode/shard-maker.js';
import type { CollectionName } from '../model/index.js';
import { customerShardsOf, orderShardsOf } from '../plan/plan.js';
import type { World } from '../settings/settings.js';

/** BSON documents in the order of a dump; each is good until the next is asked for. */
export function* documentsOf(world: World, name: CollectionName): Generator<Uint8Array> {
  const preparation = new Preparation(world);
  if (name === 'customers' || name === 'orders' || name === 'order_items') {
    const maker = new ShardMaker(world, preparation.names);
    for (const shard of shardsHere(tasksOf(world, maker, name), maker)) {
      yield* documentsIn(shard[name]?.bytes ?? new Uint8Array(0));
    }
  } else if (name === 'inventory') {
    sellAll(preparation);
    yield* documentsIn(preparation.inventory().bytes);
  } else {
    for (const [collection, { bytes }] of preparation.reference()) {
      if (collection === name) yield* documentsIn(bytes);
    }
  }
}

function* tasksOf(world: World, { plan }: ShardMaker, name: CollectionName): Generator<ShardTask> {
  if (name === 'customers') for (const shard of customerShardsOf(world)) yield { kind: 'customers', shard };
  else for (const shard of orderShardsOf(plan, world.shards.orders)) yield { kind: 'orders', shard };
}

/** Stock levels follow from everything that was sold: the orders are drawn, but no document is made of them. */
function sellAll({ world, names, plan, ledger, months }: Preparation): void {
  const maker = new ShardMaker(world, names);
  for (const shard of orderShardsOf(plan, world.shards.orders)) {
    const sales = maker.drawOrders(shard);
    ledger.fold(sales.fromMonth);
    ledger.add(sales);
  }
  ledger.fold(months.count);
}
