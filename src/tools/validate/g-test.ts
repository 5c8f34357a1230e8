/**
 * The G-test of counts against expected shares: twice the logarithm of how much likelier the counts are under their
 * own shares. Where the expectation holds it is distributed as chi-square; far out, where the limit of a test with
 * few false alarms lies, it keeps to that also with small counts, which Pearson's sum of squares does not.
 */
import { grouped } from '../../ui/terminal/numbers.js';
import { chiSquareQuantile } from '../statistics/quantiles.js';
import type { Check } from './checks/check.js';
import type { CheckResult } from './result.js';

/** The chance that data which is right fails any of these tests; they share it (Bonferroni). */
export const FALSE_ALARM = 1e-4;

/** Cells expected to hold fewer are gathered into one: the distribution holds only for larger ones (Cochran's rule). */
const LEAST_EXPECTED = 5;

export interface Cell {
  readonly label: string;
  readonly found: number;
  /** A weight; the weights are scaled to the number found. */
  readonly expected: number;
}

export interface TestOptions {
  /** How many such tests are made on one set of data. */
  readonly tests: number;
  /** By how much the variance is larger than that of independent draws, at most (the design effect of clusters). */
  readonly designEffect?: number;
  /** Groups of cells whose totals are taken as given; one unless said otherwise. */
  readonly groups?: (label: string) => string;
}

/** Each group's cells with expectations scaled to the group's total, small ones gathered. */
function prepared(cells: readonly Cell[], groups: (label: string) => string): Cell[][] {
  const byGroup = new Map<string, Cell[]>();
  for (const cell of cells) {
    const group = groups(cell.label);
    byGroup.set(group, [...(byGroup.get(group) ?? []), cell]);
  }
  return [...byGroup.values()].map((list) => {
    const found = list.reduce((sum, cell) => sum + cell.found, 0);
    const weights = list.reduce((sum, cell) => sum + cell.expected, 0);
    const scaled = list.map((cell) => ({
      ...cell,
      expected: weights === 0 ? 0 : (cell.expected / weights) * found,
    }));
    const large = scaled.filter((cell) => cell.expected >= LEAST_EXPECTED);
    const small = scaled.filter((cell) => cell.expected < LEAST_EXPECTED);
    const [one] = small;
    if (one === undefined) return large;
    const sum = (pick: (cell: Cell) => number) => small.reduce((total, cell) => total + pick(cell), 0);
    const label = small.length === 1 ? one.label : 'the others';
    return [...large, { label, found: sum((cell) => cell.found), expected: sum((cell) => cell.expected) }];
  });
}

/** What a cell adds to G, 0 where it holds what is expected; infinite where it holds what cannot be. */
function partOf({ found, expected }: Cell): number {
  if (found === 0) return 2 * expected;
  return expected === 0
    ? Number.POSITIVE_INFINITY
    : 2 * (found * Math.log(found / expected) - (found - expected));
}

/** Whether counts agree with what the settings lead one to expect. `broken` is how many are in excess somewhere. */
export function gTest(check: Check, cells: readonly Cell[], options: TestOptions): CheckResult {
  const groups = prepared(cells, options.groups ?? (() => ''));
  const degrees = groups.reduce((sum, list) => sum + Math.max(0, list.length - 1), 0);
  // What cannot be must not hide among the cells that are gathered.
  const impossible = cells.filter((cell) => cell.expected === 0 && cell.found > 0);
  const all = impossible.length > 0 ? impossible : groups.flat().filter((cell) => cell.expected > 0);
  const statistic = all.reduce((sum, cell) => sum + partOf(cell), 0) / (options.designEffect ?? 1);
  const limit =
    degrees === 0 ? Number.POSITIVE_INFINITY : chiSquareQuantile(1 - FALSE_ALARM / options.tests, degrees);
  const { id, group, sentence } = check;
  if (statistic <= limit && impossible.length === 0)
    return { id, group, sentence, ok: true, broken: 0, examples: [] };
  const worst = all.filter((cell) => partOf(cell) > 0).sort((a, b) => partOf(b) - partOf(a));
  const excess = all.reduce((sum, { found, expected }) => sum + Math.max(0, found - expected), 0);
  const words =
    impossible.length > 0
      ? 'The settings rule some of it out.'
      : `G is ${statistic.toFixed(1)} with ${degrees} degrees of freedom; data that is right stays below ${limit.toFixed(1)} but for once in ${grouped(options.tests / FALSE_ALARM)} times.`;
  return {
    id,
    group,
    sentence,
    ok: false,
    broken: Math.max(1, Math.round(excess)),
    examples: worst
      .slice(0, 5)
      .map((cell) => `${cell.label}: ${grouped(cell.found)} instead of ${grouped(cell.expected)}`),
    detail: words,
  };
}
