/** What holds of every order, line and sale, in worlds of all kinds. */
import { describe, expect, it } from 'vitest';
import { dayOf } from '../../src/core/settings/calendar.js';
import { brokenFacts } from '../fixtures/sales-facts.js';
import { small, tiny, tinyWith } from '../fixtures/worlds.js';

describe('orders and lines', () => {
  it('keep every fact in the tiny world', () => {
    const { broken, seen } = brokenFacts(tiny);
    expect(broken).toEqual([]);
    expect(seen.orders).toBe(1000);
    expect(seen.stores.size).toBe(8);
    // Nothing above was true only because there was nothing of the kind.
    expect(seen.statuses[2]).toBeGreaterThanOrEqual(5);
    expect(seen.statuses[0]).toBeGreaterThan(900);
    expect(seen.statuses[1]).toBeGreaterThan(3);
    expect(seen.discounts).toBeGreaterThan(200);
    expect(seen.customers.size).toBeGreaterThan(100);
  });

  it('keep every fact in a small world of stores on three continents', () => {
    const { broken, seen } = brokenFacts(small);
    expect(broken).toEqual([]);
    expect(seen.stores.size).toBe(3);
    expect(Math.min(...seen.statuses)).toBeGreaterThan(3);
  });
});

describe('worlds at the edge', () => {
  // The first of the default customers has a base of one order.
  it('one customer places all orders', () => {
    const { broken, seen } = brokenFacts({ ...tiny, customers: 1, orders: 500 });
    expect(broken).toEqual([]);
    expect([...seen.customers]).toEqual([0]);
    expect(seen.stores.size).toBe(1);
  });

  it('one order is the only one', () => {
    const { broken, seen } = brokenFacts({ ...tiny, orders: 1 });
    expect(broken).toEqual([]);
    expect(seen.orders).toBe(1);
  });

  it('one day holds all orders, in several shards', () => {
    const day = dayOf('2024-03-10'); // the day on which clocks go forward
    const shards = { orders: 64, customers: 50 };
    const { broken, seen } = brokenFacts({ ...tiny, firstDay: day, lastDay: day, shards });
    expect(broken).toEqual([]);
    expect(seen.stores.size).toBe(8);
  });

  it('the day on which clocks go back holds all orders', () => {
    const day = dayOf('2024-11-03');
    expect(brokenFacts({ ...tiny, firstDay: day, lastDay: day }).broken).toEqual([]);
  });

  it('nobody buys in the first second, in which the first customers register, or a second after closing', () => {
    // 16:00 is midnight in UTC; there are several orders in every second of the one hour.
    const day: [number, number] = [16, 17];
    const hours = { mon: day, tue: day, wed: day };
    const stores = tiny.catalog.stores.map((store) => ({ ...store, hours }));
    const world = tinyWith({ catalog: { stores }, lastDay: tiny.firstDay, orders: 20_000 });
    expect(brokenFacts(world).broken).toEqual([]);
  });

  it('a store that is closed on Sundays sells nothing on Sundays', () => {
    const stores = tiny.catalog.stores.map((store) => ({
      ...store,
      hours: store.hours && { ...store.hours, sun: undefined },
    }));
    const { broken, seen } = brokenFacts(tinyWith({ orders: 3000, catalog: { stores } }));
    expect(broken).toEqual([]);
    expect(seen.stores.size).toBe(8);
  });

  it('a world whose only store is closed on most days', () => {
    const [shop] = tiny.catalog.stores;
    const stores = [{ ...shop, hours: { wed: [23, 24] as [number, number] } }];
    const { broken, seen } = brokenFacts(tinyWith({ catalog: { stores } }));
    expect(broken).toEqual([]);
    expect(seen.orders).toBe(1000);
  });

  it('lists of a single choice', () => {
    const world = tinyWith({
      baskets: { items_weights: [0, 0, 1], quantity_weights: [0, 1], themed_share: 0 },
      prices: { band: [1, 1], discount_share: 1, discount_percents: [50] },
      statuses: { cancelled_share: 1, pending_share: 0, pending_least: 0 },
    });
    const { broken, seen } = brokenFacts(world);
    expect(broken).toEqual([]);
    expect(seen).toMatchObject({ orders: 1000, lines: 3000, discounts: 3000, statuses: [0, 1000, 0] });
  });

  it('all orders of the last days are pending where the settings say so', () => {
    const pending = tinyWith({ statuses: { pending_days: 36_500, pending_share: 1 } });
    expect(brokenFacts(pending).seen.statuses).toEqual([0, 0, 1000]);
    const none = tinyWith({
      statuses: { pending_days: 36_500, pending_share: 0, pending_least: 0, cancelled_share: 0 },
    });
    expect(brokenFacts(none).seen.statuses).toEqual([1000, 0, 0]);
  });
});
