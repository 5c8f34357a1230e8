/** What a run delivers, piece by piece; some pieces make a step, which is noted as a whole. */
import type { Encoded } from '../core/encode/documents.js';
import type { Sales } from '../core/generate/sales.js';
import type { CollectionName } from '../core/model/index.js';
import type { ElectionTerm } from '../mongodb/election-term.js';

/** Documents of one collection. */
export interface PieceOutput {
  readonly collection: CollectionName;
  readonly documents: number;
  /** Bytes of BSON. */
  readonly size: number;
  /** The sum of their hashes, under a delivery that wants it. */
  readonly sum?: bigint;
  /** The documents in the form that the delivery says, where the coordinator has to write them. */
  readonly bytes?: Uint8Array<ArrayBuffer>;
}

export interface Piece {
  readonly step: string;
  /** Absent in the last piece of a step. */
  readonly more?: true;
  /** Delivered by an earlier run: here for what is counted of it. */
  readonly alreadyDelivered: boolean;
  readonly outputs: readonly PieceOutput[];
  /** In which those documents were acknowledged that a worker sent to a replica set. */
  readonly term?: ElectionTerm;
  /** Of a shard of orders only. */
  readonly sales?: Sales;
}

/** The documents of a step that the coordinator holds. */
export type StepDocuments = Iterable<readonly [CollectionName, Encoded]>;
