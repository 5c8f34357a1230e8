/**
 * Whether stock is conserved: opening + received - sold = level for every store and product, and never below zero.
 * Levels and sales come from the data; what was there at the start and received comes from the run's record
 * (stock.jsonl). Goods arrive at the first moment of a month and stock only falls within one, so a level that is not
 * negative at a month's end was not negative at any moment of it.
 */
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { displayPath } from '../../../core/settings/display-path.js';
import { count, text } from '../../../core/settings/leaves.js';
import { parse } from '../../../core/settings/parse.js';
import type { World } from '../../../core/settings/settings.js';
import { SettingsError } from '../../../errors.js';
import { ne, part } from '../expression/terms.js';
import type { ChartFacts, CheckResult } from '../result.js';
import { EXAMPLES, type Failures, type RowsOf, type Tally, undone } from './check.js';
import { parent } from './parts.js';

const units = count(Number.MAX_SAFE_INTEGER);
const rowSchema = z.object({
  store_id: text,
  product_id: text,
  opening: units,
  received: units,
  sold: units,
  level: units,
  last_updated: text.optional(),
  last_counted: text.optional(),
  receipts: z.array(z.tuple([z.string().regex(/^\d{4}-\d{2}-\d{2}$/), units])),
});

/** A row of stock.jsonl. */
export type StockRow = z.infer<typeof rowSchema>;

/** @throws SettingsError where the file is none that zava wrote. */
export const readStock = async (path: string): Promise<StockRow[]> =>
  stockRows(await readFile(path, 'utf8'), displayPath(path));

/** The rows of the text of a stock.jsonl. @param whole words for where it was found. @throws SettingsError as readStock. */
export function stockRows(text: string, whole: string): StockRow[] {
  const lines = text.split('\n').filter((line) => line !== '');
  return lines.map((line, i) => {
    const where = `line ${i + 1} of ${whole}`;
    try {
      return parse(rowSchema, JSON.parse(line), where);
    } catch (error) {
      if (error instanceof SettingsError) throw error;
      throw new SettingsError(`${where} is no JSON; allowed is a file that zava generate or load wrote.`);
    }
  });
}

export const STOCK_TALLIES = {
  sold: {
    kind: 'tally',
    collection: 'order_items',
    parents: [parent('order', 'orders', 'order_id', ['status'])],
    needs: { store_id: 'string', product_id: 'string', created_at: 'day', quantity: 'int' },
    where: ne('$order.status', 'cancelled'),
    key: { store: '$store_id', product: '$product_id', month: part('$created_at', 0, 7) },
    sum: '$quantity',
  },
  levels: {
    kind: 'tally',
    collection: 'inventory',
    parents: [],
    needs: { store_id: 'string', product_id: 'string', stock_level: 'int', reorder_threshold: 'int' },
    key: {
      store: '$store_id',
      product: '$product_id',
      low: { $lte: ['$stock_level', '$reorder_threshold'] },
    },
    sum: '$stock_level',
  },
  /** Which rows there are, of whatever type their level is. */
  stocked: {
    kind: 'tally',
    collection: 'inventory',
    parents: [],
    needs: { store_id: 'string', product_id: 'string' },
    key: { store: '$store_id', product: '$product_id' },
  },
} as const satisfies Record<string, Tally>;

export type StockRows = RowsOf<typeof STOCK_TALLIES>;

const cellOf = (store: string, product: string): string => `${store} ${product}`;

class Judge {
  readonly results: CheckResult[] = [];

  constructor(private readonly failures: Failures) {}

  /** @param needs the tallies that it is judged by. */
  judge(
    name: string,
    sentence: string,
    needs: readonly (keyof StockRows)[],
    broken: readonly string[],
  ): void {
    const check = { id: `stock.${name}`, group: 'stock', sentence } as const;
    const examples = [...broken].sort().slice(0, EXAMPLES);
    const result = { ...check, ok: broken.length === 0, broken: broken.length, examples };
    this.results.push(undone(check, needs, this.failures) ?? result);
  }
}

/**
 * @param record rows of stock.jsonl; without them only what the data says by itself is judged.
 * @param firstDay of the period, as YYYY-MM-DD.
 */
export function judgeStock(
  rows: StockRows,
  record: readonly StockRow[] | undefined,
  firstDay: string,
  failures: Failures = new Map(),
): CheckResult[] {
  const soldByMonth = new Map<string, Map<string, number>>();
  for (const { key, sum } of rows.sold) {
    const cell = cellOf(key.store, key.product);
    const months = soldByMonth.get(cell) ?? new Map<string, number>();
    months.set(key.month, (months.get(key.month) ?? 0) + sum);
    soldByMonth.set(cell, months);
  }
  const levels = new Map(rows.levels.map(({ key, sum }) => [cellOf(key.store, key.product), sum]));
  const stocked = new Set(rows.stocked.map(({ key }) => cellOf(key.store, key.product)));
  const judge = new Judge(failures);
  judge.judge(
    'only-stocked',
    'Only products that the store stocks are sold there.',
    ['sold', 'stocked'],
    [...soldByMonth.keys()].filter((cell) => !stocked.has(cell)),
  );
  if (record === undefined) return judge.results;

  const cells = new Map(record.map((row) => [cellOf(row.store_id, row.product_id), row]));
  const sum = (values: Iterable<number>) => [...values].reduce((a, b) => a + b, 0);
  const sold = (cell: string) => sum(soldByMonth.get(cell)?.values() ?? []);
  const failing = (broken: (cell: string, row: StockRow) => boolean) =>
    [...cells].filter(([cell, row]) => broken(cell, row)).map(([cell]) => cell);
  judge.judge(
    'recorded',
    'The record has a row for each row of inventory, and no other.',
    ['stocked'],
    [...[...stocked].filter((cell) => !cells.has(cell)), ...failing((cell) => !stocked.has(cell))],
  );
  judge.judge(
    'record-balanced',
    'In the record, opening + received - sold is the level, and received the sum of the receipts.',
    [],
    failing(
      (_, row) =>
        row.opening + row.received - row.sold !== row.level ||
        sum(row.receipts.map(([, received]) => received)) !== row.received,
    ),
  );
  judge.judge(
    'sold',
    'What the lines of orders that were not cancelled sell is what the record says was sold.',
    ['sold'],
    failing((cell, row) => sold(cell) !== row.sold),
  );
  judge.judge(
    'level',
    'Every stock_level is opening + received - sold.',
    ['levels'],
    failing((cell, row) => levels.has(cell) && levels.get(cell) !== row.opening + row.received - row.sold),
  );
  judge.judge(
    'receipts-at-month-start',
    'Goods arrive at the first moment of a month, or of the period.',
    [],
    failing((_, row) => row.receipts.some(([day]) => !day.endsWith('-01') && day !== firstDay)),
  );
  judge.judge(
    'never-negative',
    'No stock level was negative at any moment.',
    ['sold'],
    failing((cell, row) => lowest(row, soldByMonth.get(cell) ?? new Map()) < 0),
  );
  return judge.results;
}

/** The lowest level at the end of any month. */
function lowest(row: StockRow, sold: ReadonlyMap<string, number>): number {
  const changes = new Map<string, number>();
  const change = (month: string, value: number) => changes.set(month, (changes.get(month) ?? 0) + value);
  for (const [day, received] of row.receipts) change(day.slice(0, 7), received);
  for (const [month, quantity] of sold) change(month, -quantity);
  let level = row.opening;
  let least = level;
  for (const month of [...changes.keys()].sort()) {
    level += changes.get(month) as number;
    least = Math.min(least, level);
  }
  return least;
}

/** Stock by store, for the report's chart. */
export function stockFacts(world: World, levels: StockRows['levels']): ChartFacts['stock'] {
  return world.catalog.stores.map(({ store_id, store_name }) => {
    const own = levels.filter(({ key }) => key.store === store_id);
    return {
      store: store_name,
      units: own.reduce((sum, row) => sum + row.sum, 0),
      rows: own.length,
      low: own.filter(({ key }) => key.low === 'true').length,
    };
  });
}
