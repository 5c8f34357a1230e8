/**
 * Seeded streams of random numbers, keyed by what they are for.
 *
 * A key's text goes through seedrandom once, which gives four words of state; the draws themselves come from sfc32
 * (Chris Doty-Humphrey's small fast counting generator of PractRand, 128 bits of state), because it needs integer
 * additions and shifts only: the same numbers on every engine, and no call or float on the hot path.
 */
import seedrandom from 'seedrandom';

/** 2^-32: a word times this is a fraction from 0 up to, but not including, 1. */
export const TO_FRACTION = 2 ** -32;

/** One stream; equal keys give equal streams, and streams of different keys are unrelated. */
export class Stream {
  private a: number;
  private b: number;
  private c: number;
  private counter: number;

  /** @param key what the stream is for, such as `42/orders/7`. */
  constructor(key: string) {
    const seeded = seedrandom(key);
    this.a = seeded.int32();
    this.b = seeded.int32();
    this.c = seeded.int32();
    this.counter = seeded.int32();
  }

  /** The next word: an integer from -2^31 to 2^31 - 1. */
  word(): number {
    const t = (((this.a + this.b) | 0) + this.counter) | 0;
    this.counter = (this.counter + 1) | 0;
    this.a = this.b ^ (this.b >>> 9);
    this.b = (this.c + (this.c << 3)) | 0;
    this.c = (((this.c << 21) | (this.c >>> 11)) + t) | 0;
    return t;
  }

  /** A fraction from 0 up to, but not including, 1, in steps of 2^-32. */
  fraction(): number {
    return (this.word() >>> 0) * TO_FRACTION;
  }

  /** An integer from 0 to n - 1, n at most 2^32. */
  below(n: number): number {
    return Math.floor((this.word() >>> 0) * TO_FRACTION * n);
  }
}

/** The stream for one purpose under a seed, such as `streamFor(42, 'orders', 7)`. */
export function streamFor(seed: number, ...purpose: readonly (string | number)[]): Stream {
  return new Stream([seed, ...purpose].join('/'));
}
