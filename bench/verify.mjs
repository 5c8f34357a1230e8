/**
 * How fast zava verify reads beside the driver: documents/s of reading and hashing all nine collections, by the rate at
 * which the driver's cursors hand the same documents over as raw BSON and do nothing with them. The rounds take turns,
 * in one process, on one loaded server.
 *
 *   node bench/verify.mjs [--preset full] [--rounds 5] [--json]
 */
import { MongoClient } from 'mongodb';
import pMap from 'p-map';
import { loadHash } from '../dist/src/core/encode/digest.js';
import { Sketch } from '../dist/src/core/sketch/sketch.js';
import { readCollections } from '../dist/src/engine/differences/read.js';
import { COLLECTION_NAMES } from '../dist/src/index.js';
import { expectDocuments, inTurn, withFreshServer, zava } from './compare/harness.mjs';
import { runBench } from './compare/one-bench.mjs';
import { measuredOf, ratioOf } from './compare/result.mjs';

/** As the first one of a search. */
const SHAPE = { cells: 12_288, salt: 0, parts: 1, part: 0, names: COLLECTION_NAMES };

await runBench(5, (bench, preset) => withFreshServer(bench, (server) => measure(bench, server, preset)));

async function measure(bench, server, preset) {
  const world = ['--preset', preset];
  const { documents } = await zava(bench, ['load', '--uri', server.uri, ...world]);
  await expectDocuments(server, documents);
  const client = new MongoClient(server.uri);
  const db = client.db('zava');
  const source = { db, sharded: false, hash: await loadHash(), compared: (document) => document };
  const contestants = [
    { name: 'driver', run: timed(() => readWithCursors(db, 1)) },
    { name: 'driverAtOnce', run: timed(() => readWithCursors(db, COLLECTION_NAMES.length)) },
    { name: 'verify', run: timed(() => readCollections(COLLECTION_NAMES, source, new Sketch(SHAPE))) },
    { name: 'process', run: timed(() => zava(bench, ['verify', '--uri', server.uri, ...world])) },
  ];
  try {
    // The first read of all fills the server's cache, so it is not counted.
    await readWithCursors(db, 1);
    return figuresOf(documents, await inTurn(bench, contestants));
  } finally {
    await client.close();
  }
}

function timed(work) {
  return async () => {
    const start = performance.now();
    await work();
    return { seconds: (performance.now() - start) / 1000 };
  };
}

/** Raw documents by the driver's own cursors, whole batches at a time: the fastest way that it offers for them. */
async function readWithCursors(db, concurrency) {
  const read = async (name) => {
    const cursor = db.collection(name).find({}, { raw: true });
    while (await cursor.hasNext()) cursor.readBufferedDocuments();
  };
  await pMap(COLLECTION_NAMES, read, { concurrency });
}

function figuresOf(documents, rounds) {
  const rate = (contestant, name) =>
    measuredOf(rounds, contestant, {
      name,
      unit: 'documents/s',
      convert: (seconds) => documents / seconds,
    });
  const driver = rate('driver', 'the driver, one collection after the other');
  const atOnce = rate('driverAtOnce', 'the driver, all collections at once');
  const verify = rate('verify', 'verify: read, hash and sketch');
  const whole = rate('process', 'zava verify, whole process, generating beside it');
  return {
    measured: [driver, atOnce, verify, whole],
    findings: [
      ratioOf(verify, driver, { name: 'verify / the driver', target: { atLeast: 0.5 } }),
      ratioOf(verify, atOnce, { name: 'verify / the driver, all at once', target: { atLeast: 0.5 } }),
      ratioOf(whole, driver, { name: 'whole process / the driver' }),
    ],
  };
}
