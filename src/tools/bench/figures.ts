/** Figures that follow from the repeats of a cell, and how they are written. */
import { defined } from '../../core/defined.js';
import { grouped } from '../../ui/terminal/numbers.js';
import { counted } from '../../ui/terminal/words.js';
import { median } from '../statistics/median.js';
import type { InsertEnvironment, MeasuredCell, Repeat } from './result.js';

/** Documents a second of one repeat. */
export const rateOf = (repeat: Repeat): number =>
  repeat.seconds > 0 ? repeat.documents / repeat.seconds : 0;

export const ratesOf = (cell: MeasuredCell): number[] => cell.repeats.map(rateOf);

/** The repeat whose rate is in the middle; of an even number, the slower one of the two. */
export function medianRepeat(cell: MeasuredCell): Repeat {
  const sorted = cell.repeats.toSorted((a, b) => rateOf(a) - rateOf(b));
  return defined(sorted[(sorted.length - 1) >> 1], 'the repeat in the middle');
}

/** Core-seconds of the client for a million documents: the median of the repeats; NaN where none was acknowledged. */
export const cpuPerMillion = (cell: MeasuredCell): number =>
  median(
    cell.repeats
      .filter((repeat) => repeat.documents > 0)
      .map((repeat) => (repeat.clientCpuSeconds / repeat.documents) * 1e6),
  );

export const errorsOf = (cell: MeasuredCell): number => sum(cell.repeats.map((repeat) => repeat.errors));
export const retriesOf = (cell: MeasuredCell): number => sum(cell.repeats.map((repeat) => repeat.retries));

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);

/** The cell with the highest rate; undefined where there is none. */
export const fastestOf = (cells: readonly MeasuredCell[]): MeasuredCell | undefined =>
  cells.toSorted((a, b) => b.documentsPerSecond - a.documentsPerSecond)[0];

/** A stretch of a repeat: seconds from its start to the middle, and documents a second. */
export interface Point {
  readonly seconds: number;
  readonly rate: number;
}

/** Points of a line over time at most, and batches in each of them at least, so that single batches make no waves. */
const MOST_POINTS = 120;
const LEAST_BATCHES = 5;

/**
 * The rate over time of one repeat, from its slices, neighbours joined (see above). What is left over at the end is a
 * point where it lasted at least half as long as the others, and is left out otherwise.
 */
export function ratesOverTime(repeat: Repeat, batchSize: number): Point[] {
  const { sliceSeconds, documents } = repeat.timeline;
  const slicesOfBatches = (LEAST_BATCHES * batchSize) / (rateOf(repeat) * sliceSeconds);
  const joined = Math.max(1, Math.ceil(documents.length / MOST_POINTS), Math.ceil(slicesOfBatches));
  const points: Point[] = [];
  for (let i = 0; i < documents.length; i += joined) {
    const part = documents.slice(i, i + joined);
    const start = i * sliceSeconds;
    // The last slice ends with the repeat.
    const seconds = Math.min(start + part.length * sliceSeconds, repeat.seconds) - start;
    if (seconds >= (joined * sliceSeconds) / 2) {
      points.push({ seconds: start + seconds / 2, rate: sum(part) / seconds });
    }
  }
  return points;
}

/** What a repeat needs before its beginning and its end are compared: less would be chance. */
const TREND_POINTS = 6;
const TREND_SECONDS = 1;

/** The rate in the last third of a repeat divided by the rate in its first third, for each repeat that is long enough. */
function trendsOf({ cell, repeats }: MeasuredCell): number[] {
  return repeats.flatMap((repeat) => {
    const rates = ratesOverTime(repeat, cell.batchSize).map((point) => point.rate);
    const third = Math.floor(rates.length / 3);
    const first = sum(rates.slice(0, third));
    const short = rates.length < TREND_POINTS || repeat.seconds < TREND_SECONDS;
    return short || first === 0 ? [] : [sum(rates.slice(-third)) / first];
  });
}

/** The median of that over the repeats: below 1 where the rate decays; undefined where they were too short to tell. */
export function trendOf(cell: MeasuredCell): number | undefined {
  const trends = trendsOf(cell);
  return trends.length > 0 ? median(trends) : undefined;
}

/** Whether the rate falls while a repeat runs: by more than 15 % in the median, and somewhat in every repeat. */
export const decays = (cell: MeasuredCell): boolean =>
  (trendOf(cell) ?? 1) < 0.85 && trendsOf(cell).every((trend) => trend < 1);

/** `0.52`, `12.3`, `1,234`: three digits or more, the same number of them from one row to the next. */
export function threeDigits(value: number): string {
  if (!Number.isFinite(value)) return '–';
  if (value >= 100) return grouped(value);
  return value.toFixed(value >= 10 ? 1 : 2);
}

/** What it was measured on, in a sentence's middle: server first, then client. */
export function measuredOn(environment: InsertEnvironment): { server: string; client: string } {
  const { topology, members, host, serverVersion, storageEngine } = environment;
  // Not everyone may ask a cluster for its shards, or a server for its engine.
  const of = topology === 'standalone' || members === 0 ? topology : `${topology} of ${grouped(members)}`;
  const kind = storageEngine === 'unknown' ? of : `${of}, ${storageEngine}`;
  const cores = counted(environment.cores, 'core');
  return {
    server: `MongoDB ${serverVersion} (${kind}) at ${host}`,
    client: `zava ${environment.clientVersion} on ${nodeWords(environment)}, ${cores} (${environment.cpu})`,
  };
}

/** Node.js itself writes its version with a `v`. */
export const nodeWords = ({ nodeVersion }: InsertEnvironment): string =>
  `Node.js ${nodeVersion.replace(/^v/, '')}`;
