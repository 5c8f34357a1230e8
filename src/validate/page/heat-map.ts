/** How each category's sales move through the year: a table whose cells are shaded. */
import { type Html, html } from '../../page/html.js';
import { scrolling } from '../../page/panels.js';
import { grouped } from '../../ui/numbers.js';
import type { ChartFacts } from '../result.js';
import { printable } from '../words.js';
import { MONTHS } from './time-chart.js';

interface Row {
  readonly name: string;
  readonly lines: readonly number[];
  readonly all: number;
  /** Each month's lines, divided by those of the category's mean month. */
  readonly ratios: readonly number[];
}

export function heatMap({ categories }: ChartFacts): Html {
  const rows = categories.map(rowOf).filter(({ all }) => all > 0);
  if (rows.length === 0) return html`<p class="quiet">There are no order lines to show.</p>`;
  const ratios = rows.flatMap((row) => row.ratios);
  const [least, most] = [Math.min(...ratios), Math.max(...ratios)];
  const shade = (ratio: number): string => ((ratio - least) / Math.max(most - least, 0.01)).toFixed(3);
  const cell = (row: Row, month: number): Html => {
    const peak = row.ratios[month] === Math.max(...row.ratios);
    return html`<td style="--h:${shade(row.ratios[month])}"${peak ? html` class="peak"` : ''}>${grouped(row.lines[month])}</td>`;
  };
  const table = html`<table class="heat"><thead><tr><th scope="col" class="name">category</th>${MONTHS.map((month) => html`<th scope="col">${month}</th>`)}<th scope="col">year</th></tr></thead><tbody>
${rows.map((row) => html`<tr><th scope="row">${printable(row.name)}</th>${MONTHS.map((_, month) => cell(row, month))}<td class="all">${grouped(row.all)}</td></tr>\n`)}</tbody></table>`;
  return html`<figure><figcaption>Order lines by category and month of the year<span>Shaded by the month's share of its category: ${times(least)} the mean month is palest, ${times(most)} strongest. Bold: the category's best month.</span></figcaption>
<p class="scale" aria-hidden="true">${times(least)} ${SWATCHES} ${times(most)}</p>
${scrolling('Order lines by category and month', table)}</figure>`;
}

/** From the palest to the strongest. */
const SWATCHES = [0, 0.25, 0.5, 0.75, 1].map((shade) => html`<i style="--h:${shade}"></i>`);

const times = (ratio: number): string => `${ratio.toFixed(2)} ×`;

/** A category's row; a month that is missing has no lines. */
function rowOf({ name, lines }: ChartFacts['categories'][number]): Row {
  const months = MONTHS.map((_, month) => lines[month] ?? 0);
  const all = months.reduce((a, b) => a + b, 0);
  return {
    name,
    lines: months,
    all,
    ratios: months.map((count) => (count * MONTHS.length) / Math.max(all, 1)),
  };
}
