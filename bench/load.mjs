// Measures generation alone, and a load of `full` beside insertMany of ready JavaScript objects, in turn in one run.
// Usage: node bench/load.mjs [rounds]. Figures are medians; what counts is the ratio, as machines are noisy.
import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { deserialize } from 'bson';
import { MongoClient } from 'mongodb';
import { startEmbeddedServer } from '../dist/src/index.js';

const rounds = Number(process.argv[2] ?? 5);
const root = resolve(import.meta.dirname, '../.zava');
const folder = await mkdtemp(join(tmpdir(), 'zava-bench-'));
/** Runs zava as a process of its own, as users do, and returns what it says. */
function zava(...args) {
  const cli = resolve(import.meta.dirname, '../dist/src/cli.js');
  const output = execFileSync(process.execPath, [cli, ...args, '--quiet', '--json'], { cwd: folder });
  return JSON.parse(output.toString());
}
const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
const rate = (value) => `${Math.round(value).toLocaleString('en-US')} documents/s`;

/** The documents of a dump's file as objects, in order of time, as a program that makes them one by one has them. */
async function readObjects(name) {
  const bytes = await readFile(join(folder, 'dump', 'zava', `${name}.bson`));
  const documents = [];
  for (let at = 0; at < bytes.length; ) {
    const size = bytes.readInt32LE(at);
    documents.push(deserialize(bytes.subarray(at, at + size), { promoteValues: false }));
    at += size;
  }
  return documents.sort((a, b) => (a.created_at < b.created_at ? -1 : a.created_at > b.created_at ? 1 : 0));
}

/** Four calls in flight, 1,000 documents each: the usual way to load quickly with the driver. */
async function insertObjects(db, collections) {
  const batches = [...collections].flatMap(([name, documents]) =>
    Array.from({ length: Math.ceil(documents.length / 1000) }, (_, i) => [
      name,
      documents.slice(i * 1000, i * 1000 + 1000),
    ]),
  );
  const start = performance.now();
  let next = 0;
  const send = async () => {
    while (next < batches.length) {
      const [name, documents] = batches[next++];
      await db.collection(name).insertMany(documents, { ordered: false, writeConcern: { w: 1 } });
    }
  };
  await Promise.all([send(), send(), send(), send()]);
  return (performance.now() - start) / 1000;
}

const server = await startEmbeddedServer({ root, env: process.env, dataDir: join(folder, 'data') });
const client = new MongoClient(server.uri);
try {
  console.log(
    `Node.js ${process.version}, MongoDB ${server.version}, ${cpus().length} x ${cpus()[0].model}, ${rounds} rounds`,
  );
  zava('generate', '--out', 'dump');
  const collections = new Map();
  for (const name of ['customers', 'orders', 'order_items']) collections.set(name, await readObjects(name));
  const count = [...collections.values()].reduce((sum, documents) => sum + documents.length, 0);
  const rates = { small: [], large: [], load: [], objects: [] };
  for (let round = 0; round < rounds; round++) {
    rates.small.push(zava('generate', '--sink', 'null', '--workers', '1').documentsPerSecond);
    rates.large.push(
      zava('generate', '--sink', 'null', '--scale', '10', '--workers', '1').documentsPerSecond,
    );
    rates.load.push(zava('load', '--uri', server.uri, '--drop', '--no-indexes').documentsPerSecond);
    const db = client.db('objects');
    await db.dropDatabase();
    rates.objects.push(count / (await insertObjects(db, collections)));
    await db.dropDatabase();
  }
  console.log(
    `full to the null sink, one worker:      ${rate(median(rates.small))} (start of the thread included)`,
  );
  console.log(`ten times full, null sink, one worker:  ${rate(median(rates.large))}`);
  console.log(`load of full, no secondary indexes:     ${rate(median(rates.load))} (generation included)`);
  console.log(`insertMany of ready objects:            ${rate(median(rates.objects))}`);
  const ratios = rates.load.map((value, i) => value / rates.objects[i]);
  console.log(
    `load / insertMany, round by round:      ${ratios.map((r) => r.toFixed(2)).join(' ')}; median ${median(ratios).toFixed(2)}`,
  );
} finally {
  await client.close();
  await server.stop();
  await rm(folder, { recursive: true, force: true });
}
