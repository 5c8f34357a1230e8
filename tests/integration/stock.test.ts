/** Stock is conserved: proved from a dump alone, by replaying every receipt and every sale in order of time. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Inventory } from '../../src/core/model/inventory.js';
import type { OrderItem } from '../../src/core/model/order-items.js';
import type { Order } from '../../src/core/model/orders.js';
import { succeed, temporaryFolder } from '../fixtures/cli.js';
import { documents } from '../fixtures/cli-dump.js';

interface Row {
  store_id: string;
  product_id: string;
  opening: number;
  received: number;
  sold: number;
  level: number;
  receipts: [day: string, units: number][];
}

/** A receipt (units above 0) or a sale (below 0). */
interface Movement {
  at: string;
  units: number;
}

const cell = (of: { store_id: string; product_id: string }) => `${of.store_id} ${of.product_id}`;

const folder = temporaryFolder();
const dump = join(folder, 'dump');
let rows: Row[];
let orders: Order[];
let lines: OrderItem[];
let movements: Map<string, Movement[]>;

beforeAll(async () => {
  // Little in stock and much sold, so that goods run out and must be received again and again.
  const config = join(folder, 'scarce.yaml');
  writeFileSync(
    config,
    'stock: { opening: [1, 5], lot_size: 3 }\nshards: { orders: 3000 }\nstatuses: { cancelled_share: 0.1 }\n',
  );
  await succeed(['generate', '--preset', 'tiny', '--orders', '20000', '--config', config, '--out', dump]);
  rows = readFileSync(join(dump, 'stock.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  orders = documents<Order>(dump, 'orders');
  lines = documents<OrderItem>(dump, 'order_items');
  const byId = new Map(orders.map((order) => [order.order_id, order]));
  movements = new Map(
    rows.map((row) => [cell(row), row.receipts.map(([day, units]) => ({ at: `${day}T00:00:00Z`, units }))]),
  );
  for (const line of lines) {
    const order = byId.get(line.order_id);
    if (order === undefined || order.status === 'cancelled') continue;
    const list = movements.get(cell(line));
    // Only what a store stocks can be sold there.
    if (list === undefined) throw new Error(`${line.order_id} sells ${cell(line)}, which has no row`);
    list.push({ at: order.order_date, units: -line.quantity });
  }
});

describe('the stock of every store and product', () => {
  it('is opening + received - sold', () => {
    for (const row of rows) expect(row.opening + row.received - row.sold, cell(row)).toBe(row.level);
  });

  it('receives what its receipts say, at the first moment of a month', () => {
    for (const { received, receipts } of rows) {
      expect(receipts.reduce((sum, [, units]) => sum + units, 0)).toBe(received);
      for (const [day, units] of receipts) {
        expect(day).toMatch(/^\d{4}-\d{2}-01$/);
        expect(units).toBeGreaterThan(0);
      }
    }
    expect(rows.filter(({ receipts }) => receipts.length > 1).length).toBeGreaterThan(100);
  });

  it('sells what the lines of its orders say, and nothing for a cancelled order', () => {
    expect(orders.filter(({ status }) => status === 'cancelled').length).toBeGreaterThan(1000);
    for (const row of rows) {
      const sales = movements.get(cell(row))?.filter(({ units }) => units < 0) ?? [];
      expect(
        sales.reduce((sum, { units }) => sum - units, 0),
        cell(row),
      ).toBe(row.sold);
    }
  });

  it('is never below zero at any moment, and ends at its level', () => {
    for (const row of rows) {
      const list = movements.get(cell(row)) ?? [];
      // At the same moment goods are received before they are sold.
      list.sort((a, b) => (a.at === b.at ? b.units - a.units : a.at < b.at ? -1 : 1));
      let level = row.opening;
      for (const { at, units } of list) {
        level += units;
        if (level < 0) throw new Error(`${cell(row)} is at ${level} on ${at}`);
      }
      expect(level, cell(row)).toBe(row.level);
    }
  });

  it('is what the inventory says', () => {
    const levels = documents<Inventory>(dump, 'inventory').map((row) => [cell(row), row.stock_level]);
    expect(levels.length).toBe(rows.length);
    expect(Object.fromEntries(levels)).toEqual(Object.fromEntries(rows.map((row) => [cell(row), row.level])));
  });

  it('adds up to the sums in the manifest', () => {
    const { stock } = JSON.parse(readFileSync(join(dump, 'manifest.json'), 'utf8'));
    for (const part of ['opening', 'received', 'sold', 'level'] as const) {
      expect(stock[part]).toBe(rows.reduce((sum, row) => sum + row[part], 0));
    }
  });
});
