/** The settings of a cell as text, and which of them distinguish the cells of a run. */
import { grouped } from '../../ui/terminal/numbers.js';
import { counted } from '../../ui/terminal/words.js';
import type { Cell } from './result.js';

export type Dimension = keyof Cell;

/** How a dimension is written: over a column, in a column, on a chart and in a sentence. */
interface Naming<Value> {
  readonly title: string;
  value(value: Value): string;
  label(value: Value): string;
  words(value: Value): string;
}

/** One text everywhere, where the value explains itself. */
const plain = <Value>(title: string, words: (value: Value) => string): Naming<Value> => ({
  title,
  value: words,
  label: words,
  words,
});

const NAMINGS: { readonly [D in Dimension]: Naming<Cell[D]> } = {
  batchSize: {
    title: 'batch size',
    value: grouped,
    label: grouped,
    words: (size) => `batches of ${grouped(size)}`,
  },
  connections: {
    title: 'connections',
    value: grouped,
    label: grouped,
    words: (count) => counted(count, 'connection'),
  },
  writeConcern: plain('write concern', (concern) => (concern === 'j' ? 'w:1 with j' : `w:${concern}`)),
  ordered: plain('order', (ordered) => (ordered ? 'ordered' : 'unordered')),
  indexes: {
    title: 'secondary indexes',
    value: (stand) => (stand ? 'with' : 'without'),
    label: (stand) => (stand ? 'indexes' : 'no indexes'),
    words: (stand) => `${stand ? 'with' : 'without'} secondary indexes`,
  },
  compression: {
    title: 'compression',
    value: (name) => name,
    label: (name) => (name === 'none' ? 'uncompressed' : name),
    words: (name) => (name === 'none' ? 'uncompressed' : `${name} compression`),
  },
  path: plain('path', (path) => (path === 'bson' ? 'finished BSON' : path)),
  ids: {
    title: '_id order',
    value: (order) => order,
    label: (order) => `${order} _id`,
    words: (order) => `${order} _id`,
  },
};

/** All dimensions, in the order in which they are shown. */
const DIMENSIONS = Object.keys(NAMINGS) as readonly Dimension[];

/** The naming for a value whose dimension is only known when the program runs. */
const naming = (dimension: Dimension): Naming<Cell[Dimension]> =>
  NAMINGS[dimension] as Naming<Cell[Dimension]>;

export const titleText = (dimension: Dimension): string => NAMINGS[dimension].title;
export const valueText = (cell: Cell, dimension: Dimension): string =>
  naming(dimension).value(cell[dimension]);
/** Equal for equal cells and for no others. */
export const cellKey = (cell: Cell, dimensions: readonly Dimension[] = DIMENSIONS): string =>
  JSON.stringify(dimensions.map((dimension) => cell[dimension]));

/** The dimensions in which cells differ. */
export const varyingDimensions = (cells: readonly Cell[]): Dimension[] =>
  DIMENSIONS.filter((dimension) => cells.some((cell) => cell[dimension] !== cells[0]?.[dimension]));

/** `x` between the two counts, which belong together, and dots between all others. */
const joined = (dimensions: readonly Dimension[], text: (dimension: Dimension) => string): string =>
  dimensions
    .map((dimension, i) => {
      const join = i === 0 ? '' : dimension === 'connections' ? ' × ' : ' · ';
      return join + text(dimension);
    })
    .join('');

/** A cell on a chart by the dimensions that vary, as short as can be: `5,000 × 4 · w:1`; `shortTitle` says what is what. */
export const shortName = (cell: Cell, dimensions: readonly Dimension[]): string =>
  joined(dimensions, (dimension) => naming(dimension).label(cell[dimension]));

/** `batch size × connections · write concern` */
export const shortTitle = (dimensions: readonly Dimension[]): string => joined(dimensions, titleText);

/** A cell in a sentence: `batches of 5,000, 4 connections, w:1`. */
export const cellWords = (cell: Cell, dimensions: readonly Dimension[]): string =>
  dimensions.map((dimension) => naming(dimension).words(cell[dimension])).join(', ');

/** What all cells share, in a sentence; empty where they share nothing. */
export function sharedWords(cells: readonly Cell[]): string {
  const varying = varyingDimensions(cells);
  const first = cells[0];
  if (first === undefined) return '';
  return cellWords(
    first,
    DIMENSIONS.filter((dimension) => !varying.includes(dimension)),
  );
}
