/** Numbers made from numbers, and UUIDs. */
import fc from 'fast-check';
import { validate, version } from 'uuid';
import { describe, expect, it } from 'vitest';
import { scatter, scatterBits } from '../../src/core/random/hash.js';
import { Stream } from '../../src/core/random/stream.js';
import { uuidText, variantWord, versionWord } from '../../src/core/random/uuid.js';

const word = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });

/** The inverse of `x ^= x >>> shift`. */
function unshift(y: number, shift: number): number {
  let x = y;
  for (let known = shift; known < 32; known += shift) x = y ^ (x >>> shift);
  return x;
}

/** The inverse of an odd number modulo 2^32, by Newton's method. */
function inverse(odd: number): number {
  let x = odd;
  for (let i = 0; i < 5; i++) x = Math.imul(x, 2 - Math.imul(odd, x));
  return x;
}

describe('scatter', () => {
  it('is a bijection: every number comes back from what became of it', () => {
    fc.assert(
      fc.property(word, word, (n, key) => {
        let x = (scatter(n, key) - key) | 0;
        x = Math.imul(unshift(x, 16), inverse(0x846ca68b));
        x = Math.imul(unshift(x, 15), inverse(0x7feb352d));
        expect(unshift(x, 16) ^ key).toBe(n);
      }),
      { numRuns: 2000 },
    );
  });

  it('keeps a million neighbours distinct', () => {
    const key = new Stream('scatter').word();
    const seen = new Set<number>();
    for (let n = 0; n < 1_000_000; n++) seen.add(scatter(n, key));
    expect(seen.size).toBe(1_000_000);
  });

  it('changes about half of the bits when one bit changes', () => {
    const stream = new Stream('avalanche');
    let flipped = 0;
    const trials = 20_000;
    for (let i = 0; i < trials; i++) {
      const [n, key, bit] = [stream.word(), stream.word(), stream.below(32)];
      let difference = scatter(n, key) ^ scatter(n ^ (1 << bit), key);
      for (; difference !== 0; difference &= difference - 1) flipped++;
    }
    expect(flipped / trials).toBeCloseTo(16, 0);
  });
});

describe('scatterBits', () => {
  const isBijection = (bits: number, key: number) => {
    const seen = new Uint8Array(2 ** bits);
    for (let n = 0; n < 2 ** bits; n++) seen[scatterBits(n, bits, key)]++;
    return seen.every((times) => times === 1);
  };

  it.each([8, 9, 10, 11, 12, 13, 14, 15, 16])('is a bijection of the numbers of %i bits', (bits) => {
    for (const key of [0, 1, -1, 0x7fffffff, -0x80000000, 0x12345678]) {
      expect(isBijection(bits, key)).toBe(true);
    }
  });

  it('is a bijection of the numbers of 20 bits, the width of a full name', () => {
    for (const key of [0, -1, new Stream('names').word()]) expect(isBijection(20, key)).toBe(true);
  });

  it('leaves few numbers where they were or next to their neighbour', () => {
    const moved = Array.from({ length: 4096 }, (_, n) => scatterBits(n, 20, 99));
    const near = moved.filter((x, n) => n > 0 && Math.abs(x - moved[n - 1]) < 256);
    expect(near.length).toBeLessThan(20);
  });
});

// A change of these numbers changes every customer: it is a new format version.
describe('both', () => {
  it('give the same numbers for ever', () => {
    expect([0, 1, -1, 123_456_789].map((n) => scatter(n, 42))).toMatchInlineSnapshot(`
      [
        388445164,
        1852637074,
        -1671454866,
        1607974567,
      ]
    `);
    expect([0, 1, 2, 1_048_575].map((n) => scatterBits(n, 20, 42))).toMatchInlineSnapshot(`
      [
        650504,
        51539,
        344638,
        197080,
      ]
    `);
  });
});

describe('a UUID', () => {
  it('is valid and of version 4 for any four words', () => {
    fc.assert(
      fc.property(word, word, word, word, (a, b, c, d) => {
        const text = uuidText(a, versionWord(b), variantWord(c), d);
        expect(validate(text)).toBe(true);
        expect(version(text)).toBe(4);
      }),
      { numRuns: 1000 },
    );
  });

  it('keeps all bits of the words but the six of version and variant', () => {
    expect(uuidText(0x01234567, versionWord(0x89abcdef), variantWord(0x01234567), 0x89abcdef)).toBe(
      '01234567-89ab-4def-8123-456789abcdef',
    );
    expect(uuidText(-1, versionWord(-1), variantWord(-1), -1)).toBe('ffffffff-ffff-4fff-bfff-ffffffffffff');
    expect(uuidText(0, versionWord(0), variantWord(0), 0)).toBe('00000000-0000-4000-8000-000000000000');
  });
});
