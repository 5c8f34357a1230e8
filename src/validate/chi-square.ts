/** Pearson's chi-square test of counts against expected shares. */
import type { Check } from './checks/check.js';
import { chiSquareQuantile } from './quantile.js';
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

const grouped = (value: number): string => Math.round(value).toLocaleString('en-US');

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
    if (small.length === 0) return large;
    const sum = (pick: (cell: Cell) => number) => small.reduce((total, cell) => total + pick(cell), 0);
    const label = small.length === 1 ? small[0].label : 'the others';
    return [...large, { label, found: sum((cell) => cell.found), expected: sum((cell) => cell.expected) }];
  });
}

/** Whether counts agree with what the settings lead one to expect. `broken` is how many are in excess somewhere. */
export function chiSquare(check: Check, cells: readonly Cell[], options: TestOptions): CheckResult {
  const groups = prepared(cells, options.groups ?? (() => ''));
  const all = groups.flat();
  const degrees = groups.reduce((sum, list) => sum + Math.max(0, list.length - 1), 0);
  // A small rest is held against at least one expected, so that a handful of documents decides nothing.
  const parts = all.map(
    (cell) => ((cell.found - cell.expected) * (cell.found - cell.expected)) / Math.max(1, cell.expected),
  );
  const impossible = all.some((cell) => cell.expected === 0 && cell.found > 0);
  const statistic = parts.reduce((sum, part) => sum + part, 0) / (options.designEffect ?? 1);
  const limit =
    degrees === 0 ? Number.POSITIVE_INFINITY : chiSquareQuantile(1 - FALSE_ALARM / options.tests, degrees);
  const { id, group, sentence } = check;
  if (statistic <= limit && !impossible) return { id, group, sentence, ok: true, broken: 0, examples: [] };
  const worst = all.map((cell, i) => ({ cell, part: parts[i] })).sort((a, b) => b.part - a.part);
  return {
    id,
    group,
    sentence,
    ok: false,
    broken: Math.max(
      1,
      Math.round(all.reduce((sum, { found, expected }) => sum + Math.max(0, found - expected), 0)),
    ),
    examples: worst
      .slice(0, 5)
      .filter(({ part }) => part > 0)
      .map(({ cell }) => `${cell.label}: ${grouped(cell.found)} instead of ${grouped(cell.expected)}`),
    detail: `Chi-square is ${statistic.toFixed(1)} with ${degrees} degrees of freedom; data that is right stays below ${limit.toFixed(1)} but for once in ${grouped(options.tests / FALSE_ALARM)} times.`,
  };
}
