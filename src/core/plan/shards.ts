/** The shards of a plan by kind, and the steps in which a run delivers everything. */

import type { CollectionName } from '../model/index.js';
import { collectionsMadeBy, SHARD_KINDS, type ShardKind } from '../model/made-by.js';
import type { World } from '../settings/settings.js';
import { type CustomerShard, customerShardsOf, type OrderShard, orderShardsOf, type Plan } from './plan.js';

/** What a shard of each kind is in the plan. */
interface Places {
  readonly customers: CustomerShard;
  readonly orders: OrderShard;
}

/** A shard of a kind, or of any, by its place in the plan. */
export type PlannedShard<K extends ShardKind = ShardKind> = {
  [P in K]: { readonly kind: P; readonly shard: Places[P] };
}[K];

const PLACES: { readonly [K in ShardKind]: (world: World, plan: Plan) => Iterable<Places[K]> } = {
  customers: (world) => customerShardsOf(world),
  orders: (world, plan) => orderShardsOf(plan, world.shards.orders),
};

/** The shards of a kind, in order of registration or of time. */
export function* shardsOf<K extends ShardKind>(
  kind: K,
  world: World,
  plan: Plan,
): Generator<PlannedShard<K>> {
  for (const shard of PLACES[kind](world, plan)) yield { kind, shard } as PlannedShard<K>;
}

/** All shards, kind by kind: customers first. */
export function* allShardsOf(world: World, plan: Plan): Generator<PlannedShard> {
  for (const kind of SHARD_KINDS) yield* shardsOf(kind, world, plan);
}

export const shardCountOf = (kind: ShardKind, { customerShards, orderShards }: Plan): number =>
  kind === 'customers' ? customerShards : orderShards;

/** The step that a shard is, such as `orders/17`. Journals hold it, so it stays what it is. */
export const stepOf = ({ kind, shard }: PlannedShard): string => `${kind}/${shard.index}`;

/** The steps of what is made whole: everything of the catalog together, and the inventory. */
export const CATALOG_STEP = 'reference';
export const STOCK_STEP = 'inventory';

/** The collections whose documents a step delivers. */
export function collectionsOf(step: string): readonly CollectionName[] {
  if (step === CATALOG_STEP) return collectionsMadeBy('catalog');
  if (step === STOCK_STEP) return collectionsMadeBy('stock');
  const kind = SHARD_KINDS.find((kind) => step.startsWith(`${kind}/`));
  return kind === undefined ? [] : collectionsMadeBy(kind);
}
