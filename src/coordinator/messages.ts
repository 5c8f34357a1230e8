/** The messages between the coordinator and its workers. */
import type { Names } from '../generate/name-parts.js';
import type { Sales } from '../generate/sales.js';
import type { CollectionName } from '../model/index.js';
import type { CustomerShard, OrderShard } from '../plan/plan.js';
import type { World } from '../settings/settings.js';
import type { Delivery } from '../sinks/delivery.js';
import type { Term } from '../sinks/mongodb/term.js';
import type { Slice } from '../slices/slice.js';

/** What a worker is given when it starts. */
export interface WorkerStart {
  /** True where it sends shards to MongoDB itself. */
  readonly sends: boolean;
}

/** What a worker needs to know before its first shard. */
export interface WorkerSetup {
  readonly world: World;
  readonly names: Names;
  readonly delivery: Delivery;
  readonly slice?: Slice | undefined;
}

/** One shard to make and deliver. */
export type ShardTask = (
  | { readonly kind: 'customers'; readonly shard: CustomerShard }
  | { readonly kind: 'orders'; readonly shard: OrderShard }
) & {
  /** Delivered by an earlier run: it is made for what is counted of it alone. */
  readonly kept?: boolean;
};

/** What a sink calls the step that a shard is. */
export const stepOf = ({ kind, shard }: ShardTask): string => `${kind}/${shard.index}`;

/** A message to a worker. */
export interface ShardOrder {
  /** The WorkerSetup, as v8.serialize writes it; the same in every message. */
  readonly setup: SharedArrayBuffer;
  /** What all threads of the run share; see sinks/pace.ts. */
  readonly pace: SharedArrayBuffer;
  /** Where the customers of a slice are marked; see slices/selection.ts. */
  readonly marks?: SharedArrayBuffer | undefined;
  /** The shard to make; without it the worker only gets ready. */
  readonly task?: ShardTask;
  /** Buffers that may be used again. */
  readonly spare?: readonly ArrayBuffer[];
}

/** What became of the documents of one collection of a shard. */
export interface ShardOutput {
  readonly collection: CollectionName;
  readonly documents: number;
  readonly size: number;
  /** The sum of their hashes, under a delivery that wants it. */
  readonly sum?: bigint;
  /** The documents, under `transfer` delivery. */
  readonly bytes?: Uint8Array<ArrayBuffer>;
}

/** A finished shard: made and, where the worker delivers, acknowledged. */
export interface ShardResult {
  readonly step: string;
  /** Made for what is counted of it alone. */
  readonly kept: boolean;
  readonly outputs: readonly ShardOutput[];
  /** In which the documents were acknowledged, where the worker sends them to a replica set. */
  readonly term?: Term;
  /** Of orders only. */
  readonly sales?: Sales;
}

/** Why a shard could not be delivered, in words for the user. */
export interface ShardFailure {
  readonly failure: string;
}

/** The run was told to stop before all of the shard was sent. */
export interface ShardStopped {
  readonly stopped: true;
}
