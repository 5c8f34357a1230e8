/**
 * What one core does without zava, so that figures of different machines can be set side by side.
 *
 * Copying: 400 documents of 392 bytes (the mean of orders and lines is 399), one after the other in 157 kB, which stay
 * in the core's caches as templates do. Each is copied by `Uint8Array.set` from a view made beforehand to the place
 * after the last one, until the buffer is full; then again from its start. The large buffer holds 64 MB, more than the
 * caches of most machines: its bytes go to memory, as those of a run of any size do. The small one holds 4 MB and shows
 * the copying itself. One pass is one call; a value is the bytes of all passes in some 150 ms by the time they took.
 *
 * Integers: xorshift32 (Marsaglia 2003, "Xorshift RNGs"), whose steps wait for one another.
 */
import { median } from '../../statistics/median.js';
import type { Baseline } from './result.js';

const PIECE_BYTES = 392;
const PIECES = 400;
const LARGE_BUFFER = 64_000_000;
const SMALL_BUFFER = 4_000_000;

/** Milliseconds of one value, and of copying or counting before the first one. */
const VALUE_MS = 150;
const WARM_UP_MS = 100;
const STEPS_AT_ONCE = 1_000_000;

/** What a thread measured. */
export type BaselineValues = Readonly<Record<'copy' | 'cachedCopy' | 'integer', readonly number[]>>;

/** GB/s into the large buffer, `repeats` times. It takes some 250 ms for the first value and 150 ms for the others. */
export const copySpeeds = (repeats: number): number[] => copySpeedsInto(LARGE_BUFFER, repeats);

export function measureBaseline(repeats: number): BaselineValues {
  return {
    copy: copySpeeds(repeats),
    cachedCopy: copySpeedsInto(SMALL_BUFFER, repeats),
    integer: integerSpeeds(repeats),
  };
}

export function baselineOf({ copy, cachedCopy, integer }: BaselineValues): Baseline {
  const figure = (values: readonly number[]) => ({ median: median(values), values: [...values] });
  return {
    pieceBytes: PIECE_BYTES,
    copy: { bufferBytes: LARGE_BUFFER, gigabytesPerSecond: figure(copy) },
    cachedCopy: { bufferBytes: SMALL_BUFFER, gigabytesPerSecond: figure(cachedCopy) },
    integer: { millionStepsPerSecond: figure(integer) },
  };
}

function copySpeedsInto(bufferBytes: number, repeats: number): number[] {
  const source = Uint8Array.from({ length: PIECES * PIECE_BYTES }, (_, i) => i * 7);
  const pieces = Array.from({ length: PIECES }, (_, i) =>
    source.subarray(i * PIECE_BYTES, (i + 1) * PIECE_BYTES),
  );
  const buffer = new Uint8Array(bufferBytes);
  return speeds(() => copyPass(pieces, buffer), repeats, 1e9);
}

/** Fills the buffer once and returns the bytes copied. */
function copyPass(pieces: readonly Uint8Array[], buffer: Uint8Array): number {
  const last = buffer.length - PIECE_BYTES;
  for (let at = 0; ; ) {
    for (const piece of pieces) {
      if (at > last) return at;
      buffer.set(piece, at);
      at += PIECE_BYTES;
    }
  }
}

/** Millions of steps a second. */
function integerSpeeds(repeats: number): number[] {
  let x = 1;
  const values = speeds(
    () => {
      for (let i = 0; i < STEPS_AT_ONCE; i++) {
        x ^= x << 13;
        x ^= x >>> 17;
        x ^= x << 5;
      }
      return STEPS_AT_ONCE;
    },
    repeats,
    1e6,
  );
  // The generator never reaches 0. That the state is looked at keeps the loop from being left out.
  if (x === 0) throw new RangeError('xorshift32 reached 0');
  return values;
}

/** Calls `once`, which says how much it did, and returns how much is done in a second, in units of `unit`. */
function speeds(once: () => number, repeats: number, unit: number): number[] {
  const during = (milliseconds: number) => {
    const start = performance.now();
    let done = 0;
    let passed = 0;
    do {
      done += once();
      passed = performance.now() - start;
    } while (passed < milliseconds);
    return (done / passed) * (1000 / unit);
  };
  during(WARM_UP_MS);
  return Array.from({ length: repeats }, () => during(VALUE_MS));
}
