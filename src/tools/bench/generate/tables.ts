/** How a result of `zava bench generate` is shown: a few tables with their captions. */
import { grouped, size } from '../../../ui/terminal/numbers.js';
import type { Screen } from '../../../ui/terminal/screen.js';
import { type GenerateResult, PARTS, type Part, type Rate } from './result.js';

const PART_TITLES: Readonly<Record<Part, string>> = {
  randomNumbers: 'random numbers',
  model: 'model',
  encoding: 'encoding',
  sorting: 'sorting',
  other: 'other',
};

const NOTHING = '-';
const digits = (value: number): string => (value < 10 ? value.toFixed(1) : grouped(value));

/** Shows what was measured; what was not is left out. */
export function showResult(screen: Screen, result: GenerateResult): void {
  const { machine, baseline, workers, collections, drawing, shares } = result;
  screen.say(
    `zava ${machine.zavaVersion}, Node.js ${machine.nodeVersion}, ${machine.cores} x ${machine.cpu}, ${machine.os}; ` +
      `${grouped(result.orders)} orders, ${grouped(result.customers)} customers, seed ${result.seed}; medians of ${result.repeats}.`,
  );
  if (baseline !== undefined) {
    const { copy, cachedCopy, integer } = baseline;
    screen.say(
      `One core copies ${digits(copy.gigabytesPerSecond.median)} GB/s in pieces of ${baseline.pieceBytes} bytes ` +
        `(${digits(cachedCopy.gigabytesPerSecond.median)} GB/s within its caches) and takes ` +
        `${grouped(integer.millionStepsPerSecond.median)} million steps/s of xorshift32.`,
    );
  }
  if (workers.length > 0) showWorkers(screen, result);
  if (result.percentOfCopy !== undefined) {
    screen.say(
      `One worker makes ${result.percentOfCopy.median.toFixed(1)} % of the bytes that its core copies (steady).`,
    );
  }
  if (collections.length > 0) {
    screen.table(
      ['alone, one thread', 'documents/s', 'MB/s'],
      [
        ...collections.map(({ name, rate }) => [
          name === 'catalog' ? 'catalog (5 collections)' : name,
          grouped(rate.documentsPerSecond),
          digits(rate.megabytesPerSecond),
        ]),
        ...(drawing === undefined
          ? []
          : [['numbers of orders and lines', grouped(drawing.documentsPerSecond), NOTHING]]),
      ],
    );
  }
  if (shares !== undefined) {
    screen.table(
      ['making orders and lines', 'share of time'],
      PARTS.map((part) => [PART_TITLES[part], `${(shares.ofTime[part] * 100).toFixed(1)} %`]),
    );
  }
}

function showWorkers(screen: Screen, { workers }: GenerateResult): void {
  const one = workers.find((count) => count.workers === 1);
  const cells = (rate: Rate | undefined, alone: Rate | undefined) =>
    rate === undefined
      ? [NOTHING, NOTHING, NOTHING]
      : [
          grouped(rate.documentsPerSecond),
          digits(rate.megabytesPerSecond),
          alone === undefined
            ? NOTHING
            : `${(rate.documentsPerSecond / alone.documentsPerSecond).toFixed(2)} x`,
        ];
  screen.table(
    ['workers', 'whole run', 'MB/s', 'speed-up', 'peak memory', 'steady', 'MB/s', 'speed-up'],
    workers.map(({ workers: count, wholeRun, steady }) => [
      String(count),
      ...cells(wholeRun, one?.wholeRun),
      wholeRun === undefined ? NOTHING : size(wholeRun.peakMemoryBytes.median),
      ...cells(steady, one?.steady),
    ]),
  );
  screen.say(
    'Documents/s: of a process from its start until all collections are made, and of orders and lines alone after a warm-up.',
  );
}
