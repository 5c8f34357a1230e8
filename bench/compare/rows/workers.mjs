/** Row 2: two workers against one. */

import { generateNothing } from '../contestants/zava.mjs';
import { inTurn } from '../harness.mjs';
import { measuredOf, ratioOf } from '../result.mjs';
import { sizeOf } from '../words.mjs';

export async function measure(bench) {
  const { world } = bench.sizes.workers;
  let outcome;
  const withWorkers = (workers) => async () => {
    outcome = await generateNothing(bench, world, workers);
    return { documentsPerSecond: outcome.documentsPerSecond };
  };
  const twoProcesses = async () => {
    const both = await Promise.all([generateNothing(bench, world, 1), generateNothing(bench, world, 1)]);
    return { documentsPerSecond: both[0].documentsPerSecond + both[1].documentsPerSecond };
  };
  const rounds = await inTurn(bench, [
    { name: 'one worker', run: withWorkers(1) },
    { name: 'two workers', run: withWorkers(2) },
    { name: 'two processes', run: twoProcesses },
  ]);
  const rate = (contestant, name = contestant) =>
    measuredOf(rounds, contestant, { name, what: 'documentsPerSecond', unit: 'documents/s' });
  const one = rate('one worker');
  const two = rate('two workers');
  const apart = rate('two processes', 'two processes of one worker each, at the same time');
  return {
    title: 'Two workers against one, null sink',
    size: `${sizeOf(outcome)}, the start of the threads included`,
    rounds,
    measured: [one, two, apart],
    findings: [
      ratioOf(two, one, { name: 'two workers / one', target: { atLeast: 1.9 } }),
      ratioOf(apart, one, { name: 'two processes / one: what the machine gives to two that share nothing' }),
    ],
    remarks: [],
  };
}
