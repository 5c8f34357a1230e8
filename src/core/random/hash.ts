/** Numbers made from a number: for things that must be the same wherever they are asked for, without a table. */

/**
 * A bijection of 32-bit integers that scatters neighbours, one for each key: distinct numbers stay distinct.
 * The constants are the "lowbias32" ones that Chris Wellons found by search (hash-prospector).
 */
export function scatter(n: number, key: number): number {
  let x = n ^ key;
  x ^= x >>> 16;
  x = Math.imul(x, 0x7feb352d);
  x ^= x >>> 15;
  x = Math.imul(x, 0x846ca68b);
  x ^= x >>> 16;
  return (x + key) | 0;
}

/**
 * The same for the numbers below 2^bits, bits from 8 to 30: each step (adding, xor with a shift to the right,
 * multiplying by an odd number) is a bijection of integers of that width.
 */
export function scatterBits(n: number, bits: number, key: number): number {
  const mask = 2 ** bits - 1;
  const shift = bits >>> 1;
  let x = (n + key) & mask;
  x ^= x >>> shift;
  x = Math.imul(x, 0x2c1b3c6d) & mask;
  x ^= x >>> (shift - 2);
  x = Math.imul(x, 0x297a2d39) & mask;
  x ^= x >>> shift;
  return x;
}

/** The inverses, modulo 2^32, of the factors in `scatter`. */
const UNDO_FIRST = 0x1d69e2a5;
const UNDO_SECOND = 0x43021123;

/** The n for which `scatter(n, key)` is `word`, as an unsigned number. */
export function unscatter(word: number, key: number): number {
  let x = (word - key) | 0;
  x ^= x >>> 16;
  x = Math.imul(x, UNDO_SECOND);
  x ^= (x >>> 15) ^ (x >>> 30);
  x = Math.imul(x, UNDO_FIRST);
  x ^= x >>> 16;
  return (x ^ key) >>> 0;
}
