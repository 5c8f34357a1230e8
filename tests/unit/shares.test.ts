/** The shares that the settings ask for, seen in enough orders: each within five standard deviations. */
import { beforeAll, describe, expect, it } from 'vitest';
import { baseCents } from '../../src/core/model/money.js';
import { drawAll, partsOf } from '../fixtures/parts.js';
import { full } from '../fixtures/worlds.js';

const world = { ...full, orders: 40_000 };
const counts = {
  items: new Float64Array(6),
  quantity: new Float64Array(6),
  percent: new Map<number, number>(),
  store: new Float64Array(world.catalog.stores.length),
  cancelled: 0,
  orders: 0,
  lines: 0,
  /** Unit price / base price of each line. */
  factor: { sum: 0, least: 9, most: 0 },
};

beforeAll(() => {
  const base = world.catalog.products.map((product) => baseCents(product.cost, 33));
  for (const { columns } of drawAll(world, partsOf(world))) {
    for (let i = 0; i < columns.orders; i++) {
      counts.items[columns.firstLine[i + 1] - columns.firstLine[i]]++;
      counts.store[columns.store[i]]++;
      if (columns.status[i] === 1) counts.cancelled++;
      counts.orders++;
    }
    for (let line = 0; line < columns.lines; line++) {
      counts.quantity[columns.quantity[line]]++;
      const percent = columns.discountPercent[line];
      counts.percent.set(percent, (counts.percent.get(percent) ?? 0) + 1);
      const factor = columns.unitPrice[line] / base[columns.product[line]];
      counts.factor.sum += factor;
      counts.factor.least = Math.min(counts.factor.least, factor);
      counts.factor.most = Math.max(counts.factor.most, factor);
      counts.lines++;
    }
  }
});

/** @param share expected of `of`. */
function expectShare(count: number, of: number, share: number): void {
  expect(Math.abs(count - of * share)).toBeLessThan(5 * Math.sqrt(of * share * (1 - share)));
}

describe('the shares of the settings', () => {
  it('decide the number of lines', () => {
    [0.4, 0.3, 0.15, 0.1, 0.05].forEach((share, i) => {
      expectShare(counts.items[i + 1], counts.orders, share);
    });
  });

  it('decide the quantities', () => {
    [0.6, 0.25, 0.1, 0.03, 0.02].forEach((share, i) => {
      expectShare(counts.quantity[i + 1], counts.lines, share);
    });
  });

  it('decide the discounts, each of the five equally often', () => {
    expectShare(counts.percent.get(0) ?? 0, counts.lines, 0.85);
    for (const percent of [5, 10, 15, 20, 25]) {
      expectShare(counts.percent.get(percent) ?? 0, counts.lines, 0.03);
    }
  });

  it('decide how many orders are cancelled', () => {
    expectShare(counts.cancelled, counts.orders, 0.02);
  });

  it('spread unit prices evenly over the band', () => {
    expect(counts.factor.sum / counts.lines).toBeCloseTo(1, 2);
    expect(counts.factor.least).toBeLessThan(0.801);
    expect(counts.factor.most).toBeGreaterThan(1.199);
  });

  it('spread the orders over the stores by customers x frequency', () => {
    const weights = world.catalog.stores.map((store) => store.customer_weight * store.order_frequency);
    const sum = weights.reduce((a, b) => a + b, 0);
    weights.forEach((weight, store) => {
      // The hours of a day change the stores' shares a little, so this is wider than chance alone.
      expect(Math.abs(counts.store[store] / counts.orders - weight / sum)).toBeLessThan(0.02);
    });
  });
});
