/** Row 9: ten times the orders. */
import { generateNothing } from '../contestants/zava.mjs';
import { inTurn } from '../harness.mjs';
import { measuredOf, ratioOf } from '../result.mjs';
import { sizeOf } from '../words.mjs';

export async function measure(bench) {
  const { small, large } = bench.sizes.growth;
  const sizes = {};
  const run = (name, world) => async () => {
    const outcome = await generateNothing(bench, world);
    sizes[name] = sizeOf(outcome);
    return { seconds: outcome.seconds };
  };
  const rounds = await inTurn(bench, [
    { name: 'small', run: run('small', small) },
    { name: 'large', run: run('large', large) },
  ]);
  const smaller = measuredOf(rounds, 'small', { name: 'the smaller' });
  const larger = measuredOf(rounds, 'large', { name: 'the larger' });
  return {
    title: 'Time for ten times the orders, null sink',
    size: `${sizes.small}; then ${sizes.large}`,
    rounds,
    measured: [smaller, larger],
    findings: [ratioOf(larger, smaller, { name: 'larger / smaller', target: { atMost: 10.5 } })],
    remarks: [],
  };
}
