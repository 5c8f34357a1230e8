/** The tables of the page. */
import { type Html, html } from '../../../ui/page/html.js';
import { scrolling } from '../../../ui/page/panels.js';
import { grouped } from '../../../ui/terminal/numbers.js';
import { counted } from '../../../ui/terminal/words.js';
import { median } from '../../statistics/median.js';
import { type Dimension, titleText, valueText, varyingDimensions } from '../cell-names.js';
import { type Comparison, intervalText, ratioText, verdictText } from '../compare.js';
import {
  cpuPerMillion,
  errorsOf,
  fastestOf,
  nodeWords,
  ratesOf,
  retriesOf,
  threeDigits,
  trendOf,
} from '../figures.js';
import type { Cell, InsertResult, MeasuredCell } from '../result.js';
import { dateWords, sharedSentence } from './words.js';

/** A column of figures: how it is written, and the number by which the table is sorted. */
interface Column {
  readonly head: string;
  number(cell: MeasuredCell): number;
  text(cell: MeasuredCell): string;
}

const column = (
  head: string,
  number: (cell: MeasuredCell) => number,
  text: (value: number) => string,
): Column => ({ head, number, text: (cell) => text(number(cell)) });

/** Cores that the client kept busy, on average. */
const coresBusy = (cell: MeasuredCell): number =>
  median(cell.repeats.filter(({ seconds }) => seconds > 0).map((r) => r.clientCpuSeconds / r.seconds));

const RATE = column('documents/s', (cell) => cell.documentsPerSecond, grouped);

const FIGURES: readonly Column[] = [
  RATE,
  column('slowest repeat', (cell) => Math.min(...ratesOf(cell)), grouped),
  column('fastest repeat', (cell) => Math.max(...ratesOf(cell)), grouped),
  column('MB/s', (cell) => cell.megabytesPerSecond, threeDigits),
  column('p50 ms', (cell) => cell.latency.p50, threeDigits),
  column('p95 ms', (cell) => cell.latency.p95, threeDigits),
  column('p99 ms', (cell) => cell.latency.p99, threeDigits),
  column('max ms', (cell) => cell.latency.max, threeDigits),
  column('CPU s / million', cpuPerMillion, threeDigits),
  column('cores busy', coresBusy, threeDigits),
  column('last third / first', (cell) => trendOf(cell) ?? Number.NaN, threeDigits),
];

/** Columns that only stand where they differ from cell to cell, or are not 0; a sentence says so otherwise. */
const ERRORS = column('errors', errorsOf, grouped);
const RETRIES = column('retries', retriesOf, grouped);
const REPEATS = column('repeats', (cell) => cell.repeats.length, grouped);

/** Every column but those without news, and what these would have said. */
function columnsFor(cells: readonly MeasuredCell[]): { columns: Column[]; silent: string[] } {
  const any = ({ number }: Column): boolean => cells.some((cell) => number(cell) > 0);
  const [first] = cells;
  const same = cells.every((cell) => cell.repeats.length === first?.repeats.length);
  const troubles = [ERRORS, RETRIES];
  return {
    columns: [...FIGURES, ...troubles.filter(any), ...(same ? [] : [REPEATS])],
    silent: [
      ...(same && first !== undefined ? [counted(first.repeats.length, 'repeat')] : []),
      ...troubles.filter((trouble) => !any(trouble)).map(({ head }) => `no ${head}`),
    ],
  };
}

/** What names a row: its values in the dimensions that vary, or that it is the only one. */
const nameHeads = (varying: readonly Dimension[]): Html[] =>
  (varying.length > 0 ? varying.map(titleText) : ['cell']).map(
    (title) => html`<th scope="col" class="name">${title}</th>`,
  );
const nameCells = (cell: Cell, varying: readonly Dimension[]): Html[] =>
  (varying.length > 0 ? varying.map((dimension) => valueText(cell, dimension)) : ['the only one']).map(
    (text) => html`<th scope="row">${text}</th>`,
  );

/** Columns for which paper has room in letters of the usual size. */
const MOST_COLUMNS = 15;

/** Whether the table of all cells must be printed small. */
export const isWide = ({ cells }: InsertResult): boolean =>
  varyingDimensions(cells.map(({ cell }) => cell)).length + columnsFor(cells).columns.length > MOST_COLUMNS;

/** All cells with all figures; its figures' heads sort it. Before it, what is the same for all of them. */
export function cellsTable(result: InsertResult): Html {
  const { cells } = result;
  const { columns, silent } = columnsFor(cells);
  const varying = varyingDimensions(cells.map(({ cell }) => cell));
  const best = fastestOf(cells);
  const most = Math.max(best?.documentsPerSecond ?? 0, 1);
  const figure = (cell: MeasuredCell, col: Column): Html => {
    const number = col.number(cell);
    const value = Number.isFinite(number) ? String(number) : '-1';
    const share = ((100 * number) / most).toFixed(1);
    return col === RATE
      ? html`<td data-value="${value}" class="rate" style="--share:${share}%">${col.text(cell)}</td>`
      : html`<td data-value="${value}">${col.text(cell)}</td>`;
  };
  const row = (cell: MeasuredCell): Html =>
    html`<tr${cell === best && cells.length > 1 ? html` class="best"` : ''}>${nameCells(cell.cell, varying)}${columns.map((col) => figure(cell, col))}</tr>\n`;
  const table = scrolling(
    'All cells with all figures',
    html`<table id="cells">
<thead><tr>${nameHeads(varying)}${columns.map(({ head }) => html`<th scope="col"><button type="button">${head}</button></th>`)}</tr></thead>
<tbody>
${cells.map(row)}</tbody></table>`,
  );
  return html`<p class="quiet">${sharedSentence(result)} ${cells.length > 1 ? 'Each has' : 'It has'} ${silent.join(', ')}. <span class="screen">The heads of the figures sort the table.</span></p>
${table}`;
}

const VERDICT_SIGNS = { faster: '▲ ', slower: '▼ ', 'no change': '', 'cannot tell': '? ' } as const;

/** The cells in both runs with their verdicts. */
export function comparisonTable({ cells }: Comparison): Html {
  const varying = varyingDimensions(cells.map(({ cell }) => cell));
  const heads = ['baseline documents/s', 'this run', 'ratio', 'interval', 'verdict'];
  return scrolling(
    'Comparison with the baseline',
    html`<table id="comparison-table">
<thead><tr>${nameHeads(varying)}${heads.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead>
<tbody>
${cells.map(
  (compared) =>
    html`<tr>${nameCells(compared.cell, varying)}<td>${grouped(compared.baseline)}</td><td>${grouped(compared.current)}</td><td>${ratioText(compared.ratio)}</td><td>${intervalText(compared)}</td><td class="${compared.verdict.replace(' ', '-')}">${VERDICT_SIGNS[compared.verdict]}${verdictText(compared)}</td></tr>\n`,
)}</tbody></table>`,
  );
}

/** What it was measured on. */
export function environmentTable(result: InsertResult): Html {
  const { environment, workload } = result;
  const rows: readonly (readonly [string, string])[] = [
    ['Server', environment.host],
    ['MongoDB', environment.serverVersion],
    ['Topology', environment.topology],
    [environment.topology === 'sharded cluster' ? 'Shards' : 'Members', grouped(environment.members)],
    ['Storage engine', environment.storageEngine],
    [
      'Client',
      `zava ${environment.clientVersion}, driver ${environment.driverVersion}, ${nodeWords(environment)}`,
    ],
    ['Processor', `${grouped(environment.cores)} × ${environment.cpu}`],
    ['Operating system', environment.os],
    ['Started', dateWords(result.startedAt)],
    ['Documents of a repeat', `${grouped(workload.documents)} (${workload.collections.join(', ')})`],
    ['Bytes of a repeat', grouped(workload.bytes)],
    ['Seed, format version', `${result.seed}, ${result.formatVersion}`],
  ];
  return html`<div class="scroll"><table class="facts"><tbody>
${rows.map(([name, value]) => html`<tr><th scope="row">${name}</th><td>${value}</td></tr>\n`)}</tbody></table></div>`;
}
