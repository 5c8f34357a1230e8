/** Seeded streams of random numbers. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Stream, streamFor } from '../../src/core/random/stream.js';

const words = (stream: Stream, n: number) => Array.from({ length: n }, () => stream.word());

describe('Stream', () => {
  it('gives equal numbers for equal keys', () => {
    expect(words(new Stream('42/orders/7'), 1000)).toEqual(words(new Stream('42/orders/7'), 1000));
  });

  it('gives unrelated numbers for keys that differ in one character', () => {
    const keys = ['42/orders/7', '42/orders/8', '43/orders/7', '42/order/7', '4/2orders/7', ''];
    const drawn = keys.flatMap((key) => words(new Stream(key), 1000));
    // 6,000 words of 32 bits share one by chance in 0.4 % of all cases; these keys do not.
    expect(new Set(drawn).size).toBe(drawn.length);
  });

  it('keys by the seed and every part of the purpose', () => {
    expect(words(streamFor(42, 'orders', 7), 9)).toEqual(words(new Stream('42/orders/7'), 9));
    expect(streamFor(42, 'orders', 8).word()).not.toBe(streamFor(42, 'orders', 7).word());
  });

  // A change of these numbers changes every byte of the data: it is a new format version.
  it('begins with the same numbers for ever', () => {
    expect(words(streamFor(42, 'orders', 0), 6)).toMatchInlineSnapshot(`
      [
        -1260308555,
        -1179082745,
        -343536583,
        -142195043,
        -148347285,
        1200379375,
      ]
    `);
    const later = new Stream('later');
    words(later, 9999);
    expect(later.word()).toMatchInlineSnapshot(`1964040784`);
  });

  it('gives words of 32 bits of which each bit is set half of the time', () => {
    const drawn = words(new Stream('bits'), 20_000);
    for (let bit = 0; bit < 32; bit++) {
      const set = drawn.filter((word) => (word >>> bit) & 1).length;
      // Five standard deviations of a binomial distribution of 20,000 halves.
      expect(Math.abs(set - 10_000)).toBeLessThan(5 * Math.sqrt(5000));
    }
    expect(drawn.every((word) => word === (word | 0))).toBe(true);
  });

  it('gives fractions from 0 up to, but not including, 1', () => {
    const stream = new Stream('fractions');
    const drawn = Array.from({ length: 100_000 }, () => stream.fraction());
    expect(drawn.every((fraction) => fraction >= 0 && fraction < 1)).toBe(true);
    expect(Math.min(...drawn.slice(0, 50_000))).toBeLessThan(0.001);
    expect(Math.max(...drawn.slice(0, 50_000))).toBeGreaterThan(0.999);
  });

  it('gives whole numbers below n for any n up to 2^32', () => {
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 1, max: 2 ** 32 }), (key, n) => {
        const stream = new Stream(key);
        for (let i = 0; i < 50; i++) {
          const drawn = stream.below(n);
          expect(Number.isInteger(drawn) && drawn >= 0 && drawn < n).toBe(true);
        }
      }),
    );
  });

  it('draws all numbers below n equally often, by chi-square', () => {
    const cells = 64;
    const draws = 64_000;
    for (const key of ['a', 'b', 'c', 'd']) {
      const stream = new Stream(key);
      const seen = new Float64Array(cells);
      for (let i = 0; i < draws; i++) seen[stream.below(cells)]++;
      const expected = draws / cells;
      const chi = seen.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
      // The 0.01 % and 99.99 % points of chi-square with 63 degrees of freedom.
      expect(chi).toBeGreaterThan(27);
      expect(chi).toBeLessThan(115);
    }
  });
});
