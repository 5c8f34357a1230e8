/**
 * A shard of orders and lines as columns: numbers only, in buffers that are used again and again. Each column is declared
 * in one of two tables; its type, its room and what a slice takes out of it follow from there.
 */

/** By name, what an array is made of. */
type Table = Readonly<Record<string, { new (length: number): TypedArray; readonly prototype: TypedArray }>>;
type TypedArray = Uint8Array | Uint16Array | Uint32Array | Float64Array;
type ColumnsOf<T extends Table> = { readonly [Name in keyof T]: T[Name]['prototype'] };

/** One value for each order. */
const PER_ORDER = {
  /** Position of the day in the period, and the order's number on it, from 1. */
  day: Uint32Array,
  number: Float64Array,
  /** Second of the UTC day. */
  second: Uint32Array,
  customer: Uint32Array,
  store: Uint16Array,
  /** Position in ORDER_STATUSES. */
  status: Uint8Array,
  /** Seconds from order to last change. */
  settled: Uint32Array,
  /** Cents. */
  subtotal: Float64Array,
  discount: Float64Array,
} as const satisfies Table;

/** One value for each line. */
const PER_LINE = {
  product: Uint16Array,
  quantity: Uint8Array,
  /** Cents. */
  unitPrice: Uint32Array,
  discountPercent: Uint8Array,
  discountAmount: Uint32Array,
  /** The four words of the line's UUID. */
  id0: Uint32Array,
  id1: Uint32Array,
  id2: Uint32Array,
  id3: Uint32Array,
} as const satisfies Table;

export type ColumnsPerOrder = ColumnsOf<typeof PER_ORDER>;
export type ColumnsPerLine = ColumnsOf<typeof PER_LINE>;

/** How orders and lines belong together. */
interface Links {
  /** How many there are. */
  orders: number;
  lines: number;
  /** First line of each order; `firstLine[orders]` is the number of lines. */
  readonly firstLine: Uint32Array;
  /** The order of each line, as a position in this shard. */
  readonly order: Uint32Array;
}

export type OrderColumns = Links & ColumnsPerOrder & ColumnsPerLine;

/** @param maxOrders orders that fit. @param maxLines lines that fit. */
export function makeOrderColumns(maxOrders: number, maxLines: number): OrderColumns {
  return {
    orders: 0,
    lines: 0,
    firstLine: new Uint32Array(maxOrders + 1),
    order: new Uint32Array(maxLines),
    ...arraysOf(PER_ORDER, maxOrders),
    ...arraysOf(PER_LINE, maxLines),
  };
}

function arraysOf<T extends Table>(table: T, length: number): ColumnsOf<T> {
  const arrays = Object.entries(table).map(([name, Column]) => [name, new Column(length)]);
  return Object.fromEntries(arrays) as ColumnsOf<T>;
}

/** Every column with a value for each order, or for each line. */
const columnsPerOrder = (columns: OrderColumns): TypedArray[] => listOf(PER_ORDER, columns);
const columnsPerLine = (columns: OrderColumns): TypedArray[] => listOf(PER_LINE, columns);

const listOf = <T extends Table>(table: T, columns: ColumnsOf<T>): TypedArray[] =>
  Object.keys(table).map((name) => columns[name]);

/** Takes out the orders that are not kept, with their lines; the others stay as they are, one after the other. */
export function keepOrders(columns: OrderColumns, keeps: (order: number) => boolean): void {
  const { firstLine, order } = columns;
  const ofOrders = columnsPerOrder(columns);
  const ofLines = columnsPerLine(columns);
  let kept = 0;
  let lines = 0;
  for (let i = 0; i < columns.orders; i++) {
    const [from, end] = [firstLine[i], firstLine[i + 1]];
    if (!keeps(i)) continue;
    for (const column of ofOrders) column[kept] = column[i];
    for (const column of ofLines) {
      for (let line = from, to = lines; line < end; line++, to++) column[to] = column[line];
    }
    order.fill(kept, lines, lines + end - from);
    firstLine[kept] = lines;
    lines += end - from;
    kept++;
  }
  firstLine[kept] = lines;
  columns.orders = kept;
  columns.lines = lines;
}

/**
 * Does nothing: it is given the rest of columns out of which each was taken by name. The compiler names one that was
 * forgotten, as there are no others to be.
 */
export function allTaken(_others: Readonly<Record<string, never>>): void {}
