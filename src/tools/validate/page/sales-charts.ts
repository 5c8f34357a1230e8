/** Stores, baskets and prices as bars. */
import type { ChartGroup, ChartSpec, Marked } from '../../../ui/page/chart.js';
import { grouped } from '../../../ui/terminal/numbers.js';
import { counted } from '../../../ui/terminal/words.js';
import type { ChartFacts } from '../result.js';
import { printable } from '../words.js';
import { bar, barChart, heightFor } from './bars.js';
import { ACTUAL, figuresTable, PLANNED, percent, percentText, shortNames } from './figures.js';

interface Shared {
  readonly share: number;
  readonly expectedShare: number;
}

/** Actual shares beside the planned ones. */
const pairOf = (shares: readonly Shared[]): Marked[] => [
  bar(
    ACTUAL,
    shares.map(({ share }) => percent(share)),
    'actual',
  ),
  bar(
    PLANNED,
    shares.map(({ expectedShare }) => percent(expectedShare)),
    'planned',
  ),
];

/** `Seattle 26.3 % (planned 26.1 %), ...` */
const sharesWords = (names: readonly string[], shares: readonly Shared[]): string =>
  shares
    .map(
      ({ share, expectedShare }, i) =>
        `${names[i]} ${percentText(share)} (planned ${percentText(expectedShare)})`,
    )
    .join(', ');

/** Where orders are made, how large they are, and what their lines cost. */
export function salesCharts({ stores, baskets, prices }: ChartFacts): ChartGroup {
  const height = heightFor(stores.length);
  const charts = [
    ...(stores.length > 0 ? [storesChart(stores, height)] : []),
    ...(baskets.length > 0 ? [basketsChart(baskets, height)] : []),
    ...(prices.length > 0 ? [pricesChart(prices, height)] : []),
  ];
  return charts.length > 0 ? { charts } : { charts, omitted: 'There are no orders to draw.' };
}

function storesChart(stores: ChartFacts['stores'], height: number): ChartSpec {
  const names = stores.map(({ name }) => printable(name));
  const labels = shortNames(names);
  return barChart({
    ...{ id: 'stores', title: 'Orders by store', height, labels, datasets: pairOf(stores) },
    ...{ axis: '% of orders', lying: true },
    label: `Share of orders by store: ${sharesWords(labels, stores)}.`,
    figures: figuresTable(
      'Orders by store',
      ['store', 'orders', ACTUAL, PLANNED],
      stores.map(({ orders, share, expectedShare }, i) => [
        ...[names[i] ?? '', grouped(orders)],
        ...[percentText(share), percentText(expectedShare)],
      ]),
    ),
  });
}

function basketsChart(baskets: ChartFacts['baskets'], height: number): ChartSpec {
  const labels = baskets.map(({ items }) => grouped(items));
  return barChart({
    ...{ id: 'baskets', title: 'Basket sizes', height, labels, datasets: pairOf(baskets) },
    ...{ axis: '% of orders', each: 'lines in an order' },
    label: `Share of orders by number of lines: ${sharesWords(labels, baskets)}.`,
    figures: figuresTable(
      'Basket sizes',
      ['lines', ACTUAL, PLANNED],
      baskets.map(({ share, expectedShare }, i) => [
        ...[labels[i] ?? '', percentText(share), percentText(expectedShare)],
      ]),
    ),
  });
}

/** `$10–20`, `$500 and more` */
function binWords({ from, to }: ChartFacts['prices'][number]): string {
  const dollars = (value: number): string => (Number.isInteger(value) ? grouped(value) : value.toFixed(2));
  return to === undefined ? `$${dollars(from)}+` : `$${dollars(from)}–${dollars(to)}`;
}

function pricesChart(prices: ChartFacts['prices'], height: number): ChartSpec {
  const labels = prices.map(binWords);
  const all = prices.reduce((sum, { lines }) => sum + lines, 0);
  const most = prices.reduce((a, b) => (b.lines > a.lines ? b : a));
  const counts = prices.map(({ lines }) => lines);
  // The bars of a histogram touch.
  const touching = { maxBarThickness: 1000, categoryPercentage: 0.98, barPercentage: 0.98 };
  return barChart({
    ...{ id: 'prices', title: 'Unit prices', height, labels, axis: 'order lines', each: 'dollars' },
    datasets: [{ ...bar('lines', counts, 'actual'), ...touching }],
    label: `Order lines by unit price: ${counted(all, 'line')}, most of them (${grouped(most.lines)}) at ${binWords(most)}. The figures are in the table below.`,
    figures: figuresTable(
      'Unit prices',
      ['unit price', 'lines', 'share'],
      prices.map(({ lines }, i) => [labels[i] ?? '', grouped(lines), percentText(lines / Math.max(all, 1))]),
    ),
  });
}
