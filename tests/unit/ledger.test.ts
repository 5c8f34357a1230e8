/** The stock of every store and product through the period. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Assortment } from '../../src/core/generate/assortment.js';
import { Months, type Sales } from '../../src/core/generate/sales.js';
import { StockLedger } from '../../src/core/generate/stock/ledger.js';
import { small, tiny, tinyWith } from '../fixtures/worlds.js';

const assortment = new Assortment(small);
const months = new Months(small);
const cells = assortment.stocked.length;
const stockedCells = [...assortment.stocked.keys()].filter((cell) => assortment.stocked[cell] === 1);

const ledgerWith = (perDay = 0.5) =>
  new StockLedger(small, assortment, months, new Float64Array(cells).fill(perDay));

/** A sale of units of a cell in a month, at some second of it. */
interface Sale {
  readonly month: number;
  readonly cell: number;
  readonly units: number;
}

const at = (month: number) => (small.firstDay + months.firstDay[month]) * 86_400;

/** The sales of one shard, as a worker reports them. */
function salesOf(sales: readonly Sale[]): Sales {
  const fromMonth = Math.min(...sales.map((sale) => sale.month));
  const count = Math.max(...sales.map((sale) => sale.month)) - fromMonth + 1;
  const units = new Uint32Array(count * cells);
  const last = new Uint32Array(count * cells);
  for (const { month, cell, units: sold } of sales) {
    const key = (month - fromMonth) * cells + cell;
    units[key] += sold;
    last[key] = at(month) + 3600;
  }
  return { fromMonth, months: count, units, last };
}

const sale = fc.record({
  month: fc.nat(months.count - 1),
  cell: fc.constantFrom(...stockedCells),
  units: fc.oneof(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 3000 })),
});
const shards = fc.array(fc.array(sale, { minLength: 1, maxLength: 30 }), { maxLength: 6 });

describe('the ledger under random sales', () => {
  it('conserves stock, never goes below zero and receives only what is needed', () => {
    fc.assert(
      fc.property(shards, fc.double({ min: 0, max: 20, noNaN: true }), (made, perDay) => {
        const ledger = ledgerWith(perDay);
        for (const shard of made) ledger.add(salesOf(shard));
        ledger.fold(months.count);
        const all = made.flat();
        for (const cell of stockedCells) {
          const own = all.filter((s) => s.cell === cell);
          const receipts = ledger.receipts.filter((receipt) => receipt.cell === cell);
          let level = ledger.opening[cell];
          let sold = 0;
          for (let month = 0; month < months.count; month++) {
            const units = own.filter((s) => s.month === month).reduce((sum, s) => sum + s.units, 0);
            const arriving = receipts.filter((receipt) => receipt.month === month);
            expect(arriving.length).toBeLessThanOrEqual(1);
            for (const receipt of arriving) {
              // Needed: stock had run down, or the month sells more than was there.
              const low = month > 0 && ledger.short[cell] === 0 && level <= ledger.threshold[cell];
              expect(low || units > level).toBe(true);
              expect(receipt.units).toBeGreaterThan(0);
              expect(receipt.units % small.stock.lot_size).toBe(0);
              level += receipt.units;
            }
            if (month > 0 && arriving.length === 0 && ledger.short[cell] === 0)
              expect(level).toBeGreaterThan(ledger.threshold[cell]);
            level -= units;
            sold += units;
            expect(level).toBeGreaterThanOrEqual(0);
          }
          expect(ledger.level[cell]).toBe(level);
          expect(ledger.sold[cell]).toBe(sold);
          expect(ledger.opening[cell] + ledger.received[cell] - ledger.sold[cell]).toBe(level);
        }
      }),
      { numRuns: 150 },
    );
  });

  it('is the same whatever the order and the cut of the shards of a month', () => {
    fc.assert(
      fc.property(shards, (made) => {
        const forwards = ledgerWith();
        for (const shard of made) forwards.add(salesOf(shard));
        const single = ledgerWith();
        for (const one of made.flat().reverse()) single.add(salesOf([one]));
        for (const ledger of [forwards, single]) ledger.fold(months.count);
        for (const key of ['level', 'received', 'sold', 'moved', 'receipts'] as const) {
          expect(single[key]).toEqual(forwards[key]);
        }
      }),
      { numRuns: 40 },
    );
  });

  it('is the same folded month by month and at once', () => {
    const sales = salesOf([
      { month: 0, cell: stockedCells[0], units: 50 },
      { month: 3, cell: stockedCells[1], units: 500 },
    ]);
    const [slow, fast] = [ledgerWith(), ledgerWith()];
    for (const ledger of [slow, fast]) ledger.add(sales);
    for (let month = 0; month <= months.count; month++) slow.fold(month);
    fast.fold(months.count);
    expect(slow.folded).toBe(months.count);
    expect([slow.level, slow.receipts, slow.moved]).toEqual([fast.level, fast.receipts, fast.moved]);
  });
});

describe('the ledger', () => {
  it('leaves what a store does not stock at 0', () => {
    const ledger = ledgerWith();
    ledger.fold(months.count);
    const empty = [...assortment.stocked.keys()].filter((cell) => assortment.stocked[cell] === 0);
    expect(empty.length).toBeGreaterThan(0);
    for (const cell of empty) {
      expect([ledger.opening[cell], ledger.threshold[cell], ledger.level[cell]]).toEqual([0, 0, 0]);
    }
  });

  it('opens with 10 to 100 units x the store’s weight x the season', () => {
    const world = tinyWith({ firstDay: tiny.firstDay });
    const all = new Assortment(world);
    const ledger = new StockLedger(world, all, new Months(world), new Float64Array(all.stocked.length));
    const { stores } = world.catalog;
    const mean = stores.reduce((sum, store) => sum + store.customer_weight, 0) / stores.length;
    ledger.opening.forEach((opening, cell) => {
      if (all.stocked[cell] === 0 || ledger.short[cell] === 1) return;
      const store = stores[Math.floor(cell / all.products)];
      const scale = (store.customer_weight / mean) * all.multiplier(cell % all.products, 'jan');
      expect(opening).toBeGreaterThanOrEqual(Math.max(1, Math.floor(10 * scale)));
      expect(opening).toBeLessThanOrEqual(Math.max(1, Math.ceil(100 * scale)));
    });
  });

  it('lets one row in twenty run short: it opens at its threshold or below, and has no more than a lot left at the end', () => {
    const world = tinyWith({ firstDay: tiny.firstDay });
    const all = new Assortment(world);
    const ledger = new StockLedger(
      world,
      all,
      new Months(world),
      new Float64Array(all.stocked.length).fill(0.5),
    );
    const short = [...ledger.short.keys()].filter((cell) => ledger.short[cell] === 1);
    // 3,168 rows: five standard deviations (12.3 each) to both sides.
    expect(Math.abs(short.length - 3168 * 0.05)).toBeLessThan(62);
    const openings = new Set(short.map((cell) => ledger.opening[cell]));
    expect([...openings].sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(new Set(short.map((cell) => ledger.threshold[cell]))).toEqual(new Set([7]));
    for (const cell of stockedCells) {
      const other = ledgerWith(0.5);
      if (other.short[cell] === 0) continue;
      const units = other.opening[cell] + 3;
      other.add(salesOf([{ month: 2, cell, units }]));
      other.fold(months.count);
      expect(other.receipts.filter((receipt) => receipt.cell === cell)).toEqual([
        { month: 2, cell, units: 5 },
      ]);
      expect(other.level[cell]).toBe(2);
    }
  });

  it('orders again by how fast a product sells, and never below the minimum', () => {
    const [slow, fast] = [ledgerWith(0), ledgerWith(3.2)];
    for (const cell of stockedCells) {
      expect(slow.threshold[cell]).toBe(small.stock.minimum_threshold);
      expect(fast.threshold[cell]).toBe(Math.ceil(3.2 * small.stock.lead_time_days));
    }
  });

  it.each([0, 1])('fills up to the opening or the cover, in whole lots, at %d a day', (perDay) => {
    for (const cell of stockedCells) {
      const ledger = ledgerWith(perDay);
      if (ledger.short[cell] === 1) continue;
      ledger.add(salesOf([{ month: 0, cell, units: ledger.opening[cell] }]));
      ledger.fold(2);
      const cover = ledger.threshold[cell] + Math.max(1, perDay * small.stock.cover_days);
      const units = Math.ceil(Math.max(ledger.opening[cell], cover) / 5) * 5;
      expect(ledger.receipts.find((receipt) => receipt.cell === cell)).toEqual({ month: 1, cell, units });
    }
  });

  it('remembers when stock last moved', () => {
    const [first, second, third] = stockedCells;
    const ledger = ledgerWith(0);
    ledger.add(salesOf([{ month: 2, cell: first, units: 1 }]));
    ledger.add(salesOf([{ month: 1, cell: second, units: ledger.opening[second] }]));
    ledger.fold(3);
    expect(ledger.moved[first]).toBe(at(2) + 3600);
    // Sold out in month 1, filled up at the first moment of month 2.
    expect(ledger.moved[second]).toBe(at(2));
    expect(ledger.moved[third]).toBe(small.firstDay * 86_400);
  });
});
