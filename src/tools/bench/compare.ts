/** Two runs of `zava bench insert` side by side: what became faster or slower beyond the noise of the repeats. */

import { option } from '../../core/options/table.js';
import { displayPath } from '../../core/settings/display-path.js';
import { parse } from '../../core/settings/parse.js';
import { readTextFile } from '../../core/settings/text-file.js';
import { SettingsError } from '../../errors.js';
import { type Message, say } from '../../message.js';
import { grouped } from '../../ui/terminal/numbers.js';
import { plainTable } from '../../ui/terminal/table.js';
import { cellKey, cellWords, titleText, valueText, varyingDimensions } from './cell-names.js';
import { ratesOf } from './figures.js';
import { LEAST_RATE, ratioInterval } from './ratio-interval.js';
import {
  type Cell,
  type InsertEnvironment,
  type InsertResult,
  insertResultSchema,
  type MeasuredCell,
} from './result.js';

export type Verdict = 'faster' | 'slower' | 'no change' | 'cannot tell';

export interface ComparedCell {
  readonly cell: Cell;
  /** Documents a second, the medians of the repeats. */
  readonly baseline: number;
  readonly current: number;
  /** current / baseline, and the interval in which the true ratio lies; from 0 to infinity where that is unknown. */
  readonly ratio: number;
  readonly low: number;
  readonly high: number;
  readonly verdict: Verdict;
  /** True where a side has one repeat, so that nothing is known of its noise. */
  readonly singleRepeat: boolean;
}

export interface Comparison {
  readonly cells: readonly ComparedCell[];
  readonly onlyInBaseline: readonly Cell[];
  readonly onlyInCurrent: readonly Cell[];
  /** In sentences, what besides the rates differs between the two runs. */
  readonly differences: readonly string[];
  /** When the baseline was measured, as its file says it. */
  readonly baselineStartedAt: string;
  /** The confidence of each cell's interval, such as 0.99. */
  readonly confidence: number;
  /** Below so much of the baseline a cell has fallen, and a run whose interval reaches there may have. */
  readonly limit: number;
}

/** A cell is wrongly called faster or slower at most this often, ... */
const ERROR_PER_CELL = 0.01;

/** ... and any of all cells together at most this often: Bonferroni's division of the error among the cells. */
const ERROR_PER_COMPARISON = 0.05;

/**
 * Changes smaller than this are none. Where code and data come to lie in memory makes a process a few percent faster or
 * slower for as long as it runs, which its repeats cannot show: T. Mytkowicz, A. Diwan, M. Hauswirth and P. F. Sweeney,
 * "Producing wrong data without doing anything obviously wrong!", ASPLOS 2009.
 */
const LEAST_CHANGE = 0.02;

/** Where nothing else is asked for, noise that could hide a tenth leaves nothing to be said. */
const USUAL_LIMIT = 0.9;

/**
 * The result of an earlier run.
 * @throws SettingsError where the file is missing, is not JSON or holds something else.
 */
export function readBaseline(path: string): InsertResult {
  const name = displayPath(path);
  const value = readJson(path, name) as { kind?: unknown; resultVersion?: unknown } | null;
  if (value?.kind !== insertResultSchema.shape.kind.value) {
    throw unusable(
      name,
      'which is no result of zava bench insert',
      say`a file that its ${option('resultFile')} wrote`,
    );
  }
  const version = insertResultSchema.shape.resultVersion.value;
  if (value.resultVersion !== version) {
    throw new SettingsError(
      say`${option('baseline')} is '${name}' with resultVersion ${JSON.stringify(value.resultVersion) ?? 'missing'}; allowed is ${version}, as this zava writes it.`,
    );
  }
  return parse(insertResultSchema, value, option('baseline', name));
}

const unusable = (name: string, problem: string, allowed: Message): SettingsError =>
  new SettingsError({ setting: option('baseline'), value: name, problem, allowed });

function readJson(path: string, name: string): unknown {
  const file = readTextFile(path);
  if (file.problem !== undefined)
    throw unusable(name, `which ${file.problem}`, say`a file that ${option('resultFile')} wrote`);
  try {
    return JSON.parse(file.text);
  } catch {
    // The parser's message quotes the file, which may be anything.
    throw unusable(name, 'which is not JSON', say`a file that ${option('resultFile')} wrote`);
  }
}

/**
 * Compares cell by cell; cells are the same where all their settings are.
 * @param limit the share of the baseline's rate that matters, such as 0.9: what may lie beyond it is no `no change`.
 */
export function compareResults(
  baseline: InsertResult,
  current: InsertResult,
  limit = USUAL_LIMIT,
): Comparison {
  const before = new Map(baseline.cells.map((measured) => [cellKey(measured.cell), measured]));
  const now = new Map(current.cells.map((measured) => [cellKey(measured.cell), measured]));
  const pairs = [...now].flatMap(([key, present]) => {
    const past = before.get(key);
    return past === undefined ? [] : [{ cell: present.cell, past, present }];
  });
  const alpha = Math.min(ERROR_PER_CELL, ERROR_PER_COMPARISON / Math.max(1, pairs.length));
  return {
    cells: pairs.map(({ cell, past, present }) => ({
      cell,
      baseline: past.documentsPerSecond,
      current: present.documentsPerSecond,
      ...judge([past, present], alpha, limit),
    })),
    onlyInBaseline: [...before].flatMap(([key, { cell }]) => (now.has(key) ? [] : [cell])),
    onlyInCurrent: [...now].flatMap(([key, { cell }]) => (before.has(key) ? [] : [cell])),
    differences: differencesOf(baseline, current),
    baselineStartedAt: baseline.startedAt,
    confidence: 1 - alpha,
    limit,
  };
}

/** What a limit makes of the cells. */
export interface Judged {
  /** Whose whole interval lies below it. */
  readonly fallen: number;
  /** Whose interval holds both better and worse. */
  readonly unsure: number;
}

export function judgeByLimit({ cells, limit }: Comparison): Judged {
  return {
    fallen: cells.filter(({ high }) => high < limit).length,
    unsure: cells.filter(({ low, high }) => low < limit && high >= limit).length,
  };
}

/**
 * The ratio of two medians, and whether it is a change. The interval (see ratio-interval.ts) is one for the ratio of
 * means of logarithms; it is stretched to hold the ratio of the medians, too, so that one outlier makes no change.
 */
function judge(
  [before, now]: readonly [MeasuredCell, MeasuredCell],
  alpha: number,
  limit: number,
): Pick<ComparedCell, 'ratio' | 'low' | 'high' | 'verdict' | 'singleRepeat'> {
  const [past, present] = [ratesOf(before), ratesOf(now)];
  const ratio =
    Math.max(now.documentsPerSecond, LEAST_RATE) / Math.max(before.documentsPerSecond, LEAST_RATE);
  const interval = ratioInterval(past, present, alpha);
  const [low, high] = [Math.min(interval.low, ratio), Math.max(interval.high, ratio)];
  let verdict: Verdict = low < limit || high > 1 / limit ? 'cannot tell' : 'no change';
  if (low > 1 && ratio >= 1 + LEAST_CHANGE) verdict = 'faster';
  if (high < 1 && ratio <= 1 - LEAST_CHANGE) verdict = 'slower';
  return { ratio, low, high, verdict, singleRepeat: Math.min(past.length, present.length) < 2 };
}

/** What a reader has to know of a field of the environment that differs. */
const ENVIRONMENT: { readonly [Key in keyof InsertEnvironment]: string } = {
  host: 'The host',
  serverVersion: "The server's version",
  topology: 'The topology',
  members: "The number of the replica set's members or of the shards",
  storageEngine: 'The storage engine',
  cores: "The number of the client's cores",
  cpu: "The client's processor",
  os: "The client's operating system",
  nodeVersion: "The client's Node.js",
  clientVersion: "zava's version",
  driverVersion: "The driver's version",
};

function differencesOf(baseline: InsertResult, current: InsertResult): string[] {
  const differences: string[] = [];
  const compare = (what: string, before: string | number, now: string | number): void => {
    if (before === now) return;
    const [was, is] = [before, now].map((value) => (typeof value === 'number' ? grouped(value) : value));
    differences.push(`${what} was ${was} and is ${is} now.`);
  };
  for (const key of Object.keys(ENVIRONMENT) as (keyof InsertEnvironment)[]) {
    compare(ENVIRONMENT[key], baseline.environment[key], current.environment[key]);
  }
  if (!baseline.complete) differences.push('The baseline was interrupted and holds a part of its cells.');
  if (!current.complete) differences.push('This run was interrupted and holds a part of its cells.');
  return differences;
}

/** `0.503`, `1.20`. */
export const ratioText = (ratio: number): string => ratio.toFixed(ratio < 1 ? 3 : 2);

/** `0.481 to 0.526`; a dash where nothing is known. */
export const intervalText = ({ low, high }: ComparedCell): string =>
  Number.isFinite(high) ? `${ratioText(low)} to ${ratioText(high)}` : '–';

/** `3 faster, 1 slower, 20 without change, 3 that noise hides`. */
export function tally(comparison: Comparison): string {
  const count = (verdict: Verdict): string =>
    grouped(comparison.cells.filter((cell) => cell.verdict === verdict).length);
  return `${count('faster')} faster, ${count('slower')} slower, ${count('no change')} without change, ${count('cannot tell')} that noise hides`;
}

/** How the verdicts came about, and what they do not say. */
export function methodWords(comparison: Comparison): string[] {
  if (comparison.cells.length === 0) return ['The two runs have no cell in common, so nothing is compared.'];
  const percent = Number((comparison.confidence * 100).toFixed(2));
  const single = comparison.cells.filter((cell) => cell.singleRepeat).length;
  return [
    `Faster or slower means: by ${LEAST_CHANGE * 100} % or more, and 1 lies outside the interval of the ratio. Each interval has ${percent} % confidence, so that noise alone gives a wrong verdict in about ${ERROR_PER_COMPARISON * 100} of 100 whole comparisons at most. Where the interval holds a change beyond ${comparison.limit} or its inverse, and none is sure, nothing can be told: more repeats make it narrower.`,
    ...(single > 0
      ? [
          `${grouped(single)} of ${grouped(comparison.cells.length)} cells have one repeat on a side, so their noise is unknown and nothing can be told.`,
        ]
      : []),
  ];
}

/** The cells in both runs with their verdicts, then in sentences what else a reader must know. */
export function comparisonTable(comparison: Comparison): string {
  const { cells } = comparison;
  const lines = [
    ...(cells.length > 0 ? [cellsTable(comparison), `Against the baseline: ${tally(comparison)}.`] : []),
    ...methodWords(comparison),
    ...onlyInOne(comparison),
    ...comparison.differences,
  ];
  return lines.join('\n');
}

function cellsTable({ cells }: Comparison): string {
  const varying = varyingDimensions(cells.map(({ cell }) => cell));
  return plainTable(
    [...varying.map(titleText), 'baseline documents/s', 'now', 'ratio', 'interval', 'verdict'],
    cells.map((compared) => [
      ...varying.map((dimension) => valueText(compared.cell, dimension)),
      grouped(compared.baseline),
      grouped(compared.current),
      ratioText(compared.ratio),
      intervalText(compared),
      verdictText(compared),
    ]),
  );
}

export const verdictText = ({ verdict, singleRepeat }: ComparedCell): string =>
  singleRepeat ? `${verdict} (one repeat)` : verdict;

/** In sentences, the cells that only one of the runs has; a few of them by name. */
export function onlyInOne({ cells, onlyInBaseline, onlyInCurrent }: Comparison): string[] {
  const all = [...cells.map(({ cell }) => cell), ...onlyInBaseline, ...onlyInCurrent];
  const varying = varyingDimensions(all);
  const sentence = (where: string, only: readonly Cell[]): string[] => {
    if (only.length === 0) return [];
    const named = only.slice(0, 3).map((cell) => cellWords(cell, varying));
    const more = only.length > named.length ? `; and ${grouped(only.length - named.length)} more` : '';
    return [`Only in ${where}: ${named.join('; ')}${more}.`];
  };
  return [...sentence('the baseline', onlyInBaseline), ...sentence('this run', onlyInCurrent)];
}
