/** The messages between the coordinator and its workers. */
import type { Names } from '../generate/name-parts.js';
import type { Sales } from '../generate/sales.js';
import type { CollectionName } from '../model/index.js';
import type { CustomerShard, OrderShard } from '../plan/plan.js';
import type { World } from '../settings/settings.js';
import type { Delivery } from '../sinks/delivery.js';

/** What a worker is given once, when it starts. */
export interface WorkerSetup {
  readonly world: World;
  readonly names: Names;
  readonly delivery: Delivery;
}

/** One shard to make and deliver. */
export type ShardTask =
  | { readonly kind: 'customers'; readonly shard: CustomerShard; readonly spare?: readonly ArrayBuffer[] }
  | { readonly kind: 'orders'; readonly shard: OrderShard; readonly spare?: readonly ArrayBuffer[] };

/** What became of the documents of one collection of a shard. */
export interface ShardOutput {
  readonly collection: CollectionName;
  readonly documents: number;
  readonly size: number;
  /** The documents, under `transfer` delivery. */
  readonly bytes?: Uint8Array<ArrayBuffer>;
}

/** A finished shard: made and, where the worker delivers, acknowledged. */
export interface ShardResult {
  readonly outputs: readonly ShardOutput[];
  /** Of orders only. */
  readonly sales?: Sales;
}
