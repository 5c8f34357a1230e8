/** The rate over the time of a repeat. */
import type { ChartConfiguration } from 'chart.js';
import { type ChartGroup, type ChartSpec, type Marked, titled } from '../../../ui/page/chart.js';
import { cellWords, varyingDimensions } from '../cell-names.js';
import { medianRepeat, ratesOverTime, trendOf } from '../figures.js';
import type { MeasuredCell } from '../result.js';
import { capital, colourOf, MOST_LINES, MOST_PANELS, spread } from './chart-parts.js';

/** Fewer points than these are no line over time. */
const LEAST_POINTS = 4;

/**
 * The rate over time of a few cells, a chart each, as their repeats last unequally long: the fastest and the slowest,
 * some between them, and the one that changes most. Cells whose repeats were too short are left out.
 */
export function timelineCharts(cells: readonly MeasuredCell[]): ChartGroup {
  const varying = varyingDimensions(cells.map(({ cell }) => cell));
  const drawn = cells
    .map((cell) => ({ cell, lines: overTime(cell) }))
    .filter(({ lines }) => lines.length > 0);
  const chosen = chosenOverTime(drawn.map(({ cell }) => cell));
  const charts = drawn
    .filter(({ cell }) => chosen.includes(cell))
    .toSorted((a, b) => b.cell.documentsPerSecond - a.cell.documentsPerSecond)
    .map(({ cell, lines }, i): ChartSpec => {
      const name = varying.length > 0 ? capital(cellWords(cell.cell, varying)) : 'All repeats';
      const trend = trendOf(cell);
      return {
        id: `time-${i}`,
        title: name,
        ...(trend === undefined ? {} : { note: `last third at ${Math.round(trend * 100)} % of the first` }),
        label: `Documents a second over the time of a repeat: ${name}.`,
        height: chosen.length > 1 ? 210 : 320,
        config: timeConfig(lines),
      };
    });
  return { charts, ...left(cells.length, drawn.length, charts.length) };
}

/** Says which cells have no chart. */
function left(all: number, drawn: number, shown: number): { omitted?: string } {
  const short = 'their repeats were too short for one; more documents make them longer';
  if (drawn === 0) return all === 0 ? {} : { omitted: `No cell has a line over time: ${short}.` };
  const sentences = [
    ...(shown < drawn
      ? [
          `Shown are ${shown} of ${drawn} cells, from the fastest to the slowest, with the one that changes most.`,
        ]
      : []),
    ...(drawn < all ? [`${all - drawn} of ${all} cells have no line: ${short}.`] : []),
  ];
  return sentences.length > 0 ? { omitted: sentences.join(' ') } : {};
}

function timeConfig(datasets: Marked[]): ChartConfiguration {
  return {
    type: 'line',
    data: { datasets },
    options: {
      plugins: { legend: { display: false } },
      scales: {
        x: {
          type: 'linear',
          title: titled('seconds'),
          min: 0,
          grid: { display: false },
          ticks: { maxRotation: 0 },
        },
        y: { title: titled('documents/s'), beginAtZero: true, ticks: { maxTicksLimit: 5 } },
      },
    },
  };
}

function chosenOverTime(cells: readonly MeasuredCell[]): MeasuredCell[] {
  const ranked = cells.toSorted((a, b) => b.documentsPerSecond - a.documentsPerSecond);
  const change = (cell: MeasuredCell): number => Math.abs(Math.log(trendOf(cell) ?? 1));
  const steepest = ranked.toSorted((a, b) => change(b) - change(a))[0];
  const evenly = spread(ranked, MOST_PANELS);
  if (steepest === undefined || evenly.includes(steepest)) return evenly;
  return [...spread(ranked, MOST_PANELS - 1), steepest];
}

/** The median repeat as a line, the others faint behind it; nothing where the median one was too short. */
function overTime(measured: MeasuredCell): Marked[] {
  const { cell, repeats } = measured;
  const middle = medianRepeat(measured);
  const others = spread(
    repeats.filter((repeat) => repeat !== middle),
    MOST_LINES,
  );
  const lines = [...others, middle]
    .map((repeat) => ({ repeat, points: ratesOverTime(repeat, cell.batchSize) }))
    .filter(({ points }) => points.length >= LEAST_POINTS);
  if (lines.at(-1)?.repeat !== middle) return [];
  return lines.map(({ repeat, points }): Marked => {
    const isMiddle = repeat === middle;
    return {
      type: 'line',
      label: isMiddle ? 'median repeat' : 'another repeat',
      detail: !isMiddle,
      data: points.map(({ seconds, rate }) => ({ x: rounded(seconds), y: Math.round(rate) })),
      borderColor: isMiddle ? colourOf(0) : 'var(--faint)',
      backgroundColor: isMiddle ? colourOf(0) : 'var(--faint)',
      borderWidth: isMiddle ? 2 : 1.5,
      pointRadius: 0,
      pointHitRadius: 6,
    };
  });
}

/** Milliseconds are enough for a place on a chart. */
const rounded = (seconds: number): number => Math.round(seconds * 1000) / 1000;
