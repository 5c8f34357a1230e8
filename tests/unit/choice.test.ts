/** Weighted choice by the alias method. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Choice } from '../../src/core/random/choice.js';

/** The chance of each index, read off the table: its own part of its column and what others pass on. */
function chancesOf(choice: Choice): number[] {
  const chances = new Array<number>(choice.length).fill(0);
  for (let i = 0; i < choice.length; i++) {
    const keep = Math.min(1, choice.keep[i]);
    chances[i] += keep / choice.length;
    chances[choice.other[i]] += (1 - keep) / choice.length;
  }
  return chances;
}

const weights = fc
  .array(fc.oneof(fc.constant(0), fc.nat(1000), fc.double({ min: 0, max: 1e6, noNaN: true })), {
    minLength: 1,
    maxLength: 80,
  })
  .filter((list) => list.some((weight) => weight > 1e-9));

describe('Choice', () => {
  it('gives each index the chance of its weight', () => {
    fc.assert(
      fc.property(weights, (list) => {
        const sum = list.reduce((a, b) => a + b, 0);
        chancesOf(new Choice(list)).forEach((chance, i) => {
          expect(chance).toBeCloseTo(list[i] / sum, 10);
        });
      }),
      { numRuns: 500 },
    );
  });

  it('draws what its table says, for fractions all over the range', () => {
    const choice = new Choice([5, 0, 1, 0.5, 93.5]);
    const steps = 200_000;
    const seen = new Float64Array(5);
    for (let i = 0; i < steps; i++) seen[choice.draw((i + 0.5) / steps)]++;
    const expected = [0.05, 0, 0.01, 0.005, 0.935];
    seen.forEach((count, i) => {
      expect(count / steps).toBeCloseTo(expected[i], 4);
    });
  });

  it('never draws a weight of 0, at no fraction', () => {
    fc.assert(
      fc.property(weights, fc.array(fc.nat(2 ** 32 - 1), { minLength: 20 }), (list, words) => {
        const choice = new Choice(list);
        const edges = list.flatMap((_, i) => [i / list.length, (i + 1) / list.length - 2 ** -32]);
        for (const fraction of [...edges, ...words.map((word) => word * 2 ** -32), 0, 1 - 2 ** -32]) {
          if (fraction >= 0 && fraction < 1) expect(list[choice.draw(fraction)]).toBeGreaterThan(0);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('never draws a weight of 0 where the chances round', () => {
    // Thirds and tenths do not add up in binary, so the last columns end a little above or below 1.
    for (let n = 2; n < 400; n++) {
      const list = Array.from({ length: n }, (_, i) => (i % 3 === 0 ? 0 : 0.1 * (i % 7)));
      if (list.every((weight) => weight === 0)) continue;
      const choice = new Choice(list);
      for (let i = 0; i < n; i++) {
        for (const fraction of [i / n, (i + 1) / n - 2 ** -32]) {
          if (list[choice.draw(fraction)] === 0) expect.fail(`${i} of ${n} is drawn at ${fraction}`);
        }
      }
    }
  });

  it('draws the one index of a single weight', () => {
    const choice = new Choice([0.25]);
    expect([0, 0.5, 1 - 2 ** -32].map((fraction) => choice.draw(fraction))).toEqual([0, 0, 0]);
  });

  it('holds as many weights as its 16-bit places', () => {
    const choice = new Choice(new Float64Array(65_536).fill(1));
    expect(choice.draw(1 - 2 ** -32)).toBe(65_535);
    expect(() => new Choice(new Float64Array(65_537).fill(1))).toThrow(RangeError);
  });

  it('refuses weights among which there is nothing to choose', () => {
    for (const list of [[], [0], [0, 0, 0], [Number.NaN]]) {
      expect(() => new Choice(list)).toThrow(RangeError);
    }
  });
});
