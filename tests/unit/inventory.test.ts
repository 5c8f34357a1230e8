/** Expected demand, and the rows of the inventory. */
import { validate, version } from 'uuid';
import { describe, expect, it } from 'vitest';
import { expectedDemand } from '../../src/core/generate/stock/demand.js';
import { makeInventoryRows } from '../../src/core/generate/stock/inventory.js';
import type { World } from '../../src/core/settings/settings.js';
import { drawAll, partsOf } from '../fixtures/parts.js';
import { full, storeAt, tiny } from '../fixtures/worlds.js';

const demandOf = (world: World) => {
  const { plan, segments, assortment, months } = partsOf(world);
  return { demand: expectedDemand(world, plan, segments, assortment, months), days: plan.days, assortment };
};
const sum = (list: ArrayLike<number>) => Array.from(list).reduce((a, b) => a + b, 0);

describe('expected demand', () => {
  it.each([
    ['tiny', tiny],
    ['full', full],
  ])('of the %s world sums to the units that its orders hold on average', (_, world) => {
    const { demand, days } = demandOf(world);
    // Means of 40, 30, 15, 10, 5 and of 60, 25, 10, 3, 2; 2 % of the orders are cancelled.
    expect(sum(demand) * days).toBeCloseTo(world.orders * 2.1 * 1.62 * 0.98, 3);
  });

  it('is 0 for what a store does not stock, and above 0 for all that it does', () => {
    const { demand, assortment } = demandOf(tiny);
    demand.forEach((units, cell) => {
      expect(units > 0).toBe(assortment.stocked[cell] === 1);
    });
  });

  it('comes near to what is then sold, store by store and category by category', () => {
    const { demand, days, assortment } = demandOf(full);
    const sold = new Float64Array(demand.length);
    for (const { sales } of drawAll(full, partsOf(full))) {
      sales.units.forEach((units, i) => {
        sold[i % demand.length] += units;
      });
    }
    const by = (cells: ArrayLike<number>, key: (cell: number) => number) => {
      const groups = new Map<number, number>();
      for (let cell = 0; cell < cells.length; cell++) {
        groups.set(key(cell), (groups.get(key(cell)) ?? 0) + cells[cell]);
      }
      return groups;
    };
    for (const key of [
      (cell: number) => Math.floor(cell / assortment.products),
      (cell: number) => assortment.categoryOf[cell % assortment.products],
    ]) {
      const made = by(sold, key);
      for (const [group, perDay] of by(demand, key)) {
        expect((made.get(group) ?? 0) / (perDay * days)).toBeGreaterThan(0.9);
        expect((made.get(group) ?? 0) / (perDay * days)).toBeLessThan(1.1);
      }
    }
  });
});

describe('the rows of the inventory', () => {
  const rows = makeInventoryRows(full, partsOf(full).assortment);

  it('are 3,168 for the default catalog: seven stores with 424 products and 200 online', () => {
    expect(rows.length).toBe(3168);
    const perStore = new Map<number, number>();
    for (const { cell } of rows) {
      const store = Math.floor(cell / 424);
      perStore.set(store, (perStore.get(store) ?? 0) + 1);
    }
    expect(perStore.get(storeAt('online'))).toBe(200);
    expect([...perStore.values()].filter((count) => count === 424).length).toBe(7);
    expect(new Set(rows.map((row) => row.cell)).size).toBe(3168);
  });

  it('have unique ids that are UUIDs of version 4', () => {
    expect(new Set(rows.map((row) => row.id)).size).toBe(3168);
    expect(rows.every(({ id }) => validate(id) && version(id) === 4)).toBe(true);
  });

  it('have a place in an aisle of their category, and a note now and then', () => {
    const { assortment } = partsOf(full);
    const aisles = new Map<string, Set<number>>();
    for (const { cell, location } of rows) {
      expect(location.shelf).toMatch(/^[A-F]$/);
      expect(Number(location.bin)).toBeGreaterThanOrEqual(1);
      expect(Number(location.bin)).toBeLessThanOrEqual(24);
      const categories = aisles.get(location.aisle) ?? new Set();
      aisles.set(location.aisle, categories.add(assortment.categoryOf[cell % 424]));
    }
    expect([...aisles.values()].every((categories) => categories.size === 1)).toBe(true);
    const noted = rows.filter((row) => row.notes !== undefined).length;
    expect(noted / 3168).toBeCloseTo(0.08, 1);
  });

  it('of one store stay as they are when another one stocks less', () => {
    const stores = tiny.catalog.stores.map((store, i) => (i === 0 ? { ...store, assortment: 10 } : store));
    const fewer = { ...tiny, catalog: { ...tiny.catalog, stores } };
    const of = (world: World) =>
      makeInventoryRows(world, partsOf(world).assortment).filter((row) => row.cell >= 424);
    expect(of(fewer)).toEqual(of(tiny));
  });
});
