/** Row 1: making orders and lines in one worker, beside the speed at which the same core copies their bytes. */
import { flagsOf } from '../forms.mjs';
import { inTurn, startContestant } from '../harness.mjs';
import { measuredOf, ratioOf } from '../result.mjs';

export async function measure(bench) {
  const { generation } = bench.sizes;
  // A process of its own for each round: how the engine compiles the code varies between processes.
  const run = async () => {
    const contestant = startContestant(bench, 'generation.mjs');
    try {
      return await contestant.ask(generation);
    } finally {
      contestant.close();
    }
  };
  const rounds = await inTurn(bench, [{ name: 'worker', run }]);
  const speed = (what, name) =>
    measuredOf(rounds, 'worker', { name, what, unit: 'GB/s', convert: (bytes) => bytes / 1e9 });
  const made = speed('bytes', 'the same in bytes');
  const copied = speed('copyBytes', 'copying with Uint8Array.set in pieces of one document');
  const views = speed('viewBytes', 'copying with the pieces cut beforehand');
  return {
    title: 'Generation and encoding of orders and lines, null sink, one worker, steady',
    size: `shards of \`zava generate ${flagsOf(generation.world).join(' ')}\` for ${generation.measureMs / 1000} s a round, after ${generation.warmUpMs / 1000} s of warm-up`,
    rounds,
    measured: [
      measuredOf(rounds, 'worker', { name: 'one worker', what: 'documents', unit: 'documents/s' }),
      made,
      copied,
      views,
    ],
    findings: [
      ratioOf(made, copied, { name: 'one worker / copying', unit: '%', target: { atLeast: 8 } }),
      ratioOf(made, views, { name: 'one worker / copying of pieces cut beforehand', unit: '%' }),
    ],
    remarks: [],
  };
}
