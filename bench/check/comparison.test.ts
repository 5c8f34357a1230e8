/** How often comparisons of benchmarks are wrong, in many thousands of simulated runs. */
import { describe, expect, it } from 'vitest';
import { streamFor } from '../../src/core/random/stream.js';
import {
  COMPARED,
  changedCells,
  missedShare,
  NOISES,
  wrongRuns,
  wrongShare,
} from '../../tests/fixtures/noisy-rates.js';

it.each(NOISES)('the interval of a ratio holds the true one as often as it says: %s', (noise) => {
  const missed = missedShare(streamFor(7, 'coverage', noise), noise, 20_000);
  // Four standard errors of a share of 5 % in 20,000 tries.
  expect(missed).toBeLessThan(0.0562);
  expect(missed).toBeGreaterThan(0.005);
});

describe('a comparison', () => {
  it.each(COMPARED)(
    'seldom finds a change between samples of one distribution: %s, %d and %d repeats',
    (noise, few, many) => {
      expect(wrongShare(streamFor(11, 'same', noise, few), noise, [few, many], 8000)).toBeLessThan(0.01);
    },
  );

  it('seldom finds any change in two whole runs of one server', () => {
    // Promised are 5 % at most; in 400 tries that share has a standard error of 1.1 %.
    expect(wrongRuns(400)).toBeLessThan(0.085);
  });

  it('finds each halved and each doubled rate among the others, with 5 repeats of 5 % noise', () => {
    for (const { expected, verdict } of changedCells(100)) {
      if (expected !== undefined) expect(verdict).toBe(expected);
    }
  });
});
