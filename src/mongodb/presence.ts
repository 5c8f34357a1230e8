/**
 * Waiting for a server only while that makes sense: the driver itself would wait for one that stopped answering for most
 * of a minute, and knows nothing of Ctrl-C.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { MongoClient } from 'mongodb';
import { command } from '../core/options/table.js';
import { ZavaError } from '../errors.js';
import { say } from '../message.js';
import { hostsOf } from './connection-string.js';
import { Heartbeat } from './heartbeat.js';

/** How long a server may be silent, in milliseconds, so that it is told within ten seconds. */
const PATIENCE_MS = 7000;

/** How long to wait for connections to close, in milliseconds. */
const CLOSE_TIMEOUT_MS = 1000;

/** A client and what it is connected by. */
interface Connected {
  readonly client: MongoClient;
  readonly uri: string;
}

/**
 * Waits for `work`, but not for a server that stopped answering; commands that it has received may still run there.
 * @param client does the work. How much of it is under way makes no difference.
 * @throws ZavaError where the server is silent; whatever `work` throws.
 */
export async function whileAnswering<T>(
  { client, uri }: Connected,
  work: Promise<T>,
  patienceMs = PATIENCE_MS,
): Promise<T> {
  // The outcome of abandoned work is ignored.
  work.catch(() => {});
  const over = new AbortController();
  const heartbeat = new Heartbeat(client, uri);
  const silent = heartbeat.untilSilent(patienceMs, over.signal).then(() => {
    if (over.signal.aborted) return work;
    throw new ZavaError(
      say`${hostsOf(uri)} has not answered for ${patienceMs / 1000} s; see whether the server still runs and the way to it is open (${command('check')}), then run the same command again.`,
    );
  });
  try {
    return await Promise.race([work, silent]);
  } finally {
    over.abort();
    await closeWithTimeout(heartbeat.close());
  }
}

/**
 * Waits for a client or cursor to close, but not for a server that has gone away.
 * @param milliseconds how long at most. A failure to close is ignored.
 */
export async function closeWithTimeout(
  closing: Promise<unknown>,
  milliseconds = CLOSE_TIMEOUT_MS,
): Promise<void> {
  const over = new AbortController();
  const patience = sleep(milliseconds, undefined, { signal: over.signal }).catch(() => {});
  await Promise.race([closing.catch(() => {}), patience]);
  over.abort();
}

/** Waits for `work`, but not once the signal is aborted; what it started in the server may continue there. */
export async function unlessAborted<T>(signal: AbortSignal | undefined, work: Promise<T>): Promise<T> {
  // The outcome of abandoned work is ignored.
  work.catch(() => {});
  signal?.throwIfAborted();
  let stop = () => {};
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(signal?.reason);
    signal?.addEventListener('abort', stop);
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal?.removeEventListener('abort', stop);
  }
}
