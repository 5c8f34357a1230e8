/** What small commands take from their start to their end, and a large load from its start to its first batch. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { inTurn } from '../../compare/harness.mjs';
import { measuredOf } from '../../compare/result.mjs';
import { untilFirstBatch } from '../../compare/rows/first-batch.mjs';
import { figuresOf, loadZava } from '../contestants.mjs';
import { runZava } from '../processes.mjs';
import { dropDatabase, withOrdinaryServer } from '../servers.mjs';

/** Seconds at most. */
const WANTED = { load: 0.7, generate: 0.35, plan: 0.25, sample: 0.3, first: 0.35 };

export async function latencies(bench) {
  const { world } = bench.sizes;
  const out = join(bench.folder, 'tiny');
  const tiny = { preset: 'tiny' };
  const zava = async (...args) => figuresOf(await runZava(bench, [...args, '--quiet']));
  const rounds = await withOrdinaryServer(bench, {}, async (server) => {
    await loadZava(bench, server, tiny);
    return inTurn(bench, [
      { name: 'load', run: () => loadZava(bench, server, tiny) },
      {
        name: 'generate',
        run: async () => {
          await rm(out, { recursive: true, force: true });
          return zava('generate', '--preset', 'tiny', '--out', out);
        },
      },
      { name: 'plan', run: () => zava('plan') },
      { name: 'sample', run: () => zava('sample', 'orders') },
      {
        name: 'first',
        run: async () => {
          await dropDatabase(server.uri);
          const { seconds } = await untilFirstBatch(bench, world, server.uri);
          return { wallSeconds: seconds };
        },
      },
    ]);
  });
  const line = (name, words) => ({
    ...measuredOf(rounds, name, { name: words, what: 'wallSeconds' }),
    target: { atMost: WANTED[name], words: `at most ${WANTED[name]} s` },
  });
  return {
    title: 'Small commands, whole processes',
    size: 'an ordinary mongod, used before',
    rounds,
    measured: [],
    findings: [
      line('load', 'load --preset tiny --drop'),
      line('generate', 'generate --preset tiny'),
      line('plan', 'plan'),
      line('sample', 'sample orders'),
      line('first', 'load: start to first acknowledged batch'),
    ],
    remarks: [],
  };
}
