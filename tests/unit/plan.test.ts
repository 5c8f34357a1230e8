/** How many orders each day has, and who is registered when. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dayWeights } from '../../src/core/plan/day-weights.js';
import { makePlan, ordersByYear } from '../../src/core/plan/plan.js';
import { Segments } from '../../src/core/plan/segments.js';
import { dayOf } from '../../src/core/settings/calendar.js';
import type { World } from '../../src/core/settings/settings.js';
import { SettingsError } from '../../src/errors.js';
import { full, small, tiny, tinyWith } from '../fixtures/worlds.js';

const planOf = (world: World) => makePlan(world, new Segments(world));

describe('the plan', () => {
  it.each([0, 1, 10, 200_000, 1_000_000_000])('spreads exactly %i orders over the days', (orders) => {
    const plan = planOf({ ...full, orders });
    expect(plan.days).toBe(2557);
    expect(plan.ordersBefore).toHaveLength(2558);
    expect(plan.ordersBefore[0]).toBe(0);
    expect(plan.ordersBefore[plan.days]).toBe(orders);
    expect(plan.ordersBefore.every((before, day) => day === 0 || before >= plan.ordersBefore[day - 1])).toBe(
      true,
    );
  });

  it('gives each day less than one order more or less than its share of the weights', () => {
    const plan = planOf(full);
    const weights = dayWeights(full, full.catalog.stores);
    const sum = weights.reduce((a, b) => a + b, 0);
    for (let day = 0; day < plan.days; day++) {
      const ofDay = plan.ordersBefore[day + 1] - plan.ordersBefore[day];
      expect(Math.abs(ofDay - (full.orders * weights[day]) / sum)).toBeLessThan(1);
    }
  });

  it('grows with the days and not with the orders', () => {
    const large = planOf({ ...full, orders: 1_000_000_000, customers: 4_000_000_000 });
    const arrays = [large.ordersBefore, large.customersBefore];
    expect(arrays.map((array) => array.length)).toEqual([2558, 2558]);
    // Days are larger than shards, so each is split into shards of its own.
    expect(large.orderShards).toBeGreaterThanOrEqual(1_000_000_000 / full.shards.orders);
    expect(large.customerShards).toBe(Math.ceil(4_000_000_000 / full.shards.customers));
  });

  it('writes order numbers with at least three digits, and as many as the busiest day needs', () => {
    expect(planOf(tiny).orderDigits).toBe(3);
    const day = { lastDay: tiny.firstDay };
    expect(planOf({ ...tiny, ...day, orders: 999 }).orderDigits).toBe(3);
    expect(planOf({ ...tiny, ...day, orders: 1000 }).orderDigits).toBe(4);
    expect(planOf({ ...tiny, ...day, orders: 1_000_000 }).orderDigits).toBe(7);
  });

  it('counts the orders of calendar years', () => {
    const plan = planOf(full);
    const years = ordersByYear(full, plan);
    expect([...years.keys()]).toEqual(['2020', '2021', '2022', '2023', '2024', '2025', '2026']);
    expect([...years.values()].reduce((a, b) => a + b, 0)).toBe(200_000);
    expect(years.get('2020')).toBe(plan.ordersBefore[dayOf('2021-01-01') - full.firstDay]);
    // Weights of 1.0 and 1.531: leap days and weekdays move the ratio by less than a hundredth.
    expect((years.get('2026') ?? 0) / (years.get('2020') ?? 1)).toBeCloseTo(1.531, 1);
  });

  it('refuses orders where no store that has buyers is ever open, and plans none', () => {
    const stores = tiny.catalog.stores.map((store) => ({ ...store, hours: {} }));
    const closed = tinyWith({ catalog: { stores } });
    expect(() => planOf(closed)).toThrow(SettingsError);
    expect(() => planOf(closed)).toThrow(
      'orders is 1000, but no store with customers who buy is open on any day of the period; allowed is 0.',
    );
    expect(planOf({ ...closed, orders: 0 }).ordersBefore.every((before) => before === 0)).toBe(true);
  });
});

describe('registration', () => {
  const selling = (world: World, segments: Segments) =>
    world.catalog.stores
      .map((_, store) => segments.firstBuyer(store))
      .filter((first) => first < world.customers);

  it('begins with a buying customer of every store that sells, whatever the number of customers', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.nat(60), fc.nat(100_000)),
        fc.constantFrom(tiny, small, full),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (customers, base, founding_share) => {
          const world = {
            ...base,
            customers,
            orders: 0,
            registration: { ...base.registration, founding_share },
          };
          const segments = new Segments(world);
          const { customersBefore } = makePlan(world, segments);
          for (const first of selling(world, segments)) expect(customersBefore[0]).toBeGreaterThan(first);
          expect(customersBefore[0]).toBeGreaterThanOrEqual(Math.floor(customers * founding_share));
          expect(customersBefore[customersBefore.length - 1]).toBe(customers);
          expect(customersBefore[0]).toBeLessThanOrEqual(customers);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('goes on as the orders grow', () => {
    const { customersBefore, ordersBefore, days } = planOf(full);
    const founding = customersBefore[0];
    expect(founding).toBe(5000);
    for (let day = 0; day <= days; day++) {
      const share = (customersBefore[day] - founding) / (full.customers - founding);
      expect(Math.abs(share - ordersBefore[day] / full.orders)).toBeLessThan(1e-4);
    }
  });
});

describe('the weight of a day', () => {
  it('is growth x season x weekday, in millionths', () => {
    const weights = dayWeights(full, full.catalog.stores);
    const { categories } = full.catalog;
    const at = (date: string, year: number, weekday: number, month: 'feb' | 'jul') => {
      const season = categories.map((category) => category.seasonal_multipliers[month]);
      const mean = season.reduce((a, b) => a + b, 0) / season.length;
      expect(weights[dayOf(date) - full.firstDay] / 1e6).toBeCloseTo(year * weekday * mean, 5);
    };
    at('2020-02-29', 1, 1.35, 'feb'); // a Saturday
    at('2023-07-03', 1.15, 0.85, 'jul'); // a Monday
    at('2026-07-05', 1.531, 1.2, 'jul'); // a Sunday
  });

  it('is 0 on days on which no store is open, by the hours in UTC', () => {
    // 18 to 20 local time in winter is 2 to 4 of the next day in UTC.
    const shop = { ...tiny.catalog.stores[0], hours: { sat: [18, 20] as [number, number] } };
    const weights = dayWeights(tiny, [shop]);
    const open = [...weights].flatMap((weight, i) => (weight > 0 ? [(tiny.firstDay + i + 4) % 7] : []));
    expect(new Set(open)).toEqual(new Set([0])); // Sundays
    expect(open.length).toBe(365);
  });

  it('is 0 where the only open hours have no weight', () => {
    const hour_weights = tiny.growth.hour_weights.map((_, hour) => (hour === 12 ? 1 : 0));
    const world = tinyWith({ growth: { hour_weights } });
    const shop = { ...tiny.catalog.stores[0], hours: { mon: [9, 12] as [number, number] } };
    expect(dayWeights(world, [shop]).every((weight) => weight === 0)).toBe(true);
    const longer = { ...shop, hours: { mon: [9, 13] as [number, number] } };
    expect(dayWeights(world, [longer]).some((weight) => weight > 0)).toBe(true);
  });
});
