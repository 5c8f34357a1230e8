/** What a run is made of: the shards of the plan, whole or a part of it, and how many documents they will hold. */
import { ZavaError } from '../errors.js';
import { customerShardsOf, orderShardsOf } from '../plan/plan.js';
import { meanCount } from '../random/mean.js';
import type { Sink } from '../sinks/sink.js';
import { expectedCounts } from '../slices/expected.js';
import { type ShardTask, stepOf } from './messages.js';
import type { Preparation } from './preparation.js';
import type { Tally } from './progress.js';

/** The `index`th of `of` parts, from 0. */
export interface Part {
  readonly index: number;
  readonly of: number;
}

/** Customers first, then orders in order of time. */
export function* allTasks({ world, plan }: Preparation): Generator<ShardTask> {
  for (const shard of customerShardsOf(world)) yield { kind: 'customers', shard };
  for (const shard of orderShardsOf(plan, world.shards.orders)) yield { kind: 'orders', shard };
}

/** What is to be made: of all what was not kept is delivered; of a part only what is not there yet is made. */
export function* tasksOf(preparation: Preparation, sink: Sink, part?: Part): Generator<ShardTask> {
  for (const task of allTasks(preparation)) {
    const kept = sink.isDone(stepOf(task));
    if (part === undefined) yield kept ? { ...task, kept } : task;
    else if (!kept && isIn(task, part, preparation)) yield task;
  }
}

/** Shards in order, an equal run of them to each part. */
function isIn({ kind, shard }: ShardTask, { index, of }: Part, { plan }: Preparation): boolean {
  const shards = kind === 'customers' ? plan.customerShards : plan.orderShards;
  return (
    shard.index >= Math.floor((shards * index) / of) && shard.index < Math.floor((shards * (index + 1)) / of)
  );
}

/** @throws ZavaError where parts are missing. */
export function refuseUnlessComplete(preparation: Preparation, sink: Sink): void {
  const tasks = [...allTasks(preparation)];
  const missing = tasks.filter((task) => !sink.isDone(stepOf(task)));
  if (missing.length === 0) return;
  throw new ZavaError(
    `${missing.length} of ${tasks.length} shards are missing, the first is ${stepOf(missing[0])}: run their parts (again) before --finish.`,
  );
}

/** How many documents there will be: exact but for the lines, which are taken to go on at the rate of those made. */
export function expectedDocuments(
  preparation: Preparation,
  part: Part | undefined,
): (tally: Tally) => number {
  const { world, assortment, rows } = preparation;
  const { catalog, baskets } = world;
  const mean = meanCount(baskets.items_weights);
  let few =
    preparation.storeCount +
    catalog.categories.length +
    catalog.productTypes.length +
    assortment.products * 2 +
    rows.length;
  let { customers, orders: allOrders } =
    preparation.slice === undefined ? world : expectedCounts(world, preparation.plan, preparation.slice);
  if (part !== undefined) {
    few = customers = allOrders = 0;
    for (const task of allTasks(preparation)) {
      if (!isIn(task, part, preparation)) continue;
      if (task.kind === 'customers') customers += task.shard.customers;
      else allOrders += task.shard.orders;
    }
  }
  return (tally) => {
    const orders = tally.documents.get('orders') ?? 0;
    const lines = tally.documents.get('order_items') ?? 0;
    return few + customers + allOrders + lines + Math.round((allOrders - orders) * mean);
  };
}
