/** What the page says in sentences. */
import { grouped } from '../../../ui/terminal/numbers.js';
import { counted } from '../../../ui/terminal/words.js';
import { median } from '../../statistics/median.js';
import { cellWords, sharedWords, varyingDimensions } from '../cell-names.js';
import { decays, errorsOf, fastestOf, measuredOn, ratesOf, threeDigits, trendOf } from '../figures.js';
import type { InsertResult, MeasuredCell } from '../result.js';
import { repeatsWords } from '../table.js';

const DATE = new Intl.DateTimeFormat('en-GB', {
  dateStyle: 'long',
  timeStyle: 'short',
  timeZone: 'UTC',
});

/** `20 November 2026 at 09:30 UTC`; the text itself where it is no date. */
export function dateWords(text: string): string {
  const date = new Date(text);
  return Number.isNaN(date.getTime()) ? text : `${DATE.format(date)} UTC`;
}

/** The run in one paragraph: what was fastest, by how much, how sure that is, on what. */
export function summary(result: InsertResult): string {
  const { cells } = result;
  const { server, client } = measuredOn(result.environment);
  const on = `Measured on ${server}, from ${client}.`;
  const fastest = fastestOf(cells);
  if (fastest === undefined) return `Nothing was measured. ${on}`;
  return [...(cells.length > 1 ? range(cells, fastest) : [single(fastest)]), noiseOf(cells), on]
    .filter((sentence) => sentence !== '')
    .join(' ');
}

const rateWords = (cell: MeasuredCell): string =>
  `${grouped(cell.documentsPerSecond)} documents/s (${threeDigits(cell.megabytesPerSecond)} MB/s)`;

const single = (cell: MeasuredCell): string =>
  `${rateWords(cell)}, the median of ${counted(cell.repeats.length, 'repeat')}.`;

function range(cells: readonly MeasuredCell[], fastest: MeasuredCell): string[] {
  const varying = varyingDimensions(cells.map(({ cell }) => cell));
  const words = ({ cell }: MeasuredCell): string => cellWords(cell, varying);
  const slowest = cells.reduce((a, b) => (b.documentsPerSecond < a.documentsPerSecond ? b : a), fastest);
  const times = fastest.documentsPerSecond / slowest.documentsPerSecond;
  const least = Math.min(...ratesOf(fastest));
  const near = cells.filter((cell) => cell !== fastest && Math.max(...ratesOf(cell)) >= least).length;
  return [
    `The fastest of ${counted(cells.length, 'cell')} inserts ${rateWords(fastest)}: ${words(fastest)}.`,
    Number.isFinite(times)
      ? `It is ${times.toFixed(times < 10 ? 2 : 0)} times as fast as the slowest, ${grouped(slowest.documentsPerSecond)} documents/s: ${words(slowest)}.`
      : `In the slowest nothing was inserted: ${words(slowest)}.`,
    ...(near > 0
      ? [
          `${counted(near, 'other cell')} had a repeat as fast as the slowest repeat of the fastest, so the choice among them is open.`,
        ]
      : []),
  ];
}

/** How far the repeats lie apart: half of the way from the slowest to the fastest, in percent of the median. */
function noiseOf(cells: readonly MeasuredCell[]): string {
  const spreads = cells
    .filter((cell) => cell.repeats.length > 1 && cell.documentsPerSecond > 0)
    .map((cell) => {
      const rates = ratesOf(cell);
      return (Math.max(...rates) - Math.min(...rates)) / 2 / cell.documentsPerSecond;
    });
  if (spreads.length === 0) return 'Nothing was repeated, so the noise is unknown.';
  const percent = median(spreads) * 100;
  const within = `within ±${percent.toFixed(percent < 10 ? 1 : 0)} % of their middle`;
  return cells.length > 1 ? `Typically the repeats of a cell lie ${within}.` : `They lie ${within}.`;
}

/** What a reader must not overlook, in sentences. */
export function warnings(result: InsertResult): string[] {
  const { cells } = result;
  const varying = varyingDimensions(cells.map(({ cell }) => cell));
  const failed = cells.filter((cell) => errorsOf(cell) > 0);
  const decayed = cells.filter(decays).toSorted((a, b) => (trendOf(a) ?? 1) - (trendOf(b) ?? 1));
  const list: string[] = [];
  if (!result.complete) {
    list.push(
      'The run was interrupted. The page shows what had been measured by then, so cells or repeats are missing.',
    );
  }
  if (failed.length > 0) {
    list.push(
      `${counted(
        failed.reduce((all, cell) => all + errorsOf(cell), 0),
        'error',
      )} in ${counted(failed.length, 'cell')}: rates count acknowledged documents only.`,
    );
  }
  const [most] = decayed;
  if (most !== undefined) {
    const name = varying.length > 0 ? ` (${cellWords(most.cell, varying)})` : '';
    list.push(
      `The rate falls while it runs in ${counted(decayed.length, 'cell')}; at the worst${name} the last third of a repeat ran at ${Math.round((trendOf(most) ?? 1) * 100)} % of the first. A longer load may be slower than these figures.`,
    );
  }
  return list;
}

/** What all cells share, as a sentence; empty where they share nothing. */
export function sharedSentence({ cells }: InsertResult): string {
  const shared = sharedWords(cells.map(({ cell }) => cell));
  return shared === '' ? '' : `${cells.length > 1 ? 'The same for all cells' : 'The settings'}: ${shared}.`;
}

/** How the figures came about and what they mean. */
export function readingNotes(result: InsertResult): string[] {
  const { workload } = result;
  return [
    `A cell is one combination of settings. It was measured in ${repeatsWords(result)}; those of all cells were run in random order, so that a drift of the machine does not favour some of them.`,
    `Each repeat inserted ${grouped(workload.documents)} documents (${workload.collections.join(', ')}; ${threeDigits(workload.bytes / 1e6)} MB of BSON, seed ${result.seed}) into a scratch database, over the given number of connections with one batch in flight on each.`,
    'Rates are the medians of the repeats; the small dots on the charts are the repeats themselves. Where the dots of two cells mix, do not call one of them faster.',
    'Latency is the time from sending a batch to its acknowledgement, over all repeats of a cell. It grows with the batch: compare it between cells of one batch size, or divide it by the batch.',
    'Client CPU is the time that the cores of this process worked for a million documents, in user and system mode. Cores busy is that work divided by the time it took: near the number of cores, the client limits the rate, not the server.',
    'Last third / first third compares the rate at the end of a repeat with its beginning: below 1 the server slows down as it fills, or a burst allowance is used up. A dash means that repeats were too short to tell.',
    'MB are 1,000,000 bytes of BSON before compression.',
  ];
}
