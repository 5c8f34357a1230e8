/** What `zava bench insert` measured, as a table for the terminal. */
import { grouped } from '../../ui/terminal/numbers.js';
import { plainTable } from '../../ui/terminal/table.js';
import { counted } from '../../ui/terminal/words.js';
import { type Dimension, sharedWords, titleText, valueText, varyingDimensions } from './cell-names.js';
import { cpuPerMillion, errorsOf, fastestOf, measuredOn, retriesOf, threeDigits } from './figures.js';
import type { InsertResult, MeasuredCell } from './result.js';

interface Column {
  readonly head: string;
  value(cell: MeasuredCell): string;
}

const dimensionColumn = (dimension: Dimension): Column => ({
  head: titleText(dimension),
  value: (measured) => valueText(measured.cell, dimension),
});

const FIGURES: readonly Column[] = [
  { head: 'documents/s', value: (cell) => grouped(cell.documentsPerSecond) },
  { head: 'MB/s', value: (cell) => threeDigits(cell.megabytesPerSecond) },
  { head: 'p50 ms', value: (cell) => threeDigits(cell.latency.p50) },
  { head: 'p95 ms', value: (cell) => threeDigits(cell.latency.p95) },
  { head: 'p99 ms', value: (cell) => threeDigits(cell.latency.p99) },
  { head: 'max ms', value: (cell) => threeDigits(cell.latency.max) },
  // A busy client is slow or fast by its rate alone; what a document costs can be compared.
  { head: 'CPU s/million', value: (cell) => threeDigits(cpuPerMillion(cell)) },
];

/** Columns that only stand where one cell has something to say in them. */
const TROUBLES: readonly (Column & { count(cell: MeasuredCell): number })[] = [
  { head: 'errors', count: errorsOf, value: (cell) => grouped(errorsOf(cell)) },
  { head: 'retries', count: retriesOf, value: (cell) => grouped(retriesOf(cell)) },
];

/** A row for each cell, and below them one line with what it was measured on and what all cells share. */
export function resultTable(result: InsertResult): string {
  const { cells } = result;
  if (cells.length === 0) return `No cell was measured. ${circumstances(result)}`;
  const fastest = cells.length > 1 ? fastestOf(cells) : undefined;
  const mark: Column = { head: '', value: (cell) => (cell === fastest ? '< fastest' : '') };
  const columns = [
    ...varyingDimensions(cells.map(({ cell }) => cell)).map(dimensionColumn),
    ...FIGURES,
    ...TROUBLES.filter(({ count }) => cells.some((cell) => count(cell) > 0)),
    ...(fastest === undefined ? [] : [mark]),
  ];
  const table = plainTable(
    columns.map(({ head }) => head),
    cells.map((cell) => columns.map(({ value }) => value(cell))),
  );
  return `${table}\n${circumstances(result)}`;
}

/** `MongoDB 7.0.14 (...) at ..., from zava ...; all cells: ...; 100,000 documents in each of 5 repeats.` */
function circumstances(result: InsertResult): string {
  const { server, client } = measuredOn(result.environment);
  const shared = sharedWords(result.cells.map(({ cell }) => cell));
  const parts = [
    `Measured on ${server}, from ${client}`,
    ...(shared === '' ? [] : [`${result.cells.length > 1 ? 'all cells: ' : ''}${shared}`]),
    `${grouped(result.workload.documents)} documents a repeat, ${repeatsWords(result)}`,
  ];
  return `${parts.join('; ')}${result.complete ? '.' : '; interrupted, so this is a part of what was asked for.'}`;
}

/** `5 repeats`, `3 to 5 repeats`. */
export function repeatsWords(result: InsertResult): string {
  const counts = result.cells.map(({ repeats }) => repeats.length);
  if (counts.length === 0) return 'no repeat';
  const [least, most] = [Math.min(...counts), Math.max(...counts)];
  if (least < most) return `${grouped(least)} to ${grouped(most)} repeats`;
  return counted(most, 'repeat');
}
