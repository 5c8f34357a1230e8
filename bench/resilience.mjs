/**
 * What the ledger and the machinery of retries cost a load that nothing disturbs: loads of `full` with and without
 * them, taking turns on one embedded server, each into a database of its own that is dropped. Without them, a sink
 * takes no lease and notes nothing, and workers send each batch once. Indexes are left out: they are the same.
 *
 *   node bench/resilience.mjs [--preset full] [--rounds 9]
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { sendingThreads, targetOf } from '../dist/src/coordinator/load.js';
import { identityOf } from '../dist/src/coordinator/manifest.js';
import { Preparation } from '../dist/src/coordinator/preparation.js';
import { run } from '../dist/src/coordinator/run.js';
import { COLLECTION_NAMES, MODELS } from '../dist/src/model/index.js';
import { makeClient } from '../dist/src/mongodb/connect.js';
import { startEmbeddedServer } from '../dist/src/mongodb/embedded/server.js';
import { collectionOptions } from '../dist/src/mongodb/index-specs.js';
import { resolveSettings } from '../dist/src/settings/resolve.js';
import { MongoSink } from '../dist/src/sinks/mongodb/mongodb.js';
import { Pace } from '../dist/src/sinks/pace.js';

const { values } = parseArgs({
  options: { preset: { type: 'string', default: 'full' }, rounds: { type: 'string', default: '9' } },
});

const median = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];
const rounded = (value) => Math.round(value * 1000) / 1000;

/** A sink as if nothing could go wrong. */
class BareSink extends MongoSink {
  constructor(db, ...rest) {
    super(...rest);
    this.bare = db;
  }

  async open() {
    await Promise.all(
      COLLECTION_NAMES.map((name) => this.bare.createCollection(name, collectionOptions(MODELS[name]))),
    );
  }

  isDone() {
    return false;
  }

  async finish() {}

  async settle() {
    return [];
  }

  async complete() {}
}

/** Seconds until the last document is proven. */
async function load(uri, client, resilient) {
  const database = `resilience_${resilient}`;
  const settings = resolveSettings({ preset: values.preset, database }, { env: {}, cwd: tmpdir() });
  const threads = sendingThreads(undefined, true);
  const target = targetOf(uri, settings, threads.workers, {});
  const pace = new Pace();
  const db = client.db(database);
  const common = [{ drop: false, indexes: false }, identityOf(settings.world), pace];
  const sink = resilient
    ? new MongoSink(target, ...common)
    : new BareSink(db, { ...target, sendOnce: true }, ...common);
  try {
    const options = { threads, pace, stockUpdateMonths: settings.load.stock_update_months };
    const { documentsMs } = await run(new Preparation(settings.world), sink, options);
    return documentsMs / 1000;
  } finally {
    await sink.close();
    await db.dropDatabase();
  }
}

const root = mkdtempSync(join(tmpdir(), 'zava-resilience-'));
const server = await startEmbeddedServer({ root, env: process.env });
const client = makeClient({ uri: server.uri, connections: 9, compressors: [] });
try {
  const seconds = { with: [], without: [] };
  // The first pair warms the server up and does not count.
  for (let round = 0; round <= Number(values.rounds); round++) {
    const order = round % 2 === 0 ? [true, false] : [false, true];
    const took = {};
    for (const resilient of order) took[resilient] = await load(server.uri, client, resilient);
    if (round === 0) continue;
    seconds.with.push(took.true);
    seconds.without.push(took.false);
  }
  const ratios = seconds.with.map((value, i) => value / seconds.without[i]);
  const result = {
    preset: values.preset,
    rounds: ratios.length,
    withSeconds: rounded(median(seconds.with)),
    withoutSeconds: rounded(median(seconds.without)),
    ratioOfMedians: rounded(median(seconds.with) / median(seconds.without)),
    medianOfRatios: rounded(median(ratios)),
    ratioOfBest: rounded(Math.min(...seconds.with) / Math.min(...seconds.without)),
    ratios: ratios.map(rounded),
  };
  process.stdout.write(`${JSON.stringify(result, undefined, 2)}\n`);
} finally {
  await client.close();
  await server.stop();
  rmSync(root, { recursive: true, force: true });
}
