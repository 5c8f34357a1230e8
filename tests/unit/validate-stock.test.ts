/** Whether stock is conserved, from sales, levels and the run's record. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { SettingsError } from '../../src/errors.js';
import {
  judgeStock,
  readStock,
  type StockRow,
  type StockRows,
} from '../../src/tools/validate/checks/stock.js';

const RECORD: StockRow = {
  ...{ store_id: 's', product_id: 'p', opening: 10, received: 20, sold: 25, level: 5 },
  receipts: [
    ['2024-02-01', 15],
    ['2024-03-01', 5],
  ],
};
/** Units sold by month, and the level in the data. */
const rows = (sold: Record<string, number>, level: number | undefined = 5): StockRows => ({
  sold: Object.entries(sold).map(([month, sum]) => ({ key: { store: 's', product: 'p', month }, sum })),
  levels: level === undefined ? [] : [{ key: { store: 's', product: 'p', low: 'false' }, sum: level }],
  stocked: [{ key: { store: 's', product: 'p' }, sum: 1 }],
});
const SOLD = { '2024-01': 10, '2024-02': 12, '2024-03': 3 };

const failing = (sold: StockRows, record: readonly StockRow[], firstDay = '2024-01-01') =>
  judgeStock(sold, record, firstDay)
    .filter(({ ok }) => !ok)
    .map(({ id, broken, examples }) => ({ id, broken, examples }));
const broken = (name: string) => ({ id: `stock.${name}`, broken: 1, examples: ['s p'] });

describe('stock', () => {
  it('that is conserved passes seven checks', () => {
    expect(judgeStock(rows(SOLD), [RECORD], '2024-01-01').map(({ ok }) => ok)).toEqual(Array(7).fill(true));
  });

  it('is only held against itself without a record', () => {
    expect(judgeStock(rows(SOLD), undefined, '2024-01-01')).toMatchObject([
      { id: 'stock.only-stocked', ok: true },
    ]);
    expect(judgeStock({ ...rows(SOLD), stocked: [] }, undefined, '2024-01-01')).toMatchObject([
      { ok: false },
    ]);
  });

  it.each([
    ['a level that does not follow', rows(SOLD, 6), [RECORD], ['level']],
    ['a sale more', rows({ ...SOLD, '2024-03': 4 }), [RECORD], ['sold']],
    ['a sale less', rows({ ...SOLD, '2024-03': 2 }), [RECORD], ['sold']],
    ['a record that does not add up', rows(SOLD), [{ ...RECORD, level: 6 }], ['record-balanced']],
    [
      'receipts that do not add up',
      rows(SOLD),
      [{ ...RECORD, receipts: RECORD.receipts.slice(1) }],
      ['record-balanced', 'never-negative'],
    ],
    [
      'a sale before the goods',
      rows({ '2024-01': 11, '2024-02': 11, '2024-03': 3 }),
      [RECORD],
      ['never-negative'],
    ],
    ['no record of it', rows(SOLD), [], ['recorded']],
    ['no row of it', { ...rows(SOLD), levels: [], stocked: [] }, [RECORD], ['only-stocked', 'recorded']],
    ['nothing in a row without a level that can be read', { ...rows(SOLD), levels: [] }, [RECORD], []],
  ])('finds %s', (_, data, record, names) => {
    expect(failing(data, record)).toEqual(names.map(broken));
  });

  it('takes goods at the first moment of a month, or of the period', () => {
    const late = { ...RECORD, receipts: [['2024-01-15', 20]] as [string, number][] };
    expect(failing(rows({ '2024-02': 25 }), [late])).toEqual([broken('receipts-at-month-start')]);
    expect(failing(rows({ '2024-02': 25 }), [late], '2024-01-15')).toEqual([]);
  });

  it('fails where it could not be counted, and says why', () => {
    const failures = new Map([['sold', 'The server could not look at it.']]);
    const results = judgeStock(rows({}), [RECORD], '2024-01-01', failures).filter(({ ok }) => !ok);
    expect(results.map(({ id, detail }) => [id, detail])).toEqual(
      ['only-stocked', 'sold', 'never-negative'].map((name) => [
        `stock.${name}`,
        'The server could not look at it.',
      ]),
    );
  });
});

describe('stock.jsonl', () => {
  const folder = mkdtempSync(join(tmpdir(), 'zava-stock-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'stock.jsonl');

  it('is read row by row', async () => {
    writeFileSync(file, `${JSON.stringify(RECORD)}\n${JSON.stringify({ ...RECORD, store_id: 't' })}\n`);
    expect(await readStock(file)).toEqual([RECORD, { ...RECORD, store_id: 't' }]);
  });

  it.each([
    ['cut off', '{"store_id": "s"', /^line 2 of .*stock\.jsonl is no JSON; allowed is/],
    ['without a level', JSON.stringify({ ...RECORD, level: undefined }), /level/],
    ['with half a unit', JSON.stringify({ ...RECORD, level: 0.5 }), /level/],
  ])('is refused %s', async (_, line, message) => {
    writeFileSync(file, `${JSON.stringify(RECORD)}\n${line}\n`);
    await expect(readStock(file)).rejects.toThrow(message);
    await expect(readStock(file)).rejects.toBeInstanceOf(SettingsError);
  });
});
