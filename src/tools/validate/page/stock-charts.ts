/** Stock as bars. */
import type { ChartGroup } from '../../../ui/page/chart.js';
import { grouped } from '../../../ui/terminal/numbers.js';
import type { ChartFacts } from '../result.js';
import { printable } from '../words.js';
import { bar, barChart, heightFor } from './bars.js';
import { figuresTable, percentText, shortNames } from './figures.js';

/** What the stores have, and where it runs low. */
export function stockCharts({ stock }: ChartFacts): ChartGroup {
  if (stock.length === 0) return { charts: [], omitted: 'There is no stock to draw.' };
  const names = stock.map(({ store }) => printable(store));
  const labels = shortNames(names);
  const height = heightFor(stock.length) - 24;
  const sum = (value: (row: ChartFacts['stock'][number]) => number): number =>
    stock.reduce((all, row) => all + value(row), 0);
  const [units, rows, low] = [sum((row) => row.units), sum((row) => row.rows), sum((row) => row.low)];
  const each = (value: (row: ChartFacts['stock'][number]) => number): string =>
    stock.map((row, i) => `${labels[i]} ${grouped(value(row))}`).join(', ');
  return {
    charts: [
      barChart({
        ...{ id: 'units', title: 'Units in stock', height, labels, axis: 'units', lying: true },
        note: `${grouped(units)} in all.`,
        datasets: [
          bar(
            'units',
            stock.map((row) => row.units),
            'actual',
          ),
        ],
        label: `Units in stock by store, ${grouped(units)} in all: ${each((row) => row.units)}.`,
        figures: figuresTable(
          'Units in stock',
          ['store', 'units'],
          stock.map((row, i) => [names[i] ?? '', grouped(row.units)]),
        ),
      }),
      barChart({
        ...{ id: 'low', title: 'Products to reorder', height, labels, axis: 'products', lying: true },
        ...{ note: `${grouped(low)} of ${grouped(rows)} are at or below their threshold.`, stacked: true },
        datasets: [
          bar(
            'at or below threshold',
            stock.map((row) => row.low),
            'low',
          ),
          bar(
            'above',
            stock.map((row) => row.rows - row.low),
            'enough',
          ),
        ],
        label: `Products at or below their reorder threshold by store, ${grouped(low)} of ${grouped(rows)} in all: ${each((row) => row.low)}.`,
        figures: figuresTable(
          'Products to reorder',
          ['store', 'products', 'at or below threshold', 'share'],
          stock.map(({ rows: all, low: few }, i) => [
            ...[names[i] ?? '', grouped(all), grouped(few), percentText(few / Math.max(all, 1))],
          ]),
        ),
      }),
    ],
  };
}
