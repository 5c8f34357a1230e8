#!/usr/bin/env node
/**
 * Measures the statements of examples/dql/ in a Ditto store with the slice of one store, as a device holds it, and holds
 * their rows against those of a mongod with the same slice.
 *
 *   node bench/dql/run.mjs --write-docs                    what `make bench-dql` runs: some three minutes
 *   node bench/dql/run.mjs --preset tiny --rounds 1 --json a small slice; proves that all run
 */
import { readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { MongoClient } from 'mongodb';
import { MODELS } from '../../dist/src/core/model/index.js';
import { dittoDocument } from '../../dist/src/tools/ditto/document.js';
import { findSdk, loadSdk } from '../../dist/src/tools/ditto/seed/sdk.js';
import { median } from '../../dist/src/tools/statistics/median.js';
import { grouped } from '../../dist/src/ui/terminal/numbers.js';
import { openBench, withFreshServer, ZAVA_FOLDER, zava } from '../compare/harness.mjs';
import { machine } from '../compare/machine.mjs';
import {
  argumentsOf,
  askMongo,
  collectionOf,
  comparable,
  EXAMPLES_FOLDER,
  readExamples,
} from './examples.mjs';

const STORE = 'seattle';

/** Milliseconds within which a person sees an answer as one to what they did. */
const TARGET = 100;

const MARKERS = ['<!-- table:begin -->', '<!-- table:end -->'];

const { values: flags } = parseArgs({
  options: {
    preset: { type: 'string', default: 'full' },
    rounds: { type: 'string', default: '9' },
    json: { type: 'boolean', default: false },
    'write-docs': { type: 'boolean', default: false },
  },
});
const interrupted = new AbortController();
process.once('SIGINT', () => interrupted.abort(new Error('interrupted')));
const say = (line) => process.stderr.write(`${line}\n`);
const bench = await openBench({ rounds: Number(flags.rounds), signal: interrupted.signal, say });
try {
  const about = machine();
  const result = await withFreshServer(bench, (server) => measureAll(server.uri));
  if (flags['write-docs']) writeDocs(about, result);
  process.stdout.write(flags.json ? `${JSON.stringify(result)}\n` : `${markdown(result)}\n`);
  if (!result.statements.every(({ same }) => same)) process.exitCode = 1;
} finally {
  await bench.close();
}
// Ditto's threads may still be there.
process.exit();

async function measureAll(uri) {
  const slice = ['--preset', flags.preset, '--store', STORE];
  const dir = join(bench.folder, 'ditto');
  // Where the command looks for the SDK.
  symlinkSync(join(ZAVA_FOLDER, 'ditto/node_modules'), join(bench.folder, 'node_modules'));
  const { documents, wallSeconds: seconds } = await zava(bench, ['ditto', 'seed', '--dir', dir, ...slice]);
  await zava(bench, ['load', '--uri', uri, ...slice]);
  const { Ditto, DittoConfig, Logger } = loadSdk(findSdk([join(ZAVA_FOLDER, 'ditto')]));
  Logger.minimumLogLevel = 'Error';
  const ditto = await Ditto.open(new DittoConfig('bench', { mode: 'smallPeersOnly' }, dir));
  const client = new MongoClient(uri);
  try {
    const statements = [];
    for (const example of readExamples()) {
      statements.push(await measure(example, ditto.store, client.db('zava')));
      say(`${example.name}: ${statements.at(-1).milliseconds.toFixed(1)} ms`);
    }
    return { preset: flags.preset, documents, seconds, statements };
  } finally {
    await client.close();
    await ditto.close();
  }
}

/** The first run of a statement counts as well: a person waits for it. What writes or subscribes runs once. */
async function measure(example, store, db) {
  const query = async (...call) => (await store.execute(...call)).items.map(({ value }) => value);
  const given = await argumentsOf(example, query);
  const times = [];
  let rows;
  let changed;
  for (let round = 0; round < (example.kind === 'read' ? bench.rounds : 1); round++) {
    bench.signal.throwIfAborted();
    const start = performance.now();
    const result = await store.execute(example.text, given);
    rows = result.items.map(({ value }) => value);
    times.push(performance.now() - start);
    changed = result.mutatedDocumentIDsV2();
  }
  const { name, kind } = example;
  const answer = await askMongo(db, example, given);
  const same = kind === 'write' ? await sameState(changed, query) : sameRows(answer);
  const count = kind === 'write' ? changed.length : rows.length;
  return { name, kind, count, milliseconds: median(times), slowest: Math.max(...times), same };

  function sameRows(found) {
    const theirs = found.map((row) => ('_id' in row ? asDitto(row) : row));
    return rows.length > 0 && equal(rows, theirs);
  }
  function asDitto(document) {
    return dittoDocument(collectionOf(example), 'store-product', document);
  }
  function equal(ours, theirs) {
    return JSON.stringify(comparable(ours, example)) === JSON.stringify(comparable(theirs, example));
  }
  async function sameState(ids, read) {
    const collection = collectionOf(example);
    const { idField = '_id' } = MODELS[collection];
    const ours = await read(`SELECT * FROM ${collection} WHERE _id IN :ids`, { ids });
    const filters = ids.map((id) => (typeof id === 'object' ? id : { [idField]: id }));
    const theirs = await Promise.all(filters.map((filter) => db.collection(collection).findOne(filter)));
    return ids.length > 0 && equal(ours, theirs.map(asDitto));
  }
}

function markdown({ statements }) {
  const rows = statements.map(({ name, count, milliseconds, slowest, same }) => [
    `[${name}](${name}.dql)`,
    grouped(count),
    milliseconds.toFixed(1),
    slowest.toFixed(1),
    same ? 'the same' : '**others**',
  ]);
  const head = ['statement', 'rows', 'ms, median', 'ms, slowest', 'MongoDB gives'];
  return [head, ['---', '---:', '---:', '---:', '---'], ...rows]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}

function writeDocs({ cpu, cores, os, loadBefore }, result) {
  const page = join(EXAMPLES_FOLDER, 'README.md');
  const { statements, documents, seconds, preset } = result;
  const slow = statements.filter(
    ({ kind, milliseconds }) => kind !== 'subscription' && milliseconds > TARGET,
  );
  const lines = [
    `- Measured: ${new Date().toISOString().slice(0, 10)}, the slice of \`--preset ${preset} --store ${STORE}\`, ${bench.rounds} rounds (of what writes or subscribes one), Ditto SDK ${findSdk([join(ZAVA_FOLDER, 'ditto')]).version}`,
    `- Machine: ${cores} cores of ${cpu}, ${os}; load before it began ${loadBefore.toFixed(2)}`,
    `- Seeding: ${grouped(documents)} documents in ${seconds.toFixed(1)} s, the whole command, ${grouped(documents / seconds)} documents/s`,
    `- Over ${TARGET} ms: ${slow.map(({ name }) => name).join(', ') || 'none'}, of what reads and writes`,
  ];
  const text = readFileSync(page, 'utf8');
  const [before, rest] = text.split(MARKERS[0]);
  const after = rest?.split(MARKERS[1])[1];
  if (after === undefined) throw new Error(`${page} has lost its markers`);
  writeFileSync(
    page,
    `${before}${MARKERS[0]}\n\n${lines.join('\n')}\n\n${markdown(result)}\n\n${MARKERS[1]}${after}`,
  );
}
