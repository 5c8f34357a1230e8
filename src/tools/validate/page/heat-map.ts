/** How each category's sales move through the year: a table whose cells are shaded. */
import { type Html, html } from '../../../ui/page/html.js';
import { scrolling } from '../../../ui/page/panels.js';
import { grouped } from '../../../ui/terminal/numbers.js';
import type { ChartFacts } from '../result.js';
import { printable } from '../words.js';
import { MONTHS } from './time-chart.js';

interface Row {
  readonly name: string;
  readonly all: number;
  /** Each month's lines, and these divided by those of the category's mean month. */
  readonly months: readonly { readonly lines: number; readonly ratio: number }[];
}

export function heatMap({ categories }: ChartFacts): Html {
  const rows = categories.map(rowOf).filter(({ all }) => all > 0);
  if (rows.length === 0) return html`<p class="quiet">There are no order lines to show.</p>`;
  const ratios = rows.flatMap(ratiosOf);
  const [least, most] = [Math.min(...ratios), Math.max(...ratios)];
  const shade = (ratio: number): string => ((ratio - least) / Math.max(most - least, 0.01)).toFixed(3);
  const cells = (row: Row): Html[] => {
    const peak = Math.max(...ratiosOf(row));
    return row.months.map(
      ({ lines, ratio }) =>
        html`<td style="--h:${shade(ratio)}"${ratio === peak ? html` class="peak"` : ''}>${grouped(lines)}</td>`,
    );
  };
  const table = html`<table class="heat"><thead><tr><th scope="col" class="name">category</th>${MONTHS.map((month) => html`<th scope="col">${month}</th>`)}<th scope="col">year</th></tr></thead><tbody>
${rows.map((row) => html`<tr><th scope="row">${printable(row.name)}</th>${cells(row)}<td class="all">${grouped(row.all)}</td></tr>\n`)}</tbody></table>`;
  return html`<figure><figcaption>Order lines by category and month of the year<span>Shaded by the month's share of its category: ${times(least)} the mean month is palest, ${times(most)} strongest. Bold: the category's best month.</span></figcaption>
<p class="scale" aria-hidden="true">${times(least)} ${SWATCHES} ${times(most)}</p>
${scrolling('Order lines by category and month', table)}</figure>`;
}

/** From the palest to the strongest. */
const SWATCHES = [0, 0.25, 0.5, 0.75, 1].map((shade) => html`<i style="--h:${shade}"></i>`);

const times = (ratio: number): string => `${ratio.toFixed(2)} ×`;

const ratiosOf = (row: Row): number[] => row.months.map(({ ratio }) => ratio);

/** A category's row; a month that is missing has no lines. */
function rowOf({ name, lines }: ChartFacts['categories'][number]): Row {
  const months = MONTHS.map((_, month) => lines[month] ?? 0);
  const all = months.reduce((a, b) => a + b, 0);
  return {
    name,
    all,
    months: months.map((count) => ({ lines: count, ratio: (count * MONTHS.length) / Math.max(all, 1) })),
  };
}
