/** A play as it is printed. */
import { wordTable } from '../../../ui/terminal/table.js';
import type { Play } from './simulate.js';
import { valueText } from './stage/words.js';

export function textOf({ scenario, title, timeline, end, unsynced, outcome, sentence, rules }: Play): string {
  const who = Math.max(...timeline.map((line) => line.who.length));
  return [
    `${scenario}: ${title}`,
    '',
    ...timeline.map((line) => `  ${line.at}  ${line.who.padEnd(who)}  ${line.what}`),
    '',
    ...end.flatMap(({ document, sites }) => {
      const fields = Object.keys(sites[0]?.fields ?? {});
      const rows = sites.map((one) => [one.site, ...fields.map((field) => valueText(one.fields[field]))]);
      return [wordTable([document, ...fields], rows)];
    }),
    ...unsynced.map(({ document, reason }) => `In __ditto_unsynced_documents: ${document}, as ${reason}.`),
    `Verdict: ${outcome}. ${sentence}`,
    `Rules: ${rules.map(({ id, label }) => `${id} (${label})`).join(', ')}.`,
    '',
  ].join('\n');
}
