/** The cells of a sweep: every combination of its lists, and the random order in which they are run. */
import { randomInt } from 'node:crypto';
import type { Cell } from '../result.js';

/** For each setting of a cell, the values that a run sweeps over. */
export type Sweep = { readonly [K in keyof Cell]: readonly Cell[K][] };

/** Every combination, the last settings changing fastest. */
export function cellsOf(sweep: Sweep): Cell[] {
  return Object.entries(sweep).reduce<object[]>(
    (cells, [setting, values]) =>
      cells.flatMap((cell) => values.map((value) => ({ ...cell, [setting]: value }))),
    [{}],
  ) as Cell[];
}

/** How many combinations there are, without making them. */
export const countOf = (sweep: Sweep): number =>
  Object.values(sweep).reduce((count, values) => count * values.length, 1);

/**
 * The items in random order (Fisher and Yates), as a new array.
 * @param below gives an integer from 0 up to, but not including, its argument; without it the order is another one
 * each time.
 */
export function shuffled<T>(items: readonly T[], below: (n: number) => number = (n) => randomInt(n)): T[] {
  const result = [...items];
  for (let last = result.length - 1; last > 0; last--) {
    const other = below(last + 1);
    [result[last], result[other]] = [result[other] as T, result[last] as T];
  }
  return result;
}

/** Each cell `times` times, all in random order, so that a drift of the machine or the server falls on all alike. */
export const inRandomOrder = (cells: readonly Cell[], times: number): Cell[] =>
  shuffled(Array.from({ length: times }, () => cells).flat());
