/** Charts of bars: what all of them have in common. */
import { type ChartSpec, finite, type Marked, titled } from '../../../ui/page/chart.js';

/** A chart of bars without what all of them have in common. */
interface Bars extends Omit<ChartSpec, 'config'> {
  readonly labels: readonly string[];
  readonly datasets: readonly Marked[];
  /** What the lengths of the bars are, and what there is a bar for. */
  readonly axis: string;
  readonly each?: string;
  /** Bars lie, so that their names can be read. */
  readonly lying?: boolean;
  readonly stacked?: boolean;
}

export function barChart({ labels, datasets, axis, each, lying, stacked = false, ...rest }: Bars): ChartSpec {
  const lengths = {
    title: titled(axis),
    beginAtZero: true,
    stacked,
    ticks: { maxTicksLimit: 6, maxRotation: 0 },
  };
  const names = {
    ...(each === undefined ? {} : { title: titled(each) }),
    stacked,
    ticks: { autoSkip: lying !== true, maxRotation: 0 },
    grid: { display: false },
  };
  return {
    ...rest,
    config: {
      type: 'bar',
      data: { labels: [...labels], datasets: [...datasets] },
      options: {
        indexAxis: lying ? 'y' : 'x',
        interaction: { mode: 'index', intersect: false, axis: lying ? 'y' : 'x' },
        plugins: { legend: { display: datasets.length > 1 } },
        scales: lying ? { x: lengths, y: names } : { x: names, y: lengths },
      },
    },
  };
}

export const bar = (label: string, data: readonly number[], colour: string): Marked => ({
  type: 'bar',
  label,
  data: data.map((value) => finite(value) ?? 0),
  backgroundColor: `var(--${colour})`,
  maxBarThickness: 26,
});

/** Pixels of a chart that has two bars for each of so many names. */
export const heightFor = (names: number): number => Math.max(260, 76 + 30 * names);
