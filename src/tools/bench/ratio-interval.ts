/**
 * How sure the ratio of two rates is, when each was measured a few times.
 *
 * An interval for the difference of two means, taken of the logarithms of the rates so that it becomes one for their
 * ratio; with Student's distribution, as A. Georges, D. Buytaert and L. Eeckhout recommend for few repeats of a benchmark
 * ("Statistically rigorous Java performance evaluation", OOPSLA 2007, section 3). It is the wider of two: the one of
 * B. L. Welch ("The generalization of Student's problem when several different population variances are involved",
 * Biometrika 34, 1947), which lets the sides have unlike noise, and Student's own, as Welch's is too narrow where one
 * side has many repeats and the other very few. Noise with heavier tails than a normal one makes both wider, not wrong.
 */
import { studentQuantile } from '../statistics/quantiles.js';

export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** Below this rate the logarithm of a rate says nothing more; it stands for a repeat in which nothing was inserted. */
export const LEAST_RATE = 1;

/**
 * The interval for current / baseline with the error probability `alpha`, both sides together.
 * From 0 to infinity where one side was measured only once: then nothing is known of its noise.
 */
export function ratioInterval(
  baseline: readonly number[],
  current: readonly number[],
  alpha: number,
): Interval {
  if (baseline.length < 2 || current.length < 2) return { low: 0, high: Number.POSITIVE_INFINITY };
  const [a, b] = [logarithms(baseline), logarithms(current)];
  const half = Math.max(halfOfWelch(a, b, alpha), halfOfStudent(a, b, alpha));
  const difference = b.mean - a.mean;
  return { low: Math.exp(difference - half), high: Math.exp(difference + half) };
}

interface Sample {
  readonly mean: number;
  readonly variance: number;
  readonly size: number;
}

function logarithms(rates: readonly number[]): Sample {
  const logs = rates.map((rate) => Math.log(Math.max(rate, LEAST_RATE)));
  const mean = logs.reduce((a, b) => a + b, 0) / logs.length;
  const variance = logs.reduce((all, log) => all + (log - mean) ** 2, 0) / (logs.length - 1);
  return { mean, variance, size: logs.length };
}

/** Half the width, with the Welch-Satterthwaite degrees of freedom, rounded down to whole ones as with tables. */
function halfOfWelch(a: Sample, b: Sample, alpha: number): number {
  const [p, q] = [a.variance / a.size, b.variance / b.size];
  if (p + q === 0) return 0;
  const degrees = (p + q) ** 2 / (p ** 2 / (a.size - 1) + q ** 2 / (b.size - 1));
  return criticalT(alpha, Math.max(1, Math.floor(degrees))) * Math.sqrt(p + q);
}

/** Half the width with one variance for both sides. */
function halfOfStudent(a: Sample, b: Sample, alpha: number): number {
  const degrees = a.size + b.size - 2;
  const variance = ((a.size - 1) * a.variance + (b.size - 1) * b.variance) / degrees;
  return criticalT(alpha, degrees) * Math.sqrt(variance * (1 / a.size + 1 / b.size));
}

/** The t whose two tails together have the probability `alpha`. */
const criticalT = (alpha: number, degrees: number): number => studentQuantile(1 - alpha / 2, degrees);
