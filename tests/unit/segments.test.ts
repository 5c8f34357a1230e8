/** Which store and activity each customer number belongs to. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PATTERN, Segments } from '../../src/core/plan/segments.js';
import { full, small, tinyWith } from '../fixtures/worlds.js';

const segments = new Segments(full);

describe('Segments', () => {
  it('puts every customer into the segment of the pattern', () => {
    const seen = new Float64Array(segments.count);
    for (let n = 0; n < 2 * PATTERN + 3; n++) {
      const segment = segments.pattern[n % PATTERN];
      // The customer is the next one of its segment.
      expect(segments.customerOf(segment, seen[segment])).toBe(n);
      seen[segment]++;
    }
  });

  it('counts the customers of a segment as counting one by one does', () => {
    const running = new Float64Array(segments.count);
    const at = new Set([0, 1, 2, 100, PATTERN - 1, PATTERN, PATTERN + 1, 2 * PATTERN]);
    for (let n = 0; n <= 2 * PATTERN; n++) {
      if (at.has(n)) {
        for (let s = 0; s < segments.count; s++) expect(segments.countBefore(s, n)).toBe(running[s]);
      }
      running[segments.pattern[n % PATTERN]]++;
    }
  });

  it('agrees with itself for numbers up to four billion', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 32 - 2 }), (n) => {
        const segment = segments.pattern[n % PATTERN];
        const before = segments.countBefore(segment, n);
        expect(segments.countBefore(segment, n + 1)).toBe(before + 1);
        expect(segments.customerOf(segment, before)).toBe(n);
      }),
    );
  });

  it('gives each store its share of the customers and each activity its share of those', () => {
    const { stores } = full.catalog;
    const activity = full.registration.activity_weights;
    const storeSum = stores.reduce((sum, store) => sum + store.customer_weight, 0);
    const activitySum = activity.reduce((a, b) => a + b, 0);
    for (let s = 0; s < segments.count; s++) {
      const store = stores[Math.floor(s / activity.length)].customer_weight / storeSum;
      const share = store * (activity[s % activity.length] / activitySum);
      expect(Math.abs(segments.places[s].length - share * PATTERN)).toBeLessThanOrEqual(1);
    }
  });

  it('holds any first customers to about their shares', () => {
    const first = 1000;
    full.catalog.stores.forEach((store, i) => {
      let count = 0;
      for (let s = i * segments.classes; s < (i + 1) * segments.classes; s++) {
        count += segments.countBefore(s, first);
      }
      expect(Math.abs(count / first - store.customer_weight / 130)).toBeLessThan(0.01);
    });
  });

  it('weighs orders by customers x base of orders x frequency of the store', () => {
    for (let s = 0; s < segments.count; s++) {
      const frequency = full.catalog.stores[Math.floor(s / 6)].order_frequency;
      expect(segments.orderWeights[s]).toBe(segments.places[s].length * (s % 6) * frequency);
    }
    expect(segments.orderWeights[0]).toBe(0);
  });

  it('finds the first customer of each store who buys', () => {
    for (const world of [full, small]) {
      const of = new Segments(world);
      world.catalog.stores.forEach((_, store) => {
        const first = of.pattern.findIndex(
          (segment) => Math.floor(segment / of.classes) === store && segment % of.classes > 0,
        );
        expect(of.firstBuyer(store)).toBe(first);
      });
    }
  });

  it('has no buyer for a store without customers or orders', () => {
    const stores = full.catalog.stores.map((store, i) => ({
      ...store,
      ...(i === 0 ? { customer_weight: 0 } : i === 1 ? { order_frequency: 0 } : {}),
    }));
    const of = new Segments(tinyWith({ catalog: { stores } }));
    expect([0, 1, 2].map((store) => of.firstBuyer(store) < PATTERN)).toEqual([false, false, true]);
    expect(of.pattern.some((segment) => segment < of.classes)).toBe(false);
  });
});
