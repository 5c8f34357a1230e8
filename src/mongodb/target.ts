/** What is needed to write to a database. */

/** A database and how to write to it. */
export interface MongoTarget {
  readonly uri: string;
  readonly database: string;
  /** Connections of one worker. */
  readonly connections: number;
  /** Connections of the coordinator. */
  readonly coordinatorConnections: number;
  readonly batchDocuments: number;
  readonly batchBytes: number;
  /** How long a batch is tried again before the load gives up, in seconds. */
  readonly retrySeconds: number;
  /** Documents a second that all workers together may send. */
  readonly maxRate?: number | undefined;
  /** Each batch is sent once, without retries or comparison: to measure what those cost. */
  readonly sendOnce?: true;
  /** Wire compressors to offer; empty for a server on this machine. */
  readonly compressors: readonly ('zstd' | 'zlib')[];
}
