/** Charts with a row for each cell: latency, and the comparison with a baseline. */
import { type ChartGroup, type ChartSpec, type Marked, titled } from '../../../ui/page/chart.js';
import { shortName, shortTitle, varyingDimensions } from '../cell-names.js';
import type { ComparedCell, Comparison, Verdict } from '../compare.js';
import type { MeasuredCell } from '../result.js';
import { colourOf, fastest, MOST_ROWS, omission, rowScales, rowsHeight, shapeOf } from './chart-parts.js';

const PERCENTILES = ['p50', 'p95', 'p99', 'max'] as const;

/** A row for each cell: four points, and a bar from the median to the longest. */
export function latencyCharts(cells: readonly MeasuredCell[]): ChartGroup {
  const shown = fastest(cells, MOST_ROWS);
  const varying = varyingDimensions(cells.map(({ cell }) => cell));
  const points: Marked[] = PERCENTILES.map((name, i) => ({
    type: 'line',
    label: name,
    data: shown.map(({ latency }) => onLogarithm(latency[name])),
    showLine: false,
    borderColor: colourOf(i),
    backgroundColor: colourOf(i),
    pointStyle: shapeOf(i),
    pointRadius: 5,
    clip: 8,
  }));
  const bars: Marked = {
    type: 'bar',
    label: 'p50 to max',
    detail: true,
    data: shown.map(({ latency }) => [onLogarithm(latency.p50), onLogarithm(latency.max)]),
    backgroundColor: 'var(--faint)',
    barThickness: 5,
  };
  const chart: ChartSpec = {
    id: 'latency',
    title: 'Milliseconds from sending a batch to its acknowledgement',
    note: 'Half of the batches were faster than p50; 5 % were slower than p95, 1 % slower than p99. Logarithmic.',
    label:
      'Latency of the acknowledgement for each cell: p50, p95, p99 and the longest. The figures are in the table of all cells.',
    height: rowsHeight(shown.length) + 25,
    config: {
      type: 'bar',
      data: {
        labels: shown.map(({ cell }) => (varying.length > 0 ? shortName(cell, varying) : '')),
        datasets: [...points, bars],
      },
      options: {
        indexAxis: 'y',
        scales: rowScales(shortTitle(varying), {
          type: 'logarithmic',
          title: titled('ms'),
          ...decades(shown),
          ticks: { autoSkip: false, maxRotation: 0 },
        }),
      },
    },
  };
  return {
    charts: cells.length > 0 ? [chart] : [],
    ...omission([cells.length, MOST_ROWS, 'fastest', 'cells']),
  };
}

/** A logarithmic scale has no place for 0; a microsecond is below what is measured. */
const onLogarithm = (milliseconds: number): number => Math.max(milliseconds, 0.001);

/** The ends of the scale: from the nearest power of ten, its double or its half below the least to above the most. */
function decades(cells: readonly MeasuredCell[]): { min: number; max: number } {
  const steps = Array.from({ length: 12 }, (_, i) => 10 ** (i - 3)).flatMap((power) => [
    power,
    2 * power,
    5 * power,
  ]);
  const least = onLogarithm(Math.min(...cells.map(({ latency }) => latency.p50)));
  const most = Math.max(...cells.map(({ latency }) => latency.max));
  return {
    min: steps.findLast((step) => step <= least) ?? 0.001,
    max: steps.find((step) => step >= most && step > least) ?? most,
  };
}

const VERDICTS = {
  faster: 'var(--good)',
  slower: 'var(--bad)',
  'no change': 'var(--neutral)',
  'cannot tell': 'var(--neutral)',
} as const;

const isChange = (verdict: Verdict): boolean => verdict === 'faster' || verdict === 'slower';

/** A row for each cell: the ratio to the baseline and its interval, with a line at 1. */
export function comparisonCharts({ cells }: Comparison): ChartGroup {
  const known = cells.filter(({ high }) => Number.isFinite(high));
  const change = ({ verdict, ratio }: ComparedCell): number =>
    (isChange(verdict) ? 1000 : 0) + Math.abs(Math.log(ratio));
  const kept = new Set(known.toSorted((a, b) => change(b) - change(a)).slice(0, MOST_ROWS));
  const shown = known.filter((cell) => kept.has(cell));
  if (shown.length === 0) return { charts: [] };
  const varying = varyingDimensions(cells.map(({ cell }) => cell));
  const colours = shown.map(({ verdict }) => VERDICTS[verdict]);
  const ratios: Marked = {
    type: 'line',
    label: 'ratio to the baseline',
    data: shown.map(({ ratio }) => ratio),
    showLine: false,
    borderColor: colours[0],
    pointBorderColor: colours,
    pointBackgroundColor: colours,
    pointStyle: shown.map(({ verdict }) => (isChange(verdict) ? 'rectRot' : 'circle')),
    pointRadius: 5,
    clip: 8,
  };
  const intervals: Marked = {
    type: 'bar',
    label: 'interval',
    detail: true,
    data: shown.map(({ low, high }) => [low, high]),
    backgroundColor: colours,
    barThickness: 3,
  };
  const one: Marked = {
    type: 'line',
    label: 'no change',
    detail: true,
    data: shown.map(() => 1),
    borderColor: 'var(--text-2)',
    borderDash: [4, 4],
    borderWidth: 1,
    pointRadius: 0,
    pointHitRadius: 0,
  };
  return {
    charts: [
      {
        id: 'comparison',
        title: 'Rate of this run divided by the rate of the baseline',
        note: 'To the right of the dashed line is faster. The bars are the intervals in which the true ratios lie.',
        label: 'Ratio to the baseline with its interval for each cell. The figures are in the table below.',
        height: rowsHeight(shown.length),
        config: {
          type: 'bar',
          data: {
            labels: shown.map(({ cell }) => (varying.length > 0 ? shortName(cell, varying) : '')),
            datasets: [ratios, intervals, one],
          },
          options: {
            indexAxis: 'y',
            plugins: { legend: { display: false } },
            scales: rowScales(shortTitle(varying), {
              title: titled('ratio'),
              ...around1(shown),
            }),
          },
        },
      },
    ],
    ...omission([known.length, MOST_ROWS, 'most changed', 'cells']),
  };
}

/** Bars of Chart.js begin at 0 unless told otherwise. */
function around1(cells: readonly ComparedCell[]): { min: number; max: number } {
  const low = Math.min(0.9, ...cells.map((cell) => cell.low));
  // One wild cell must not flatten all others.
  const high = Math.min(
    Math.max(1.1, ...cells.map((cell) => cell.high)),
    3 * Math.max(1, ...cells.map((cell) => cell.ratio)),
  );
  return { min: Math.floor(low * 10) / 10, max: Math.ceil(high * 10) / 10 };
}
