/** What a validation found as text for the terminal, and the sentences that it shares with the page. */
import { duration, grouped } from '../../ui/terminal/numbers.js';
import { plainTable } from '../../ui/terminal/table.js';
import { counted } from '../../ui/terminal/words.js';
import { type CheckResult, GROUPS, type Group, type Quality, type ValidationReport } from './result.js';

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

/** The most characters that are shown of a text from the data. */
const MOST_LETTERS = 500;

/**
 * Text from a database as it may be shown: signs that move a terminal's cursor, colour it or turn the direction of what
 * is read become `\u001b` and the like, and what is too long is cut.
 */
export function printable(text: string, most = MOST_LETTERS): string {
  // A surrogate without its other half is no character.
  const cut = text.length > most ? `${text.slice(0, most).replace(/[\uD800-\uDBFF]$/, '')}…` : text;
  return cut.replace(
    /[\p{Cc}\p{Zl}\p{Zp}\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/gu,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

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
  return `${counted(all, 'document')} in ${counted(counts.length, 'collection')}`;
}

const SOURCES: Readonly<Record<ValidationReport['expected']['source'], string>> = {
  record: 'the record of the load',
  manifest: 'the manifest',
  settings: 'the settings',
};

export const sourceWords = ({ expected }: ValidationReport): string => SOURCES[expected.source];

/** Which dataset it is, as part of a sentence. */
export const datasetWords = ({
  seed,
  formatVersion,
  customers,
  orders,
  start,
  end,
}: Omit<ValidationReport['expected'], 'source' | 'note'>): string =>
  `seed ${seed}, format version ${formatVersion}, ${counted(customers, 'customer')}, ${counted(orders, 'order')}, ${start} to ${end}`;

/** How many break a check, and examples; undefined where the number says nothing. */
export function brokenWords({ broken, examples }: CheckResult): string | undefined {
  if (broken === 0 && examples.length === 0) return undefined;
  if (examples.length === 0) return `${grouped(broken)} broken`;
  return `${grouped(broken)} broken${broken > examples.length ? ', for example' : ':'}`;
}

/** The most characters of an example. */
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

/** Never rounded up: only what is whole has 100 %. */
const percent = (share: number): string =>
  `${(Math.floor(share * 10_000) / 100).toFixed(share === 1 ? 0 : 2)} %`;

/** `99.90 %`, `at least 99.90 %`, or that there is nothing. */
export function qualityWords({ share, broken }: Quality): string {
  if (share === null) return 'no documents';
  return `${broken.atLeast < broken.atMost ? 'at least ' : ''}${percent(share)}`;
}

/** `Data quality: 99.98 % of 675,012 documents break nothing (customers 100 %, orders 99.95 %).` with those that are not whole. */
export function qualityLine({ quality }: ValidationReport): string {
  const { documents, unmade, collections } = quality;
  const left =
    unmade === 0
      ? ''
      : ` ${counted(unmade, 'check')} of them could not be made, and ${unmade === 1 ? 'counts' : 'count'} for nothing here.`;
  if (documents === 0) return `Data quality: there are no documents.${left}`;
  const broken = Object.entries(collections).filter(
    ([
      ,
      {
        broken: { atMost },
      },
    ]) => atMost > 0,
  );
  const each = broken.map(([name, one]) => `${printable(name)} ${qualityWords(one)}`);
  const which = each.length === 0 ? '' : ` (${each.join(', ')})`;
  return `Data quality: ${qualityWords(quality)} of ${counted(documents, 'document')} break nothing${which}.${left}`;
}

/** `84 checks, all pass: this is a sound Zava dataset.` or `84 checks, 3 fail.` */
function lastLine(report: ValidationReport): string {
  const failed = failedOf(report).length;
  const count = report.checks.length;
  if (count === 0) return 'Nothing was checked.';
  if (failed > 0) return `${counted(count, 'check')}, ${grouped(failed)} ${failed === 1 ? 'fails' : 'fail'}.`;
  return `${counted(count, 'check')}, all pass: this is a sound Zava dataset.`;
}

/** What the terminal shows: why no record counts, what was checked, a table by group, each failure in full, notes, and a last line alone. */
export function summaryLines(report: ValidationReport): string[] {
  const rows = groupsOf(report).map(({ group, checks, failed }) => [
    group,
    grouped(checks.length),
    grouped(failed),
  ]);
  const failures = groupsOf(report).flatMap(({ checks }) => checks.filter(({ ok }) => !ok));
  const { notes } = report;
  const { note } = report.expected;
  return [
    ...(note === undefined ? [] : [printable(note)]),
    `Checked ${targetWords(report)}, ${documentsWords(report)}, in ${duration(report.milliseconds / 1000)}.`,
    `Held against ${sourceWords(report)}: ${datasetWords(report.expected)}.`,
    ...(rows.length > 0 ? plainTable(['group', 'checks', 'failed'], rows).split('\n') : []),
    ...failures.flatMap(failureLines),
    ...(notes.length > 0 ? ['', ...notes.map((note) => `Note: ${printable(note)}`)] : []),
    '',
    qualityLine(report),
    lastLine(report),
  ];
}
