/** Dividing a whole number by weights. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runningShares } from '../../src/core/plan/apportion.js';

const weights = fc
  .array(fc.nat(10_000_000), { minLength: 1, maxLength: 60 })
  .filter((list) => list.some((weight) => weight > 0));
const total = fc.oneof(fc.nat(100), fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }));

const run = (n: number, list: readonly number[]) => runningShares(n, Float64Array.from(list));

describe('runningShares', () => {
  it('begins with 0, ends with the total and never falls', () => {
    fc.assert(
      fc.property(total, weights, (n, list) => {
        const shares = run(n, list);
        expect(shares).toHaveLength(list.length + 1);
        expect(shares[0]).toBe(0);
        expect(shares[list.length]).toBe(n);
        for (let i = 0; i < list.length; i++) expect(shares[i + 1]).toBeGreaterThanOrEqual(shares[i]);
      }),
    );
  });

  it('gives everyone less than one more or less than the ideal share', () => {
    fc.assert(
      fc.property(total, weights, (n, list) => {
        const shares = run(n, list);
        const sum = list.reduce((a, b) => a + BigInt(b), 0n);
        list.forEach((weight, i) => {
          // share - ideal, times the sum of the weights: whole numbers only.
          const off = BigInt(shares[i + 1] - shares[i]) * sum - BigInt(n) * BigInt(weight);
          expect(off > -sum && off < sum).toBe(true);
        });
      }),
    );
  });

  it('is exact where the products are far beyond 2^53', () => {
    fc.assert(
      fc.property(total, weights, (n, list) => {
        const shares = run(n, list);
        const sum = list.reduce((a, b) => a + BigInt(b), 0n);
        let before = 0n;
        list.forEach((weight, i) => {
          before += BigInt(weight);
          expect(BigInt(shares[i + 1])).toBe((BigInt(n) * before) / sum);
        });
      }),
    );
    // In doubles 100,000,000,007 x 6,999,999,999 / 7,000,000,001 comes out one lower or higher.
    const shares = run(100_000_000_007, [6_999_999_999, 2]);
    expect(BigInt(shares[1])).toBe((100_000_000_007n * 6_999_999_999n) / 7_000_000_001n);
  });

  it('gives nothing to a weight of 0', () => {
    expect([...run(10, [0, 1, 0, 1, 0])]).toEqual([0, 0, 5, 5, 10, 10]);
  });

  it('refuses weights that are all 0', () => {
    expect(() => run(10, [0, 0])).toThrow(RangeError);
    expect(() => run(0, [])).toThrow(RangeError);
  });
});
