/** When a connector will have taken what was written: the arithmetic and the words. */
import { expect, it } from 'vitest';
import { backlogOf, drainOf, drainWords } from '../../src/tools/ditto/drain.js';

it.each([
  ['slower than the connector, it is done with the last write', 10_000, 500, 20],
  ['faster, it takes as long as the connector', 10_000, 20_000, 2],
  ['without a rate, the same', 10_000, undefined, 2],
  ['nothing is taken at once', 0, 500, 0],
])('%s', (_, writes, rate, seconds) => {
  expect(drainOf(writes, rate)).toEqual({ writes, assumedRate: 5000, seconds });
});

it.each([
  [100_000, 5, 15],
  [100_000, 20, 0],
  [100_000, 400, 0],
])('of %i writes in %i s, %i s are left', (writes, took, seconds) => {
  expect(backlogOf(writes, took)).toMatchObject({ writes, seconds });
});

it('says what is assumed and where that is from', () => {
  expect(drainWords(drainOf(674_949))).toBe(
    "Ditto's connector will have taken the 674,949 writes about 2 min 15 s from now, if it takes 5,000 a second, a figure of an older page of Ditto's documentation: an estimate, and no promise.",
  );
  expect(drainWords(backlogOf(1, 60))).toContain('will have taken the one write about now, if');
});
