/** The checks by group: those with failures first and open, the others folded up. */
import { type Html, html } from '../../../ui/page/html.js';
import { grouped } from '../../../ui/terminal/numbers.js';
import { counted } from '../../../ui/terminal/words.js';
import type { CheckResult, ValidationReport } from '../result.js';
import { brokenWords, examplesOf, type GroupResult, groupsOf, printable } from '../words.js';
import { GROUP_TITLES } from './groups.js';

/** A tick or a cross, drawn, as not every font has them. */
export const sign = (ok: boolean): Html =>
  ok
    ? html`<svg class="sign pass" viewBox="0 0 16 16" role="img" aria-label="pass"><path d="M2.5 8.5l3.7 3.7 7.3-8.4"/></svg>`
    : html`<svg class="sign fail" viewBox="0 0 16 16" role="img" aria-label="fail"><path d="M3.5 3.5l9 9m0-9l-9 9"/></svg>`;

export function checksSection(report: ValidationReport): Html {
  const groups = groupsOf(report);
  if (groups.length === 0) return html``;
  const ordered = [
    ...groups.filter(({ failed }) => failed > 0),
    ...groups.filter(({ failed }) => failed === 0),
  ];
  return html`<section><h2>Checks</h2>
<div class="groups">${ordered.map(groupPart)}</div></section>`;
}

function groupPart({ group, checks, failed }: GroupResult): Html {
  const [title, about] = GROUP_TITLES[group];
  const count =
    failed > 0
      ? html`<span class="count fail">${grouped(failed)} of ${grouped(checks.length)} ${failed === 1 ? 'fails' : 'fail'}</span>`
      : html`<span class="count">${counted(checks.length, 'check')}</span>`;
  return html`
<details class="group" id="group-${group}"${failed > 0 ? html` open` : ''}>
<summary>${sign(failed === 0)}<h3>${title}</h3><span class="about">${about}</span>${count}</summary>
<ul class="checks">${checks.map(checkPart)}</ul>
</details>`;
}

function checkPart(check: CheckResult): Html {
  const { id, sentence, ok, detail } = check;
  return html`
<li class="${ok ? 'pass' : 'fail'}">${sign(ok)}<div><p class="sentence">${printable(sentence)}</p>${breakage(check)}${
    detail === undefined ? '' : html`<p class="detail">${printable(detail)}</p>`
  }</div><code class="id">${id}</code></li>`;
}

/** How many documents break it, and which. */
function breakage(check: CheckResult): Html {
  const words = brokenWords(check);
  if (check.ok || words === undefined) return html``;
  const examples = examplesOf(check).map((example) => html` <code>${example}</code>`);
  return html`<p class="broken"><strong>${words}</strong>${examples}</p>`;
}
