/** How often the interval of a ratio misses the true one: computed for normal noise, and tried with a few samples. */
import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { streamFor } from '../../src/core/random/stream.js';
import { ratioInterval } from '../../src/tools/bench/ratio-interval.js';
import { missedShare, NOISES } from '../fixtures/noisy-rates.js';

interface Distribution {
  cdf(x: number, ...parameters: number[]): number;
  inv(p: number, ...parameters: number[]): number;
}

const { chisquare, normal } = createRequire(import.meta.url)('jstat') as Record<string, Distribution>;

/** Rates whose logarithms have the mean 0 and this variance. The interval knows nothing else of a sample. */
function ratesOf(size: number, variance: number): number[] {
  const logs = Array.from({ length: size }, (_, i) => i - (size - 1) / 2);
  const scale = Math.sqrt((variance * (size - 1)) / logs.reduce((sum, log) => sum + log * log, 0));
  // Far above the least rate that the interval tells from nothing.
  return logs.map((log) => 1e9 * Math.exp(log * scale));
}

/** The variances that samples of a normal distribution have, each as likely as the others: middles of equal shares. */
function variances(size: number, deviation: number, steps: number): number[] {
  return Array.from({ length: steps }, (_, i) => {
    const quantile = chisquare.inv((i + 0.5) / steps, size - 1);
    return (deviation ** 2 * quantile) / (size - 1);
  });
}

/**
 * The chance that the interval of two samples of normal logarithms with one mean does not hold the ratio 1. The difference
 * of the means is normal too, and independent of the variances that decide how wide the interval is: so it is the mean,
 * over all pairs of variances, of the chance that the difference lies outside half the width.
 */
function missed(
  sizes: readonly [number, number],
  deviations: readonly [number, number],
  alpha: number,
): number {
  const STEPS = 60;
  const [few, many] = sizes.map((size, side) =>
    variances(size, deviations[side], STEPS).map((variance) => ratesOf(size, variance)),
  );
  const spread = Math.hypot(deviations[0] / Math.sqrt(sizes[0]), deviations[1] / Math.sqrt(sizes[1]));
  let sum = 0;
  for (const baseline of few) {
    for (const current of many) {
      const { low, high } = ratioInterval(baseline, current, alpha);
      sum += 2 * (1 - normal.cdf(Math.log(high / low) / 2 / spread, 0, 1));
    }
  }
  return sum / STEPS ** 2;
}

/** One cell alone, and each of the 27 cells of a usual run. */
const ALPHAS = [0.01, 0.05 / 27];

describe('the interval of a ratio', () => {
  const SIZES = [
    [5, 5],
    [3, 10],
    [10, 3],
    [2, 2],
  ] as const;

  it.each(SIZES)('misses a true ratio no more often than it says, of %d and %d repeats', (a, b) => {
    for (const alpha of ALPHAS) {
      const chance = missed([a, b], [0.05, 0.05], alpha);
      expect(chance).toBeLessThan(alpha);
      // Not for being so wide that it says nothing.
      expect(chance).toBeGreaterThan(alpha * 0.05);
    }
  });

  // Welch's degrees of freedom are those of the sample: few repeats of much noise make them too many now and then.
  it.each(SIZES)('less than twice as often where one side has four times the noise, of %d and %d', (a, b) => {
    expect(missed([a, b], [0.2, 0.05], 0.01)).toBeLessThan(0.02);
    expect(missed([a, b], [0.05, 0.2], 0.01)).toBeLessThan(0.02);
  });

  // The long form is `make bench-check`.
  it.each(NOISES)('misses it seldom in a thousand tries of noise that is %s', (noise) => {
    // Four standard errors of a share of 5 % in 1,000 tries.
    expect(missedShare(streamFor(7, 'coverage', noise), noise, 1000)).toBeLessThan(0.0776);
  });

  it('is the wider one of those with one and with two variances', () => {
    const half = (a: readonly number[], b: readonly number[]) => {
      const { low, high } = ratioInterval(a, b, 0.05);
      return Math.log(high / low) / 2;
    };
    // Student's for 2 and 10 repeats has 10 degrees of freedom, t = 2.228; the variance is (1 + 9 v) / 10.
    const [one, other] = [ratesOf(2, 1), ratesOf(10, 0.25)];
    const student = 2.2281 * Math.sqrt(((1 + 9 * 0.25) / 10) * (1 / 2 + 1 / 10));
    // Welch's has (0.5 + 0.025)^2 / (0.25 / 1 + 0.025^2 / 9) = 1.1 degrees, rounded down to 1, t = 12.706.
    const welch = 12.7062 * Math.sqrt(0.5 + 0.025);
    expect(half(one, other)).toBeCloseTo(Math.max(student, welch), 3);
    // Where the side of few repeats has hardly any noise, Welch's counts the many: 9 degrees, t = 2.262.
    const quiet = ratesOf(2, 1e-6);
    expect(half(quiet, other)).toBeCloseTo(2.2281 * Math.sqrt(((9 * 0.25) / 10) * 0.6), 3);
    expect(half(quiet, other)).toBeGreaterThan(2.2622 * Math.sqrt(0.025));
  });

  it('is the same for both directions, and widens as more certainty is asked for', () => {
    const [a, b] = [
      [100, 110, 95],
      [200, 260, 190, 230],
    ];
    let [before, beyond] = [Number.POSITIVE_INFINITY, 0];
    for (const alpha of [0.1, 0.05, 0.01, 0.001]) {
      const there = ratioInterval(a, b, alpha);
      const back = ratioInterval(b, a, alpha);
      expect(back.low).toBeCloseTo(1 / there.high, 10);
      expect(back.high).toBeCloseTo(1 / there.low, 10);
      expect(there.low).toBeLessThan(before);
      expect(there.high).toBeGreaterThan(beyond);
      [before, beyond] = [there.low, there.high];
    }
  });
});
