/** What a run is made of: the shards of the plan, whole or a part of it, and how many documents they will hold. */

import { COLLECTION_NAMES } from '../core/model/index.js';
import { isMadeInShards } from '../core/model/made-by.js';
import { option } from '../core/options/table.js';
import { type PlannedShard, stepOf } from '../core/plan/shards.js';
import { meanCount } from '../core/random/mean.js';
import type { PreparedWorld } from '../core/world/prepared-world.js';
import { ZavaError } from '../errors.js';
import { say } from '../message.js';
import type { Part } from './part.js';
import type { ShardTask } from './pool/messages.js';
import type { FinishedSteps } from './sinks/sink.js';
import type { Tally } from './tally.js';

/** What is to be made: of all, each shard with whether it is delivered already; of a part, only what is not. */
export function* tasksOf(
  prepared: PreparedWorld,
  finished: FinishedSteps,
  part?: Part,
  shards: Iterable<PlannedShard> = prepared.shards(),
): Generator<ShardTask> {
  for (const shard of shards) {
    const alreadyDelivered = finished.has(stepOf(shard));
    if (part === undefined) yield { ...shard, alreadyDelivered };
    else if (!alreadyDelivered && isIn(shard, part, prepared)) yield { ...shard, alreadyDelivered };
  }
}

/** Shards in order, an equal run of them to each part. */
function isIn({ kind, shard }: PlannedShard, { index, of }: Part, prepared: PreparedWorld): boolean {
  const shards = prepared.shardCount(kind);
  return (
    shard.index >= Math.floor((shards * index) / of) && shard.index < Math.floor((shards * (index + 1)) / of)
  );
}

/** @throws ZavaError where parts are missing. */
export function refuseUnlessComplete(prepared: PreparedWorld, finished: FinishedSteps): void {
  const shards = [...prepared.shards()];
  const missing = shards.filter((shard) => !finished.has(stepOf(shard)));
  const [first] = missing;
  if (first === undefined) return;
  throw new ZavaError(
    say`${missing.length} of ${shards.length} shards are missing, the first is ${stepOf(first)}: run their parts (again) before ${option('finish')}.`,
  );
}

/** How many documents there will be: exact but for the lines, which are taken to come at the rate of those made. */
export function expectedDocuments(prepared: PreparedWorld, part: Part | undefined): (tally: Tally) => number {
  const mean = meanCount(prepared.world.baskets.items_weights);
  let whole = 0;
  let customers = 0;
  let allOrders = 0;
  if (part === undefined) {
    for (const name of COLLECTION_NAMES) if (!isMadeInShards(name)) whole += prepared.countOf(name);
    customers = prepared.countOf('customers');
    allOrders = prepared.countOf('orders');
  } else {
    for (const planned of prepared.shards()) {
      if (!isIn(planned, part, prepared)) continue;
      if (planned.kind === 'customers') customers += planned.shard.customers;
      else allOrders += planned.shard.orders;
    }
  }
  return (tally) => {
    const orders = tally.documents.get('orders') ?? 0;
    const lines = tally.documents.get('order_items') ?? 0;
    return whole + customers + allOrders + lines + Math.round((allOrders - orders) * mean);
  };
}
