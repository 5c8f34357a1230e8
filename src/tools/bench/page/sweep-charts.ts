/** Rate and client CPU over the settings that a run swept. */
import type { ChartConfiguration } from 'chart.js';
import { type ChartGroup, finite, type Marked, titled } from '../../../ui/page/chart.js';
import {
  cellKey,
  cellWords,
  type Dimension,
  shortName,
  shortTitle,
  titleText,
  valueText,
  varyingDimensions,
} from '../cell-names.js';
import { cpuPerMillion, fastestOf, ratesOf } from '../figures.js';
import type { Cell, MeasuredCell } from '../result.js';
import {
  capital,
  colourOf,
  dashesOf,
  fastest,
  MOST_LINES,
  MOST_PANELS,
  MOST_ROWS,
  omission,
  rowScales,
  rowsHeight,
  shapeOf,
  spread,
} from './chart-parts.js';

/** How a group of lines is drawn: what it measures, and whether each repeat is a dot. */
interface Figure {
  readonly id: string;
  readonly axis: string;
  readonly subject: string;
  value(cell: MeasuredCell): number;
  dots?(cell: MeasuredCell): readonly number[];
}

const RATE: Figure = {
  id: 'rate',
  axis: 'documents/s',
  subject: 'Documents a second',
  value: (cell) => cell.documentsPerSecond,
  dots: (cell) => (cell.repeats.length > 1 ? ratesOf(cell) : []),
};

const CPU: Figure = {
  id: 'cpu',
  axis: 'CPU s / million',
  subject: 'Client CPU',
  value: cpuPerMillion,
};

export const rateCharts = (cells: readonly MeasuredCell[]): ChartGroup => sweepCharts(cells, RATE);
export const cpuCharts = (cells: readonly MeasuredCell[]): ChartGroup => sweepCharts(cells, CPU);

/** What the panels of a group have in common, so that they can be compared by eye. */
interface Axes {
  readonly x: Dimension;
  readonly xs: readonly Cell[Dimension][];
  /** The dimension of which each value is a line; undefined where there is one line. */
  readonly line: Dimension | undefined;
  readonly series: readonly Cell[Dimension][];
  /** The highest value on any panel. */
  readonly top: number;
}

/** Lines over the batch size or the connections, one panel for each combination of what is left; else a bar a cell. */
function sweepCharts(cells: readonly MeasuredCell[], figure: Figure): ChartGroup {
  const varying = varyingDimensions(cells.map(({ cell }) => cell));
  if (varying.length === 0) return { charts: [] };
  const x = varying.find((dimension) => dimension === 'batchSize' || dimension === 'connections');
  if (x === undefined) return barChart(cells, varying, figure);
  const others = varying.filter((dimension) => dimension !== x);
  const line = others.includes('connections') ? 'connections' : others[0];
  const panelled = others.filter((dimension) => dimension !== line);
  const panels = [...grouped(cells, panelled).values()];
  const kept = panels.toSorted((a, b) => best(b) - best(a)).slice(0, MOST_PANELS);
  // In the order of the run, not of the rates: neighbours are alike.
  const shown = panels.filter((panel) => kept.includes(panel));
  const axes: Axes = {
    x,
    xs: valuesOf(cells, x),
    line,
    series: line === undefined ? [] : valuesOf(cells, line),
    top: Math.max(...shown.flat().map(figure.value).filter(Number.isFinite), 0),
  };
  const by = `${figure.subject} by ${titleText(x)}${line === undefined ? '' : `, a line for each ${lineWords(line)}`}`;
  return {
    charts: shown.map((panel, i) => {
      const [one] = panel;
      const where = one === undefined ? '' : cellWords(one.cell, panelled);
      return {
        id: `${figure.id}-${i}`,
        title: where === '' ? by : capital(where),
        label: `${by}${where === '' ? '' : `: ${where}`}. The figures are in the table of all cells.`,
        height: shown.length > 1 ? 290 : 360,
        config: lineConfig(panel, axes, figure),
      };
    }),
    ...omission(
      [panels.length, MOST_PANELS, 'fastest', 'combinations of the other settings'],
      [axes.series.length, MOST_LINES, '', 'lines'],
    ),
  };
}

const best = (cells: readonly MeasuredCell[]): number => fastestOf(cells)?.documentsPerSecond ?? 0;
const lineWords = (line: Dimension): string =>
  line === 'connections' ? 'number of connections' : titleText(line);

function grouped(
  cells: readonly MeasuredCell[],
  dimensions: readonly Dimension[],
): Map<string, MeasuredCell[]> {
  const groups = new Map<string, MeasuredCell[]>();
  for (const cell of cells) {
    const key = cellKey(cell.cell, dimensions);
    groups.set(key, [...(groups.get(key) ?? []), cell]);
  }
  return groups;
}

/** The values of a dimension: numbers from small to large, others as they come. */
function valuesOf(cells: readonly MeasuredCell[], dimension: Dimension): Cell[Dimension][] {
  const values = [...new Set(cells.map(({ cell }) => cell[dimension]))];
  return values.every((value) => typeof value === 'number') ? values.toSorted((a, b) => a - b) : values;
}

function lineConfig(cells: readonly MeasuredCell[], axes: Axes, figure: Figure): ChartConfiguration {
  const { x, line } = axes;
  const [any] = cells;
  const xs = axes.xs.map((at) => (any === undefined ? '' : valueText({ ...any.cell, [x]: at }, x)));
  const series = line === undefined ? [undefined] : spread(axes.series, MOST_LINES);
  const datasets = series.flatMap((value, i) => {
    const found = axes.xs.map((at) =>
      cells.find(({ cell }) => cell[x] === at && (line === undefined || cell[line] === value)),
    );
    // An interrupted run may lack some.
    const one = found.find((cell) => cell !== undefined);
    if (one === undefined) return [];
    const label = line === undefined ? figure.axis : cellWords(one.cell, [line]);
    return linesOf(label, i, xs, found, figure);
  });
  return {
    type: 'line',
    data: { labels: xs, datasets },
    options: {
      plugins: { legend: { display: line !== undefined } },
      scales: {
        x: { title: titled(titleText(x)), grid: { display: false }, offset: true },
        y: {
          title: titled(figure.axis),
          beginAtZero: true,
          suggestedMax: axes.top,
          ticks: { maxTicksLimit: 7 },
        },
      },
    },
  };
}

/** A line with a point for each cell, and the repeats of these as small dots. */
function linesOf(
  label: string,
  index: number,
  xs: readonly string[],
  cells: readonly (MeasuredCell | undefined)[],
  figure: Figure,
): Marked[] {
  const colour = colourOf(index);
  const line: Marked = {
    type: 'line',
    label,
    group: label,
    data: cells.map((cell) => (cell === undefined ? null : finite(figure.value(cell)))),
    borderColor: colour,
    backgroundColor: colour,
    borderWidth: 2,
    borderDash: dashesOf(index),
    pointStyle: shapeOf(index),
    pointRadius: 4,
    spanGaps: true,
  };
  const { dots } = figure;
  if (dots === undefined) return [line];
  const points = cells.flatMap((cell, i) =>
    cell === undefined ? [] : dots(cell).map((y) => ({ x: xs[i], y })),
  );
  if (points.length === 0) return [line];
  return [line, dotsOf(label, points, colour)];
}

/** Small dots at places of which one coordinate is the text of a category, which the types of Chart.js do not know. */
const dotsOf = (group: string, points: readonly object[], colour: string): Marked => ({
  type: 'line',
  label: `${group}, repeats`,
  group,
  detail: true,
  data: [...points] as unknown as number[],
  showLine: false,
  borderColor: colour,
  backgroundColor: colour,
  pointRadius: 1.5,
  pointHitRadius: 0,
  pointHoverRadius: 1.5,
});

function barChart(cells: readonly MeasuredCell[], varying: readonly Dimension[], figure: Figure): ChartGroup {
  const shown = fastest(cells, MOST_ROWS);
  const labels = shown.map(({ cell }) => shortName(cell, varying));
  const repeats = shown.flatMap((cell, i) => (figure.dots?.(cell) ?? []).map((x) => ({ x, y: labels[i] })));
  return {
    charts: [
      {
        id: `${figure.id}-0`,
        title: `${figure.subject} by ${shortTitle(varying)}`,
        label: `${figure.subject} by ${shortTitle(varying)}. The figures are in the table of all cells.`,
        height: rowsHeight(shown.length),
        config: {
          type: 'bar',
          data: {
            labels,
            datasets: [
              dotsOf('repeats', repeats, 'var(--text)'),
              {
                label: figure.axis,
                data: shown.map((cell) => finite(figure.value(cell))),
                backgroundColor: colourOf(0),
                maxBarThickness: 22,
              },
            ],
          },
          options: {
            indexAxis: 'y',
            plugins: { legend: { display: false } },
            scales: rowScales(shortTitle(varying), { title: titled(figure.axis), beginAtZero: true }),
          },
        },
      },
    ],
    ...omission([cells.length, MOST_ROWS, 'fastest', 'cells']),
  };
}
