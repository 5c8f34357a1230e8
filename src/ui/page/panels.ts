/** Parts of a page: charts beside each other, and what scrolls. */
import type { ChartGroup, ChartSpec } from './chart.js';
import { type Html, html } from './html.js';

export const paragraph = (words: string): Html =>
  words === '' ? html`` : html`<p class="quiet">${words}</p>`;

/** How many lines the legend of a chart names. */
const legendOf = ({ data }: ChartSpec['config']): number =>
  data.datasets.filter((dataset) => !('detail' in dataset) || dataset.detail !== true).length;

/** Charts beside each other; paper is told how many go into a row. */
export const panels = ({ charts, omitted = '' }: ChartGroup): Html => {
  const wide = charts.some(({ config }) => legendOf(config) > 4);
  const columns = wide || charts.length === 2 || charts.length === 4 ? 2 : 3;
  if (charts.length === 0) return paragraph(omitted);
  return html`${paragraph(omitted)}<div class="panels" style="--columns:${Math.min(columns, charts.length)}">${charts.map(figure)}</div>`;
};

const figure = ({ id, title, note, label, height, figures }: ChartSpec): Html => html`
<figure><figcaption>${title}${note === undefined ? '' : html`<span>${note}</span>`}</figcaption>
<div class="chart" style="--height:${height}px"><canvas id="${id}" role="img" aria-label="${label}">${label}</canvas></div>${figures ?? ''}</figure>`;

/** A region that scrolls sideways by itself, also with the keyboard. */
export const scrolling = (label: string, table: Html): Html =>
  html`<div class="scroll" role="region" aria-label="${label}" tabindex="0">${table}</div>`;
