/** What the charts of the page share beside `src/ui/page/chart.ts`: colours of lines, and limits. */
import { titled } from '../../../ui/page/chart.js';
import type { MeasuredCell } from '../result.js';

/** More than these cannot be told apart, or do not fit on a page. */
export const MOST_LINES = 8;
export const MOST_PANELS = 6;
export const MOST_ROWS = 30;

export const colourOf = (line: number): string => `var(--s${line % MOST_LINES})`;
/** Lines also differ in the shape of their points and in their dashes, for those who print in grey. */
const SHAPES = ['circle', 'rect', 'triangle', 'rectRot'] as const;
export const shapeOf = (line: number): string => SHAPES[line % SHAPES.length] ?? 'circle';
export const dashesOf = (line: number): number[] =>
  Math.floor(line / SHAPES.length) % 2 === 0 ? [] : [6, 3];

/** `w:1` keeps its small letter. */
export const capital = (words: string): string =>
  /^\w:/.test(words) ? words : words.charAt(0).toUpperCase() + words.slice(1);

/** What there is, what of it fits and how that is chosen: `[9, 6, 'fastest', 'cells']`. */
type Limit = readonly [all: number, most: number, which: string, what: string];

/** `Shown are the fastest 6 of 9 cells; the table has all.` where there are more than fit. */
export function omission(...limits: readonly Limit[]): { omitted?: string } {
  const said = limits
    .filter(([all, most]) => all > most)
    .map(([all, most, which, what]) => `${which === '' ? '' : `the ${which} `}${most} of ${all} ${what}`);
  return said.length > 0 ? { omitted: `Shown are ${said.join(' and ')}; the table has all cells.` } : {};
}

/** At most `most` of a list, its ends and what lies evenly between them. */
export function spread<T>(items: readonly T[], most: number): T[] {
  if (items.length <= most) return [...items];
  const step = (items.length - 1) / (most - 1);
  const kept = new Set(Array.from({ length: most }, (_, i) => Math.round(i * step)));
  return items.filter((_, i) => kept.has(i));
}

/** The cells with the highest rates, in the order of the run. */
export function fastest(cells: readonly MeasuredCell[], most: number): MeasuredCell[] {
  const kept = new Set(cells.toSorted((a, b) => b.documentsPerSecond - a.documentsPerSecond).slice(0, most));
  return cells.filter((cell) => kept.has(cell));
}

/** Pixels of a chart with a row for each cell. */
export const rowsHeight = (rows: number): number => 95 + 19 * rows;

/** Scales of a chart whose rows are cells; every row is named. */
export const rowScales = (title: string, x: object) => ({
  x,
  y: { title: titled(title), ticks: { autoSkip: false }, grid: { display: false } },
});
