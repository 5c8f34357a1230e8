/** The messages between the coordinator and its workers. */
import type { PlannedShard } from '../../core/plan/shards.js';
import type { MakerSetup } from '../../core/world/maker.js';
import type { Piece } from '../piece.js';
import type { Delivery } from '../sinks/delivery.js';
import type { ErrorMessage } from './error-message.js';

/** What a worker is given when it starts. */
export interface WorkerStart {
  /** True where it sends shards to MongoDB itself. */
  readonly sends: boolean;
}

/** What a worker needs to know before its first shard. */
export interface WorkerSetup extends MakerSetup {
  readonly delivery: Delivery;
}

/** One shard to make and deliver. */
export type ShardTask = PlannedShard & {
  /** True where an earlier run has delivered it already: it is made for what is counted of it alone. */
  readonly alreadyDelivered?: boolean;
};

/** Memory that all threads of a run share. */
export interface SharedMemory {
  /** Of a LoadControl. */
  readonly control: SharedArrayBuffer;
  /** Of a RateLimiter, where there is a limit. */
  readonly rate?: SharedArrayBuffer | undefined;
  /** Where the customers of a slice are marked; see slices/selection.ts. */
  readonly marks?: SharedArrayBuffer | undefined;
  /** Of SharedSketches, where the delivery is a sketch. */
  readonly sketches?: SharedArrayBuffer | undefined;
}

/** What a worker is to do. */
export interface ShardOrder {
  /** The shard to make; without it the worker only gets ready. */
  readonly task?: ShardTask;
  /** Buffers that may be used again. */
  readonly spare?: readonly ArrayBuffer[];
}

/** A message to a worker that is a thread. */
export interface ThreadOrder extends ShardOrder {
  readonly shared: SharedMemory;
  /** The WorkerSetup, as v8.serialize writes it: whichever thread gets its first shard reads it there. */
  readonly setup: SharedArrayBuffer;
}

/** Why a shard was not made and delivered. */
export interface ShardFailure {
  readonly error: ErrorMessage;
}

/** A worker's answer to a shard, when its documents are where they should be. */
export type ShardAnswer = Piece | ShardFailure;
