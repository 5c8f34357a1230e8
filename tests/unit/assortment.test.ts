/** What stores stock, how its products and categories are drawn, and the months in which they sell. */
import { describe, expect, it } from 'vitest';
import { Assortment } from '../../src/core/generate/assortment.js';
import { Months } from '../../src/core/generate/sales.js';
import { MONTHS } from '../../src/core/model/categories.js';
import { baseCents } from '../../src/core/model/money.js';
import { drawAll, partsOf } from '../fixtures/parts.js';
import { full, small, storeAt, tiny, tinyWith } from '../fixtures/worlds.js';

const assortment = new Assortment(tiny);
const prices = tiny.catalog.products.map((product) => baseCents(product.cost, 33));

describe('the assortment', () => {
  it('of a store is the number of products that its settings say, spread over the catalog', () => {
    const online = storeAt('online');
    const has = [...assortment.stocked.subarray(online * 424, (online + 1) * 424)];
    expect(has.filter((stocked) => stocked === 1).length).toBe(200);
    for (let from = 0; from + 53 <= 424; from += 53) {
      expect(has.slice(from, from + 53).filter((stocked) => stocked === 1).length).toBeCloseTo(25, -0.5);
    }
    const counts = new Assortment(small).all.map((shelf) => shelf.products.length);
    expect(counts).toEqual([5, 4, 1]);
  });

  it('has shelves of what is stocked, and of each category what belongs to it', () => {
    assortment.all.forEach((shelf, store) => {
      const byCategory = assortment.byCategory[store].flatMap((own) => [...(own?.products ?? [])]);
      expect([...byCategory].sort((a, b) => a - b)).toEqual([...shelf.products]);
      assortment.byCategory[store].forEach((own, category) => {
        for (const product of own?.products ?? []) expect(assortment.categoryOf[product]).toBe(category);
      });
    });
  });

  it('is as dear on average as the order value of its store, or nearer to it where that cannot be', () => {
    tiny.catalog.stores.forEach(({ order_value: value }, store) => {
      const { products, chances } = assortment.all[store];
      const mean = products.reduce((sum, product) => sum + prices[product], 0) / products.length;
      const drawn = products.reduce((sum, product, i) => sum + prices[product] * chances[i], 0);
      // No product is ever rarer than a tenth of the usual, so low values are not quite reached.
      expect(drawn / mean).toBeCloseTo(value, 1);
      expect(chances.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 12);
      expect(Math.min(...chances)).toBeGreaterThan(0);
    });
  });

  it('draws products at the chances that demand is computed by', () => {
    const { choice, products, chances } = assortment.all[0];
    const steps = 424_000;
    const seen = new Float64Array(products.length);
    for (let i = 0; i < steps; i++) seen[choice.draw((i + 0.5) / steps)]++;
    seen.forEach((count, place) => {
      expect(count / steps).toBeCloseTo(chances[place], 4);
    });
  });

  it('makes a category as likely in a month as its multiplier among those that the store has', () => {
    const { categories } = tiny.catalog;
    for (let month = 0; month < 12; month++) {
      const sum = categories.reduce((total, c) => total + c.seasonal_multipliers[MONTHS[month]], 0);
      categories.forEach((category, c) => {
        const chance = category.seasonal_multipliers[MONTHS[month]] / sum;
        expect(assortment.categoryChance(0, month, c)).toBeCloseTo(chance, 12);
      });
    }
    // The third store of the small world has one product, so one category.
    const only = new Assortment(small);
    expect([0, 1].map((c) => only.categoryChance(2, 5, c)).sort()).toEqual([0, 1]);
  });

  it('has no category to draw in a month in which none has a season', () => {
    const categories = tiny.catalog.categories.map((category) => ({
      ...category,
      seasonal_multipliers: { ...category.seasonal_multipliers, mar: 0 },
    }));
    const without = new Assortment(tinyWith({ catalog: { categories } }));
    expect(without.categoryOfMonth[0].map((choice) => choice === undefined)).toEqual(
      MONTHS.map((month) => month === 'mar'),
    );
    expect(without.categoryChance(0, 2, 0)).toBe(0);
  });
});

describe('sales', () => {
  it('follow the seasons: paint sells in April, storage in January', () => {
    const parts = partsOf(full);
    const lines = Array.from({ length: 12 }, () => new Float64Array(9));
    for (const { columns } of drawAll(full, parts)) {
      for (let line = 0; line < columns.lines; line++) {
        const month = parts.months.calendar[parts.months.ofDay[columns.day[columns.order[line]]]];
        lines[month][parts.assortment.categoryOf[columns.product[line]]]++;
      }
    }
    const share = (month: number, id: string) => {
      const category = full.catalog.categories.findIndex((c) => c.category_id === id);
      return lines[month][category] / lines[month].reduce((a, b) => a + b, 0);
    };
    expect(share(3, 'cat_paint_finishes') / share(11, 'cat_paint_finishes')).toBeGreaterThan(1.5);
    expect(share(0, 'cat_storage_organization') / share(5, 'cat_storage_organization')).toBeGreaterThan(1.5);
  });
});

describe('the months of a period', () => {
  it('are those of the calendar, the first and last one in part', () => {
    const date = (text: string) => Date.parse(text) / 86_400_000;
    const world = { ...tiny, firstDay: date('2023-11-15'), lastDay: date('2024-03-02') };
    const months = new Months(world);
    expect(months.count).toBe(5);
    expect([...months.calendar]).toEqual([10, 11, 0, 1, 2]);
    const first = ['2023-11-15', '2023-12-01', '2024-01-01', '2024-02-01', '2024-03-01'];
    expect([...months.firstDay]).toEqual(first.map((day) => date(day) - world.firstDay));
    for (let day = world.firstDay; day <= world.lastDay; day++) {
      const month = new Date(day * 86_400_000).getUTCMonth();
      expect(months.calendar[months.ofDay[day - world.firstDay]]).toBe(month);
    }
  });
});
