/** The clients of a benchmark: as a load's, but with nothing left to chance that a cell does not say. */
import type { MongoClient } from 'mongodb';
import { makeClient } from '../../../mongodb/connect.js';
import { parseUri } from '../../../mongodb/connection-string.js';
import type { Cell } from '../result.js';

export interface ConnectionOptions {
  readonly connections: number;
  readonly compression?: Cell['compression'];
  /** Milliseconds to look for a server; without it what the connection string says, or a load's. */
  readonly selectionTimeoutMs?: number;
}

/** The pool is to hold its connections, no more and no fewer. */
const NOT_OURS = ['minPoolSize', 'maxIdleTimeMS'];

/**
 * A client, not connected yet. The driver's own retries are off, as they would go uncounted; compression is what is
 * asked for, whatever the connection string says; and all connections may be opened at once.
 */
export function connectTo(uri: string, options: ConnectionOptions): MongoClient {
  const { connections, compression = 'none', selectionTimeoutMs } = options;
  const adjusted = parseUri(uri, 'The connection string');
  const { searchParams } = adjusted;
  searchParams.set('compressors', compression);
  searchParams.set('retryWrites', 'false');
  searchParams.set('maxConnecting', String(connections));
  for (const option of NOT_OURS) searchParams.delete(option);
  if (selectionTimeoutMs !== undefined)
    searchParams.set('serverSelectionTimeoutMS', String(selectionTimeoutMs));
  return makeClient({ uri: adjusted.toString(), connections, compressors: [] });
}

/**
 * Opens all connections of a client: as none is free, each of so many pings at once opens one of its own. Where a
 * connection string names several routers of a cluster, the driver spreads them as it likes.
 */
export async function openAll(client: MongoClient, connections: number): Promise<void> {
  await client.connect();
  await Promise.all(Array.from({ length: connections }, () => client.db('admin').command({ ping: 1 })));
}
