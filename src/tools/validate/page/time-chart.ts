/** Orders by month, with the planned curve behind them. */
import type { ChartConfiguration } from 'chart.js';
import { type ChartGroup, finite, type Marked, titled } from '../../../ui/page/chart.js';
import type { Html } from '../../../ui/page/html.js';
import { grouped } from '../../../ui/terminal/numbers.js';
import { counted } from '../../../ui/terminal/words.js';
import type { ChartFacts, MonthFacts } from '../result.js';
import { printable } from '../words.js';
import { ACTUAL, figuresTable, PLANNED } from './figures.js';

export const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `2020-01` to `Jan 2020`; another text as it is. */
function monthWords(month: string): string {
  const [, year, number] = /^(\d{4})-(0[1-9]|1[0-2])$/.exec(month) ?? [];
  return year === undefined ? printable(month) : `${MONTHS[Number(number) - 1]} ${year}`;
}

/** Up to so many months each is a point. */
const MOST_POINTS = 36;

export function timeChart({ months }: ChartFacts): ChartGroup {
  const first = months.at(0);
  const last = months.at(-1);
  if (first === undefined || last === undefined)
    return { charts: [], omitted: 'There are no orders to draw.' };
  const all = months.reduce((sum, { orders }) => sum + orders, 0);
  const planned = months.reduce((sum, { expected }) => sum + expected, 0);
  const span = `${monthWords(first.month)} to ${monthWords(last.month)}`;
  const farthest = farthestWords(months);
  return {
    charts: [
      {
        id: 'orders',
        title: 'Orders in each month',
        note: farthest,
        label: `Orders in each month, ${span}: ${counted(all, 'order')}, ${grouped(planned)} planned. ${farthest} The figures are in the table below.`,
        height: 300,
        config: config(months),
        figures: yearTable(months),
      },
    ],
  };
}

/** The month that is farthest from the plan, in multiples of what chance would do to it. */
function farthestWords(months: readonly MonthFacts[]): string {
  const distance = ({ orders, expected }: MonthFacts): number =>
    Math.abs(orders - expected) / Math.sqrt(Math.max(expected, 1));
  const [farthest] = months.toSorted((a, b) => distance(b) - distance(a));
  if (farthest === undefined) return '';
  const { month, orders, expected } = farthest;
  if (Math.abs(orders - expected) < 1) return 'Every month is within an order of the plan.';
  return `Farthest from the plan: ${monthWords(month)}, ${grouped(orders)} instead of ${grouped(expected)}${differenceWords(orders, expected, ' (', ')')}.`;
}

/** `+2.3 %` between two texts; nothing where none were expected. */
function differenceWords(actual: number, expected: number, before = '', after = ''): string {
  if (!(expected > 0)) return '';
  const change = (100 * (actual - expected)) / expected;
  return `${before}${change < 0 ? '−' : '+'}${Math.abs(change).toFixed(1)} %${after}`;
}

function config(months: readonly MonthFacts[]): ChartConfiguration {
  const few = months.length <= MOST_POINTS;
  const points = { pointStyle: few ? 'circle' : 'line', pointRadius: few ? 2.5 : 0, pointHitRadius: 6 };
  const actual: Marked = {
    ...{ type: 'line', label: ACTUAL, data: months.map(({ orders }) => finite(orders)), borderWidth: 1.75 },
    ...{ borderColor: 'var(--actual)', backgroundColor: 'var(--actual)', ...points },
  };
  const planned: Marked = {
    ...{ type: 'line', label: PLANNED, data: months.map(({ expected }) => finite(Math.round(expected))) },
    ...{ borderColor: 'var(--planned)', backgroundColor: 'var(--planned-area)', fill: 'origin' },
    ...{ borderWidth: 1, pointRadius: months.length > 1 ? 0 : 6, pointHitRadius: 6, pointStyle: 'rect' },
  };
  // What is no option of Chart.js is for the page's script.
  const ticks = { months: true, autoSkip: false, maxRotation: 0 };
  return {
    type: 'line',
    data: { labels: months.map(({ month }) => monthWords(month)), datasets: [actual, planned] },
    options: {
      interaction: { mode: 'index', intersect: false },
      scales: {
        x: { ticks, grid: { tickLength: 4 } },
        y: { title: titled('orders'), beginAtZero: true, ticks: { maxTicksLimit: 6 } },
      },
    },
  };
}

/** A row for each year: its months, its orders and the plan's. */
function yearTable(months: readonly MonthFacts[]): Html {
  const years = [...new Set(months.map(({ month }) => month.slice(0, 4)))];
  const rows = years.map((year) => {
    const own = months.filter(({ month }) => month.startsWith(year));
    const orders = own.reduce((sum, month) => sum + month.orders, 0);
    const expected = own.reduce((sum, month) => sum + month.expected, 0);
    const cells = MONTHS.map((_, i) => {
      const found = own.find(({ month }) => month === `${year}-${String(i + 1).padStart(2, '0')}`);
      return found === undefined ? '' : grouped(found.orders);
    });
    return [printable(year), ...cells, grouped(orders), grouped(expected), differenceWords(orders, expected)];
  });
  return figuresTable('Orders by year and month', ['year', ...MONTHS, 'all', PLANNED, 'difference'], rows);
}
