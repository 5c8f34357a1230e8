import type { TextFormat } from '../formats/extended-json.js';

/** What a worker does with the documents of a shard: the part of a sink that crosses into a thread, as plain data. */
export type Delivery =
  /** Nothing: only the speed of making them counts. */
  | { readonly kind: 'discard' }
  /** Only hash them. */
  | { readonly kind: 'digest' }
  /** Hand the bytes, or the text that is made of them, to the coordinator, which writes them in order, with their hashes' sum. */
  | { readonly kind: 'transfer'; readonly text?: TextFormat }
  /** Send them to MongoDB from the worker itself, over connections of its own. */
  | ({ readonly kind: 'mongodb' } & MongoTarget);

/** True where the documents are hashed as they are made; see encode/digest.ts. */
export const hashes = ({ kind }: Delivery): boolean => kind === 'transfer' || kind === 'digest';

/** A database and how to write to it. */
export interface MongoTarget {
  readonly uri: string;
  readonly database: string;
  /** Connections of one worker. */
  readonly connections: number;
  /** Connections that the coordinator may have at most. */
  readonly maxConnections: number;
  readonly batchDocuments: number;
  readonly batchBytes: number;
  /** How long a batch is tried again before the load gives up, in seconds. */
  readonly retrySeconds: number;
  /** Documents a second that all workers together may send. */
  readonly maxRate?: number | undefined;
  /** Each batch goes once, and nothing is asked when it fails: for the bench of what the rest costs. */
  readonly sendOnce?: true;
  /** Wire compressors to offer; empty for a server on this machine. */
  readonly compressors: readonly ('zstd' | 'zlib')[];
}
