/**
 * A chart of a page. It is data for Chart.js. Colours are names of the page's style, written `var(--name)`, which its
 * script looks up: so the same data serve a light screen, a dark one and paper.
 */
import type { ChartConfiguration, ChartDataset } from 'chart.js';
import type { Html } from './html.js';

export interface ChartSpec {
  readonly id: string;
  /** Over the chart, and smaller below that. */
  readonly title: string;
  readonly note?: string;
  /** What it shows, for those who do not see it. */
  readonly label: string;
  /** Pixels. */
  readonly height: number;
  readonly config: ChartConfiguration;
  /** Below the chart: its figures. */
  readonly figures?: Html;
}

/** Charts that belong together, and what was left out of them to keep them readable. */
export interface ChartGroup {
  readonly charts: readonly ChartSpec[];
  readonly omitted?: string;
}

/** What Chart.js passes to the page's script: neither in the legend nor in a tooltip, and part of a group. */
export type Marked = ChartDataset & { readonly detail?: boolean; readonly group?: string };

export const titled = (text: string) => ({ display: true, text });

export const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);
