/** What `zava validate` found, as one HTML page that needs nothing else: no network, no other file. */

import type { ChartSpec } from '../../ui/page/chart.js';
import { documentText } from '../../ui/page/document.js';
import { type Html, html } from '../../ui/page/html.js';
import { panels, paragraph } from '../../ui/page/panels.js';
import { checksSection } from './page/checks.js';
import { factsSection, header, verdict } from './page/header.js';
import { heatMap } from './page/heat-map.js';
import { salesCharts } from './page/sales-charts.js';
import { VALIDATION_SCRIPT } from './page/script.js';
import { stockCharts } from './page/stock-charts.js';
import { VALIDATION_STYLE } from './page/style.js';
import { timeChart } from './page/time-chart.js';
import type { ChartFacts, ValidationReport } from './result.js';
import { printable } from './words.js';

/** The whole page as text. */
export function reportPage(report: ValidationReport): string {
  const { target } = report;
  const drawn = charts(report.charts);
  return documentText({
    title: `${verdict(report)}: ${printable(target.database)} ${target.kind === 'dump' ? 'in' : 'at'} ${printable(target.where)}`,
    body: html`${header(report)}
${factsSection(report)}
${checksSection(report)}
${drawn.html}
<footer><p><a id="save" download="zava-validate.json" hidden>Save the report as JSON</a></p></footer>`,
    charts: drawn.charts,
    result: report,
    style: VALIDATION_STYLE,
    script: VALIDATION_SCRIPT,
  });
}

/** What the data look like; the heat map is a table among the charts. */
function charts(facts: ChartFacts | undefined): {
  readonly html: Html;
  readonly charts: readonly ChartSpec[];
} {
  const title = 'What the data look like';
  if (facts === undefined) {
    const words = 'There are no charts, as the data could not be counted.';
    return { html: html`<section><h2>${title}</h2>${paragraph(words)}</section>`, charts: [] };
  }
  const [time, sales, stock] = [timeChart(facts), salesCharts(facts), stockCharts(facts)];
  return {
    html: html`<section class="charts"><h2>${title}</h2>
<noscript><p class="note">The charts need JavaScript; their figures stand below them.</p></noscript>
${panels(time)}${heatMap(facts)}${panels(sales)}${panels(stock)}</section>`,
    charts: [time, sales, stock].flatMap((group) => group.charts),
  };
}
