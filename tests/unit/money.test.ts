/** Money: against exact arithmetic of whole numbers. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { baseCents, percentOf, taxOf, unitPriceRange } from '../../src/core/model/money.js';

/** a / b, rounded half up, for whole numbers from 0. */
const divide = (a: bigint, b: bigint): number => Number((2n * a + b) / (2n * b));

const costCents = fc.integer({ min: 1, max: 10_000_000 });
const cents = fc.oneof(fc.nat(200_000), fc.nat(1_000_000_000));

describe('the base price', () => {
  it('is cost / 0.67 to the cent', () => {
    fc.assert(
      fc.property(costCents, (cost) => {
        expect(baseCents(cost / 100, 33)).toBe(divide(BigInt(cost) * 100n, 67n));
      }),
      { numRuns: 5000 },
    );
    for (let cost = 1; cost <= 50_000; cost++) {
      if (baseCents(cost / 100, 33) !== divide(BigInt(cost) * 100n, 67n)) expect.fail(`cost ${cost} cents`);
    }
  });

  it('is cost / (1 - margin) to the cent for every whole margin', () => {
    fc.assert(
      fc.property(costCents, fc.integer({ min: 0, max: 99 }), (cost, margin) => {
        expect(baseCents(cost / 100, margin)).toBe(divide(BigInt(cost) * 100n, BigInt(100 - margin)));
      }),
      { numRuns: 5000 },
    );
    expect(baseCents(0.01, 20)).toBe(1);
    // 2.5 cents: half goes up.
    expect(baseCents(0.02, 20)).toBe(3);
  });
});

describe('the unit price', () => {
  const factor = fc.integer({ min: 1, max: 3_000_000 });

  it('stays within the band, down to the millionth', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20_000_000 }), factor, factor, (base, a, b) => {
        const [least, most] = [Math.min(a, b), Math.max(a, b)];
        const { low, high } = unitPriceRange(base, [least / 1e6, most / 1e6]);
        const [from, to] = [BigInt(base) * BigInt(least), BigInt(base) * BigInt(most)];
        expect(low).toBeGreaterThanOrEqual(1);
        expect(high).toBeGreaterThanOrEqual(low);
        // The lowest and highest whole cents inside, where there is any.
        const [first, last] = [(from + 999_999n) / 1_000_000n, to / 1_000_000n];
        expect(low).toBe(Math.max(1, Number(first)));
        expect(high).toBe(Math.max(low, Number(last)));
      }),
      { numRuns: 3000 },
    );
  });

  it('covers the default band exactly', () => {
    expect(unitPriceRange(1000, [0.8, 1.2])).toEqual({ low: 800, high: 1200 });
    expect(unitPriceRange(1001, [0.8, 1.2])).toEqual({ low: 801, high: 1201 });
    expect(unitPriceRange(1, [0.8, 1.2])).toEqual({ low: 1, high: 1 });
  });
});

describe('shares of an amount', () => {
  it('a discount is its percentage, half up', () => {
    fc.assert(
      fc.property(cents, fc.integer({ min: 0, max: 99 }), (amount, percent) => {
        expect(percentOf(amount, percent)).toBe(divide(BigInt(amount) * BigInt(percent), 100n));
      }),
      { numRuns: 3000 },
    );
    expect([percentOf(10, 5), percentOf(9, 5), percentOf(30, 5)]).toEqual([1, 0, 2]);
  });

  it('a tax is its rate in thousandths of a percent, half up', () => {
    fc.assert(
      fc.property(cents, fc.integer({ min: 0, max: 50_000 }), (amount, rate) => {
        expect(taxOf(amount, rate)).toBe(divide(BigInt(amount) * BigInt(rate), 100_000n));
      }),
      { numRuns: 3000 },
    );
    expect([taxOf(1000, 10_350), taxOf(100, 10_500), taxOf(100, 10_499)]).toEqual([104, 11, 10]);
  });
});

describe('an amount of cents / 100', () => {
  it('prints with at most two decimals and comes back as the same cents', () => {
    fc.assert(
      fc.property(fc.oneof(cents, fc.nat(1_000_000_000_000)), (amount) => {
        expect(String(amount / 100)).toMatch(/^\d+(\.\d\d?)?$/);
        expect(Math.round((amount / 100) * 100)).toBe(amount);
      }),
      { numRuns: 5000 },
    );
  });
});

describe('tax on large amounts', () => {
  it('is exact beyond the whole numbers that a double holds', () => {
    // 10,001,400,000.01 dollars at 49.999 %: the product is above 2^53.
    expect(taxOf(1_000_140_000_001, 49_999)).toBe(500_059_998_600);
  });
});
