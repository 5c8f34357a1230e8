/** The quantiles that tests and intervals rest on, against published tables and closed forms. */
import { describe, expect, it } from 'vitest';
import { chiSquareQuantile, studentQuantile } from '../../src/tools/statistics/quantiles.js';

describe('the quantile of chi-square', () => {
  // From published tables, and for one degree the square of the normal quantile.
  it.each([
    [0.95, 1, 3.841],
    [0.95, 10, 18.307],
    [0.999, 6, 22.458],
    [0.999, 100, 149.449],
    [0.9999, 1, 15.137],
  ])('at %d with %i degrees of freedom is %d', (probability, degrees, expected) => {
    expect(chiSquareQuantile(probability, degrees)).toBeCloseTo(expected, 2);
  });
});

describe("the quantile of Student's t", () => {
  // Any table, such as NIST/SEMATECH e-Handbook of Statistical Methods 1.3.6.7.2, two-sided.
  it.each([
    [0.05, 1, 12.706],
    [0.01, 1, 63.657],
    [0.05, 2, 4.303],
    [0.01, 3, 5.841],
    [0.05, 4, 2.776],
    [0.01, 8, 3.355],
    [0.002, 8, 4.501],
    [0.01, 9, 3.25],
    [0.002, 30, 3.385],
    [0.05, 100, 1.984],
  ])('exceeds with the chance %d on %d degrees of freedom the value of the table', (alpha, degrees, t) => {
    expect(studentQuantile(1 - alpha / 2, degrees)).toBeCloseTo(t, 3);
  });

  it('has its closed form with one and with two degrees of freedom, far out as well', () => {
    for (const tail of [1e-3, 1e-5]) {
      expect(studentQuantile(1 - tail, 1) * Math.tan(Math.PI * tail)).toBeCloseTo(1, 5);
      const twice = 1 - 2 * tail;
      expect(studentQuantile(1 - tail, 2) / (twice * Math.sqrt(2 / (1 - twice ** 2)))).toBeCloseTo(1, 5);
    }
  });
});
