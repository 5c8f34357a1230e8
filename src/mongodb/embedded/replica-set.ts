/** Talks to a mongod on 127.0.0.1: whose is it, and make it the primary of its one-member replica set. */

import { setTimeout as sleep } from 'node:timers/promises';
import { type Db, MongoClient, MongoServerError } from 'mongodb';
import { isNetworkError } from '../network-error.js';

export const REPLICA_SET = 'zava';

/** AlreadyInitialized, NotYetInitialized, ConfigurationInProgress: the set is being initiated, ask again. */
const PASSING_CODES: readonly unknown[] = [23, 94, 109];

/** Runs `work` with a direct connection to the mongod at `port`, given up after 3 s without an answer. */
export async function withAdmin<T>(port: number, work: (admin: Db) => Promise<T>): Promise<T> {
  const client = new MongoClient(`mongodb://127.0.0.1:${port}/`, {
    directConnection: true,
    serverSelectionTimeoutMS: 3000,
    connectTimeoutMS: 3000,
  });
  try {
    return await work(client.db('admin'));
  } finally {
    await client.close();
  }
}

/** The folder a mongod keeps its data in, undefined if it is not of our replica set. */
export async function dataFolderOf(admin: Db): Promise<string | undefined> {
  const { parsed } = await admin.command({ getCmdLineOpts: 1 });
  return parsed.replication?.replSet === REPLICA_SET ? parsed.storage?.dbPath : undefined;
}

/**
 * Waits until the mongod behind `admin` is the writable primary. Where needed it initiates the replica set,
 * or forces the configuration to one member at `port` when the data come from another port.
 *
 * @throws MongoError if mongod refuses; the reason of `signal` when aborted.
 */
export async function becomePrimary(admin: Db, port: number, signal: AbortSignal): Promise<void> {
  for (;;) {
    signal.throwIfAborted();
    try {
      const { isWritablePrimary, setName } = await admin.command({ hello: 1 });
      if (isWritablePrimary && setName === REPLICA_SET) return;
      await configure(admin, `127.0.0.1:${port}`);
    } catch (error) {
      // A change of state closes the connections.
      const passing = error instanceof MongoServerError && PASSING_CODES.includes(error.code);
      if (!passing && !isNetworkError(error)) throw error;
    }
    await sleep(5);
  }
}

async function configure(admin: Db, host: string): Promise<void> {
  const current = await admin.command({ replSetGetConfig: 1 }).catch((error) => {
    if (error instanceof MongoServerError && error.code === 94) return undefined;
    throw error;
  });
  const members = [{ _id: 0, host }];
  if (current === undefined) {
    // Refused by mongod if it is still reading an existing configuration.
    await admin.command({ replSetInitiate: { _id: REPLICA_SET, members } });
    return;
  }
  const { config } = current;
  const { _id: name, members: present } = config;
  const fits = name === REPLICA_SET && present.length === 1 && present[0].host === host;
  if (fits) return; // the election is under way
  // A set of another name cannot be renamed; mongod refuses with a sentence that says so.
  const next = { ...config, _id: REPLICA_SET, version: config.version + 1, members };
  await admin.command({ replSetReconfig: next, force: true });
}
