/** What `zava bench insert` measured, as one HTML page that needs nothing else: no network, no other file. */
import type { ChartGroup, ChartSpec } from '../../ui/page/chart.js';
import { documentText } from '../../ui/page/document.js';
import { type Html, html } from '../../ui/page/html.js';
import { panels, paragraph } from '../../ui/page/panels.js';
import { grouped } from '../../ui/terminal/numbers.js';
import { cellWords, varyingDimensions } from './cell-names.js';
import { type Comparison, methodWords, onlyInOne, tally } from './compare.js';
import { cpuPerMillion, fastestOf, threeDigits } from './figures.js';
import { comparisonCharts, latencyCharts } from './page/row-charts.js';
import { SORT_SCRIPT } from './page/script.js';
import { BENCH_STYLE } from './page/style.js';
import { cpuCharts, rateCharts } from './page/sweep-charts.js';
import { cellsTable, comparisonTable, environmentTable, isWide } from './page/tables.js';
import { timelineCharts } from './page/time-charts.js';
import { dateWords, readingNotes, summary, warnings } from './page/words.js';
import type { InsertResult } from './result.js';

/** The whole page as text. */
export function renderPage(result: InsertResult, comparison?: Comparison): string {
  const { cells } = result;
  const sections = [
    section('Rate', rateCharts(cells)),
    ...(comparison === undefined ? [] : [comparisonSection(comparison)]),
    section('Latency', latencyCharts(cells)),
    section(
      'Rate over time',
      timelineCharts(cells),
      'Strong: the repeat in the middle. Faint: the other repeats.',
    ),
    section('Client CPU', cpuCharts(cells), 'Core-seconds of this process for a million documents.'),
  ];
  return documentText({
    title: `Insert benchmark of ${result.environment.host}`,
    body: html`${header(result, comparison)}
${sections.map((made) => made.html)}
${cellsSection(result)}
${closing(result)}`,
    charts: sections.flatMap((made) => made.charts),
    result,
    style: BENCH_STYLE,
    script: SORT_SCRIPT,
  });
}

interface Section {
  readonly html: Html;
  readonly charts: readonly ChartSpec[];
}

const NO_SECTION: Section = { html: html``, charts: [] };

/** A heading and its charts, or why there are none; nothing where there is nothing to say. */
function section(title: string, group: ChartGroup, words = ''): Section {
  if (group.charts.length === 0 && group.omitted === undefined) return NO_SECTION;
  return {
    html: html`<section><h2>${title}</h2>${paragraph(group.charts.length > 0 ? words : '')}${panels(group)}</section>`,
    charts: group.charts,
  };
}

function header(result: InsertResult, comparison: Comparison | undefined): Html {
  const against =
    comparison === undefined || comparison.cells.length === 0
      ? ''
      : ` Against the baseline of ${dateWords(comparison.baselineStartedAt)}: ${tally(comparison)}.`;
  return html`<header>
<h1>Insert benchmark</h1>
<p class="quiet">${result.environment.host}, ${dateWords(result.startedAt)}</p>
<p class="summary">${summary(result)}${against}</p>
${warnings(result).map((warning) => html`<p class="note" role="note">${warning}</p>`)}
${tiles(result)}
<noscript><p class="note">The charts need JavaScript; all figures are in the tables.</p></noscript>
</header>`;
}

/** The fastest cell in four figures. */
function tiles({ cells }: InsertResult): Html {
  const cell = fastestOf(cells);
  if (cell === undefined) return html``;
  const varying = varyingDimensions(cells.map((measured) => measured.cell));
  const [most, there] = cells.length > 1 ? ['Highest rate', ' there'] : ['Rate', ''];
  const facts: readonly (readonly [string, string, string])[] = [
    [most, grouped(cell.documentsPerSecond), 'documents/s'],
    ['In bytes', threeDigits(cell.megabytesPerSecond), 'MB/s'],
    [`p99 latency${there}`, threeDigits(cell.latency.p99), 'ms'],
    [`Client CPU${there}`, threeDigits(cpuPerMillion(cell)), 'core-seconds per million documents'],
  ];
  const label = varying.length > 0 ? `The fastest cell: ${cellWords(cell.cell, varying)}` : 'The cell';
  return html`<dl class="tiles" aria-label="${label}">${facts.map(([name, value, unit]) => html`<div><dt>${name}</dt><dd>${value} <small>${unit}</small></dd></div>`)}</dl>`;
}

function comparisonSection(comparison: Comparison): Section {
  const group = comparisonCharts(comparison);
  const sentences = [...onlyInOne(comparison), ...comparison.differences];
  return {
    charts: group.charts,
    html: html`<section><h2>Compared with the baseline</h2>
<p>The baseline was measured on ${dateWords(comparison.baselineStartedAt)}. ${methodWords(comparison).join(' ')} Repeats of one run do not show what differs between two runs, such as other work on the machine: measure the baseline again when in doubt.</p>
${sentences.length > 0 ? html`<ul>${sentences.map((sentence) => html`<li>${sentence}</li>`)}</ul>` : paragraph(comparison.cells.length > 0 ? 'Both runs had the same workload, server and client.' : '')}
${group.charts.length > 0 ? panels(group) : ''}
${comparison.cells.length > 0 ? comparisonTable(comparison) : ''}</section>`,
  };
}

const cellsSection = (
  result: InsertResult,
): Html => html`<section${isWide(result) ? html` class="wide"` : ''}><h2>All cells</h2>
${result.cells.length > 0 ? cellsTable(result) : paragraph('None was measured.')}
<p class="screen"><a id="save" download="zava-bench-insert.json" hidden>Save the measurements as JSON</a></p></section>`;

const closing = (result: InsertResult): Html => html`<section><h2>Measured on</h2>
${environmentTable(result)}</section>
<section class="read"><h2>How to read it</h2>
<ul>${readingNotes(result).map((note) => html`<li>${note}</li>`)}</ul></section>`;
