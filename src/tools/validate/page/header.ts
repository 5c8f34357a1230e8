/** The top of the page: the verdict, what could not be checked, and what was checked. */
import { type Html, html } from '../../../ui/page/html.js';
import { duration, grouped } from '../../../ui/terminal/numbers.js';
import type { ValidationReport } from '../result.js';
import {
  documentsWords,
  failedOf,
  groupsOf,
  printable,
  qualityLine,
  qualityWords,
  sourceWords,
  targetWords,
} from '../words.js';
import { sign } from './checks.js';
import { GROUP_TITLES } from './groups.js';

/** `All 84 checks pass`, `3 of 84 checks fail` */
export function verdict(report: ValidationReport): string {
  const count = report.checks.length;
  const failed = failedOf(report).length;
  if (count === 0) return 'Nothing was checked';
  if (failed > 0) return `${grouped(failed)} of ${grouped(count)} checks ${failed === 1 ? 'fails' : 'fail'}`;
  return count === 1 ? 'The only check passes' : `All ${grouped(count)} checks pass`;
}

const capital = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);

export function header(report: ValidationReport): Html {
  const checked = report.checks.length > 0;
  const good = checked && failedOf(report).length === 0;
  return html`<header class="${good ? 'sound' : 'unsound'}">
<p class="quiet">${capital(targetWords(report))}</p>
<h1>${checked ? sign(good) : ''}${verdict(report)}</h1>
<p class="summary">${good ? 'This is a sound Zava dataset.' : failing(report)} ${documentsWords(report)}, checked in ${duration(report.milliseconds / 1000)}.</p>
<p class="summary">${qualityLine(report)}</p>
</header>
${notes(report)}`;
}

/** The groups that have failures, each a link to its checks. */
function failing(report: ValidationReport): Html {
  const links = groupsOf(report)
    .filter(({ failed }) => failed > 0)
    .map(
      ({ group, checks, failed }) =>
        html`<a href="#group-${group}">${GROUP_TITLES[group][0].toLowerCase()}</a> (${grouped(failed)} of ${grouped(checks.length)})`,
    );
  const joined = links.map((link, i) => html`${i === 0 ? '' : i < links.length - 1 ? ', ' : ' and '}${link}`);
  return joined.length > 0 ? html`In ${joined}.` : html``;
}

/** What qualifies the verdict stands beside it. */
function notes(report: ValidationReport): Html {
  const { note } = report.expected;
  const all = note === undefined ? report.notes : [note, ...report.notes];
  if (all.length === 0) return html``;
  return html`<div class="note" role="note"><strong>Not checked, or only in part</strong>
<ul>${all.map((note) => html`<li>${printable(note)}</li>`)}</ul></div>`;
}

/** What was checked, against what, and the documents of each collection. */
export function factsSection(report: ValidationReport): Html {
  const { target, expected, documents } = report;
  const facts: [string, string][] = [
    [target.kind === 'dump' ? 'Dump' : 'Server', printable(target.where)],
    ['Database', printable(target.database)],
    ...(target.version === undefined ? [] : [['MongoDB', printable(target.version)] as [string, string]]),
    ['Held against', sourceWords(report)],
    ['Seed', String(expected.seed)],
    ['Format version', String(expected.formatVersion)],
    ['Period', `${expected.start} to ${expected.end}`],
    ['Customers expected', grouped(expected.customers)],
    ['Orders expected', grouped(expected.orders)],
  ];
  const counts = Object.entries(documents).map(([name, count]) => [name, grouped(count)] as const);
  const quality = Object.entries(report.quality.collections).map(
    ([name, one]) => [name, qualityWords(one)] as const,
  );
  return html`<section><h2>What was checked</h2>
<div class="facts">${factList('facts', 'What was checked, against what', facts)}${factList('documents', 'Documents by collection', counts)}${factList('quality', 'Share of documents that break nothing, by collection', quality)}</div></section>`;
}

const factList = (id: string, label: string, facts: readonly (readonly [string, string])[]): Html =>
  html`<dl id="${id}" aria-label="${label}">${facts.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;
