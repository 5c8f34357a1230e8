/**
 * What the ledger and the machinery of retries cost a load that nothing disturbs: loads of `full` with and without
 * them in turn, each into a server that has just been started. Without them, a sink takes no lease and notes nothing,
 * and workers send each batch once. Indexes are left out: they are the same.
 *
 * Besides the time, it measures the processor time of client and server together: both have all cores busy for the
 * whole of a local load, so this is what the time would be without the noise of waiting and of other programs. It is
 * read from /proc, so this bench runs on Linux only.
 *
 *   node bench/resilience.mjs [--preset full] [--rounds 25] [--json]
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { parseArgs } from 'node:util';
import { sendingThreads, targetOf } from '../dist/src/coordinator/load.js';
import { identityOf } from '../dist/src/coordinator/manifest.js';
import { Preparation } from '../dist/src/coordinator/preparation.js';
import { run } from '../dist/src/coordinator/run.js';
import { COLLECTION_NAMES, MODELS } from '../dist/src/model/index.js';
import { makeClient } from '../dist/src/mongodb/connect.js';
import { collectionOptions } from '../dist/src/mongodb/index-specs.js';
import { resolveSettings } from '../dist/src/settings/resolve.js';
import { MongoSink } from '../dist/src/sinks/mongodb/mongodb.js';
import { Pace } from '../dist/src/sinks/pace.js';
import { inTurn, openBench, withFreshServer } from './compare/harness.mjs';
import { measuredOf, ratioOf } from './compare/result.mjs';
import { figureLines } from './compare/table.mjs';

const { values } = parseArgs({
  options: {
    preset: { type: 'string', default: 'full' },
    rounds: { type: 'string', default: '25' },
    json: { type: 'boolean', default: false },
  },
});

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

/** Ticks of a second in /proc. */
const TICKS = Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));

/** Processor time of this process and another, in seconds. */
function processorTime(pid) {
  // The name of a program may hold spaces; it stands in brackets.
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ');
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6 + (Number(fields[11]) + Number(fields[12])) / TICKS;
}

/** Seconds until the last document is proven, and of processor time until then. */
async function load(uri, pid, resilient) {
  const settings = resolveSettings({ preset: values.preset }, { env: {}, cwd: tmpdir() });
  const threads = sendingThreads(undefined, true);
  const target = targetOf(uri, settings, threads.workers, {});
  const pace = new Pace();
  const client = makeClient({ uri, connections: COLLECTION_NAMES.length, compressors: [] });
  const common = [{ drop: false, indexes: false }, identityOf(settings.world), pace];
  const sink = resilient
    ? new MongoSink(target, ...common)
    : new BareSink(client.db(settings.database), { ...target, sendOnce: true }, ...common);
  try {
    const before = processorTime(pid);
    const options = { threads, pace, stockUpdateMonths: settings.load.stock_update_months };
    const { documentsMs } = await run(new Preparation(settings.world), sink, options);
    return { seconds: documentsMs / 1000, processorSeconds: processorTime(pid) - before };
  } finally {
    await sink.close();
    await client.close();
  }
}

const interrupted = new AbortController();
process.once('SIGINT', () => interrupted.abort(new Error('interrupted')));
const say = (line) => process.stderr.write(`${line}\n`);
const bench = await openBench({ rounds: Number(values.rounds), signal: interrupted.signal, say });

const contestant = (name, resilient) => ({
  name,
  run: () => withFreshServer(bench, ({ uri }, pid) => load(uri, pid, resilient)),
});

try {
  const contestants = [contestant('with', true), contestant('without', false)];
  // The first load of a process takes longer, and is nobody's.
  await contestants[0].run();
  const result = figuresOf(await inTurn(bench, contestants));
  process.stdout.write(values.json ? `${JSON.stringify(result)}\n` : figureLines(result));
} finally {
  await bench.close();
}

function figuresOf(rounds) {
  const measured = (what, kind) =>
    ['with', 'without'].map((side) => measuredOf(rounds, side, { name: `${side} them, ${kind}`, what }));
  const time = measured('seconds', 'time');
  const processor = measured('processorSeconds', 'processor time of client and server');
  return {
    measured: [...time, ...processor],
    findings: [
      ratioOf(...time, { name: 'with / without', unit: '%', target: { atMost: 103 } }),
      ratioOf(...processor, { name: 'with / without, processor time', unit: '%' }),
    ],
  };
}
