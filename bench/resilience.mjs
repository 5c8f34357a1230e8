/**
 * What the load journal and the machinery of retries cost a load that nothing disturbs: loads of `full` with and without
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
import { COLLECTION_NAMES, MODELS } from '../dist/src/core/model/index.js';
import { resolveSettings } from '../dist/src/core/settings/resolve.js';
import { generateInto } from '../dist/src/engine/generate-into.js';
import { sendingWorkers, targetOf } from '../dist/src/engine/load.js';
import { identityOf } from '../dist/src/engine/manifest/manifest.js';
import { RunContext } from '../dist/src/engine/run-context.js';
import { LoadControl } from '../dist/src/engine/sinks/load-control.js';
import { MongoSink } from '../dist/src/engine/sinks/mongodb/mongo-sink.js';
import { makeClient } from '../dist/src/mongodb/connect.js';
import { collectionOptions } from '../dist/src/mongodb/index-specs.js';
import { inTurn, withFreshServer } from './compare/harness.mjs';
import { runBench } from './compare/one-bench.mjs';
import { measuredOf, ratioOf } from './compare/result.mjs';

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
    return new Set();
  }

  async commit() {}

  async finalize({ durable }) {
    await durable();
    return [];
  }
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
async function load({ preset, uri, pid, resilient }) {
  const settings = resolveSettings({ preset }, { env: {}, cwd: tmpdir() });
  const threads = await sendingWorkers(settings, true);
  const target = targetOf(uri, settings, threads.workers, {});
  const control = new LoadControl();
  const client = makeClient({ uri, connections: COLLECTION_NAMES.length, compressors: [] });
  const common = [
    { drop: false, indexes: false },
    identityOf(settings.world),
    { control, writes: new Map() },
  ];
  const sink = resilient
    ? new MongoSink(target, ...common)
    : new BareSink(client.db(settings.database), { ...target, sendOnce: true }, ...common);
  try {
    const before = processorTime(pid);
    const options = { threads, control, stockUpdateMonths: settings.load.stock_update_months };
    const { documentsMs } = await generateInto(sink, new RunContext(settings.world), options);
    return { seconds: documentsMs / 1000, processorSeconds: processorTime(pid) - before };
  } finally {
    await sink.close();
    await client.close();
  }
}

await runBench(25, async (bench, preset) => {
  const contestant = (name, resilient) => ({
    name,
    run: () => withFreshServer(bench, ({ uri }, pid) => load({ preset, uri, pid, resilient })),
  });
  const contestants = [contestant('with', true), contestant('without', false)];
  // The first load of a process takes longer, so it is not counted.
  await contestants[0].run();
  return figuresOf(await inTurn(bench, contestants));
});

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
