/** The servers that people have: an ordinary mongod, used before, or on a core of its own; and the embedded one. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { MongoClient } from 'mongodb';
import { makeFolder } from '../../dist/src/make-folder.js';
import { findMongod } from '../../dist/src/mongodb/embedded/find-mongod.js';
import { spawnMongod } from '../../dist/src/mongodb/embedded/mongod-process.js';
import { accepts, freePort } from '../../dist/src/mongodb/embedded/port.js';
import { becomePrimary, REPLICA_SET, withAdmin } from '../../dist/src/mongodb/embedded/replica-set.js';
import { withFreshServer, ZAVA_FOLDER } from '../compare/harness.mjs';
import { onCore } from './processes.mjs';

/** The server's core where it has one of its own, and the client's. */
export const SERVER_CORE = 0;
export const CLIENT_CORE = 1;

let servers = 0;

/**
 * Runs `work` with a mongod as it comes, with its own defaults, as a replica set of one member.
 * @param core the only one that it may run on, where there is one. @param work takes `uri` and `pid`.
 */
export async function withOrdinaryServer(bench, { core } = {}, work) {
  const { signal } = bench;
  const folder = join(bench.folder, `ordinary-${servers++}`);
  await makeFolder(folder);
  const { path } = await findMongod({ root: ZAVA_FOLDER, env: process.env, signal });
  const port = await freePort(0);
  const options = ['--dbpath', folder, '--port', String(port), '--bind_ip', '127.0.0.1', '--nounixsocket'];
  const [file, ...args] = onCore(core, [path, ...options, '--replSet', REPLICA_SET, '--quiet']);
  const mongod = await spawnMongod(file, args, join(folder, 'log'), process.env);
  try {
    while (!(await accepts(port))) signal.throwIfAborted();
    await withAdmin(port, (admin) => becomePrimary(admin, port, signal));
    const uri = `mongodb://127.0.0.1:${port}/?replicaSet=${REPLICA_SET}`;
    return await work({ uri, pid: mongod.pid });
  } finally {
    // Its data are not wanted, so it need not write them to the disk beforehand.
    process.kill(mongod.pid, 'SIGKILL');
    await mongod.ended;
    await rm(folder, { recursive: true, force: true });
  }
}

/** Runs `work` with an embedded server that has never seen anything. */
export const withEmbeddedServer = (bench, work) =>
  withFreshServer(bench, ({ uri }, pid) => work({ uri, pid }));

/** Runs `work` with a client. */
export async function withClient(uri, work) {
  const client = new MongoClient(uri);
  try {
    return await work(client);
  } finally {
    await client.close();
  }
}

/** Empties the database, for those who do not do it themselves. */
export const dropDatabase = (uri, name = 'zava') =>
  withClient(uri, (client) => client.db(name).dropDatabase());
