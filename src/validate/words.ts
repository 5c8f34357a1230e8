/** What a validation found in words: for the terminal, and the sentences that it shares with the page. */
import { duration, grouped } from '../ui/numbers.js';
import { plainTable } from '../ui/table.js';
import { type CheckResult, GROUPS, type Group, type ValidationReport } from './result.js';

/** The checks of a group, those that fail first. */
export interface GroupResult {
  readonly group: Group;
  readonly checks: readonly CheckResult[];
  readonly failed: number;
}

/** The groups that have checks, in the order of `GROUPS`. */
export function groupsOf({ checks }: ValidationReport): GroupResult[] {
  return GROUPS.map((group) => {
    const own = checks.filter((check) => check.group === group);
    const failing = own.filter(({ ok }) => !ok);
    return { group, checks: [...failing, ...own.filter(({ ok }) => ok)], failed: failing.length };
  }).filter(({ checks }) => checks.length > 0);
}

export const failedOf = ({ checks }: ValidationReport): CheckResult[] => checks.filter(({ ok }) => !ok);

/** Letters of a text of which the data decide. */
const MOST_LETTERS = 500;

/**
 * Text from a database as it may be shown: signs that move a terminal's cursor, colour it or turn the direction of what
 * is read become `\u001b` and the like, and what is too long is cut.
 */
export function printable(text: string, most = MOST_LETTERS): string {
  // Half of a pair of surrogates is no sign.
  const cut = text.length > most ? `${text.slice(0, most).replace(/[\uD800-\uDBFF]$/, '')}…` : text;
  return cut.replace(
    /[\p{Cc}\p{Zl}\p{Zp}\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/gu,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

export const plural = (count: number, noun: string, nouns = `${noun}s`): string =>
  `${grouped(count)} ${count === 1 ? noun : nouns}`;

/** `database zava at localhost:27017 (MongoDB 7.0.14)`, `database zava in the dump out`. */
export function targetWords({ target }: ValidationReport): string {
  const [where, database] = [printable(target.where), printable(target.database)];
  if (target.kind === 'dump') return `database ${database} in the dump ${where}`;
  const version = target.version === undefined ? '' : ` (MongoDB ${printable(target.version)})`;
  return `database ${database} at ${where}${version}`;
}

/** `675,012 documents in 9 collections` */
export function documentsWords({ documents }: ValidationReport): string {
  const counts = Object.values(documents);
  const all = counts.reduce((a, b) => a + b, 0);
  return `${plural(all, 'document')} in ${plural(counts.length, 'collection')}`;
}

export const sourceWords = ({ expected }: ValidationReport): string =>
  expected.source === 'manifest' ? 'the manifest' : 'the settings';

/** What the data were held against, in one sentence's middle. */
function expectedWords(report: ValidationReport): string {
  const { seed, formatVersion, customers, orders, start, end } = report.expected;
  return `${sourceWords(report)}: seed ${seed}, format version ${formatVersion}, ${plural(customers, 'customer')}, ${plural(orders, 'order')}, ${start} to ${end}`;
}

/** How many break a check, and examples; undefined where the number says nothing. */
export function brokenWords({ broken, examples }: CheckResult): string | undefined {
  if (broken === 0 && examples.length === 0) return undefined;
  if (examples.length === 0) return `${grouped(broken)} broken`;
  return `${grouped(broken)} broken${broken > examples.length ? ', for example' : ':'}`;
}

/** Letters of an example. */
const EXAMPLE_LETTERS = 120;

export const examplesOf = ({ examples }: CheckResult): string[] =>
  examples.map((example) => printable(example, EXAMPLE_LETTERS));

/** Columns that a line of examples may take; more of them stand below each other. */
const WIDTH = 100;

function brokenLines(check: CheckResult): string[] {
  const words = brokenWords(check);
  if (words === undefined) return [];
  const examples = examplesOf(check);
  const line = `  ${[words, examples.join(', ')].join(' ').trimEnd()}`;
  return line.length <= WIDTH ? [line] : [`  ${words}`, ...examples.map((example) => `    ${example}`)];
}

/** A failure in full: its id and sentence, then what breaks it. */
function failureLines(check: CheckResult): string[] {
  return [
    '',
    `${check.id}: ${printable(check.sentence)}`,
    ...brokenLines(check),
    ...(check.detail === undefined ? [] : [`  ${printable(check.detail)}`]),
  ];
}

/** `84 checks, all pass: this is a sound Zava dataset.` or `84 checks, 3 fail.` */
function lastLine(report: ValidationReport): string {
  const failed = failedOf(report).length;
  const count = report.checks.length;
  if (count === 0) return 'Nothing was checked.';
  if (failed > 0) return `${plural(count, 'check')}, ${grouped(failed)} ${failed === 1 ? 'fails' : 'fail'}.`;
  return `${plural(count, 'check')}, all pass: this is a sound Zava dataset.`;
}

/** What the terminal shows: what was checked, a table by group, each failure in full, notes, and a last line alone. */
export function summaryLines(report: ValidationReport): string[] {
  const rows = groupsOf(report).map(({ group, checks, failed }) => [
    group,
    grouped(checks.length),
    grouped(failed),
  ]);
  const failures = groupsOf(report).flatMap(({ checks }) => checks.filter(({ ok }) => !ok));
  const { notes } = report;
  return [
    `Checked ${targetWords(report)}, ${documentsWords(report)}, in ${duration(report.milliseconds / 1000)}.`,
    `Held against ${expectedWords(report)}.`,
    ...(rows.length > 0 ? plainTable(['group', 'checks', 'failed'], rows).split('\n') : []),
    ...failures.flatMap(failureLines),
    ...(notes.length > 0 ? ['', ...notes.map((note) => `Note: ${printable(note)}`)] : []),
    '',
    lastLine(report),
  ];
}
