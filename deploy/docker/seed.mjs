/**
 * Fills a new data folder for mongod with the dataset, as a one-member replica set, and shuts it down cleanly: for an
 * image that has the dataset in it, see Dockerfile.seeded.
 *
 *   node seed.mjs FOLDER [options of zava load]
 *
 * MONGODB_PORT is the port at which the replica set will be served, 27017 unless set: it is a part of its configuration.
 */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { MongoClient } from 'mongodb';

const CLI = fileURLToPath(new URL('../../dist/src/cli.js', import.meta.url));
const REPLICA_SET = 'rs0';
/** A journal in small files, as an image would carry hundreds of megabytes that are made in advance. */
const JOURNAL = 'log=(prealloc=false)';

const [folder, ...load] = process.argv.slice(2);
if (folder === undefined) throw new Error('usage: node seed.mjs FOLDER [options of zava load]');
const port = process.env.MONGODB_PORT || '27017';
mkdirSync(folder, { recursive: true });
const network = ['--bind_ip', '127.0.0.1', '--port', port, '--nounixsocket', '--quiet'];
const storage = ['--dbpath', folder, '--wiredTigerEngineConfigString', JOURNAL];
const mongod = spawn('mongod', ['--replSet', REPLICA_SET, ...network, ...storage], {
  stdio: ['ignore', 'ignore', 'inherit'],
});
const ended = once(mongod, 'exit');
try {
  const uri = `mongodb://127.0.0.1:${port}/`;
  const client = new MongoClient(uri, { directConnection: true });
  await client.connect();
  const admin = client.db('admin');
  await admin.command({
    replSetInitiate: { _id: REPLICA_SET, members: [{ _id: 0, host: `127.0.0.1:${port}` }] },
  });
  while (!(await admin.command({ hello: 1 })).isWritablePrimary) await sleep(50);
  await client.close();
  const target = ['--uri', `${uri}?replicaSet=${REPLICA_SET}`];
  const { status } = spawnSync(process.execPath, [CLI, 'load', ...target, ...load], { stdio: 'inherit' });
  if (status !== 0) process.exitCode = 1;
} finally {
  mongod.kill('SIGTERM');
  const [code] = await ended;
  if (code !== 0) process.exitCode = 1;
}
// What it wrote about itself.
rmSync(join(folder, 'diagnostic.data'), { recursive: true, force: true });
