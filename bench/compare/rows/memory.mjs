/** Row 8: the most memory that zava ever takes, with four workers. */
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { grouped } from '../../../dist/src/ui/terminal/numbers.js';
import { generateDump, generateNothing, load } from '../contestants/zava.mjs';
import { cleanEnvironment, inTurn, withFreshServer } from '../harness.mjs';
import { measuredOf } from '../result.mjs';

const WORKERS = 4;
const LIMIT_MB = 600;
const PROBE = pathToFileURL(join(import.meta.dirname, '../memory-probe.mjs')).href;

export async function measure(bench) {
  const { memory } = bench.sizes;
  const peak = join(bench.folder, 'peak');
  const out = join(bench.folder, 'out');
  const options = { nodeArguments: ['--import', PROBE], env: cleanEnvironment({ ZAVA_BENCH_PEAK: peak }) };
  const orders = {};
  const watched = (name, work) => ({
    name,
    run: async () => {
      orders[name] = (await work()).collections.orders.documents;
      const megabytes = Number(await readFile(peak, 'utf8')) / 1e6;
      await rm(peak);
      return { megabytes };
    },
  });
  const rounds = await inTurn(bench, [
    watched('generate to the null sink', () => generateNothing(bench, memory.large, WORKERS, options)),
    watched('generate a dump', async () => {
      const outcome = await generateDump(bench, memory.dump, out, WORKERS, options);
      await rm(out, { recursive: true });
      return outcome;
    }),
    watched('load', () =>
      withFreshServer(bench, ({ uri }) =>
        load(bench, memory.load, uri, { indexes: false, workers: WORKERS, options }),
      ),
    ),
  ]);
  return {
    title: `Peak memory with ${WORKERS} workers`,
    size: 'of the process of zava alone, without the server',
    rounds,
    measured: [],
    findings: Object.keys(rounds).map((contestant) => {
      const name = `${contestant}, ${grouped(orders[contestant])} orders`;
      const peaks = measuredOf(rounds, contestant, { name, what: 'megabytes', unit: 'MB' });
      return { ...peaks, target: { atMost: LIMIT_MB, words: `under ${LIMIT_MB} MB` }, judgedBy: 'highest' };
    }),
    remarks: [
      "The kernel's high-water mark of the process's resident memory, read at its end (bench/compare/memory-probe.mjs); judged by the highest of all rounds.",
    ],
  };
}
