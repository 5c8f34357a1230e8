/** The figures of a chart as a table below it, and how they are written. */
import { type Html, html } from '../../../ui/page/html.js';
import { scrolling } from '../../../ui/page/panels.js';

export const PLANNED = 'planned';
export const ACTUAL = 'actual';

/** 0.1234 to 12.34, for an axis in percent. */
export const percent = (share: number): number => Math.round(share * 10_000) / 100;

/** 0.1234 to `12.3 %`. */
export const percentText = (share: number): string => `${(100 * share).toFixed(1)} %`;

/** Collapsed until it is opened, and not printed: the chart is there. */
export function figuresTable(
  title: string,
  heads: readonly string[],
  rows: readonly (readonly string[])[],
): Html {
  const [first = '', ...others] = heads;
  const table = html`<table><thead><tr><th scope="col" class="name">${first}</th>${others.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead><tbody>
${rows.map(([name = '', ...values]) => html`<tr><th scope="row">${name}</th>${values.map((value) => html`<td>${value}</td>`)}</tr>\n`)}</tbody></table>`;
  return html`<details class="figures screen"><summary>Figures<span class="unseen">: ${title}</span></summary>${scrolling(title, table)}</details>`;
}

/** Names without the words that all of them begin with: `Zava Retail Seattle` becomes `Seattle`. */
export function shortNames(names: readonly string[]): string[] {
  const words = names.map((name) => name.split(' '));
  const [model = []] = words;
  const shortest = Math.min(...words.map((list) => list.length));
  let common = 0;
  while (names.length > 1 && common < shortest - 1 && words.every((list) => list[common] === model[common])) {
    common++;
  }
  return words.map((list) => {
    const name = list.slice(common).join(' ');
    return name.length > 24 ? `${name.slice(0, 23)}…` : name;
  });
}
