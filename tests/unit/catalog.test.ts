/** The default catalog: complete, unique and priced. */
import { describe, expect, it } from 'vitest';
import { makeProducts } from '../../src/core/generate/reference.js';
import { CATALOG_KEYS } from '../fixtures/catalog-keys.js';
import { tiny } from '../fixtures/worlds.js';

const { stores, categories, productTypes, products: entries } = tiny.catalog;
const products = makeProducts(tiny);
const keys = Object.values(CATALOG_KEYS).flat();

/** The words of a text without their endings. */
const words = (text: string) =>
  new Set((text.toLowerCase().match(/[a-z]{3,}/g) ?? []).map((word) => word.replace(/(es|s|ing|ed)$/, '')));

describe('the default catalog', () => {
  it('has a product for every key of the retail catalog, in its order', () => {
    expect(keys.length).toBe(424);
    expect(products.length).toBe(424);
    const inCommon = Object.entries(CATALOG_KEYS).flatMap(([category, list]) => {
      const own = products.filter((product) => product.category_id === category);
      expect(own.length).toBe(list.length);
      return list.map((key, i) => {
        const name = words(own[i].product_name);
        const common = [...words(key.replaceAll('_', ' '))].filter((word) => name.has(word)).length;
        if (common === 0) expect.fail(`${key} is called ${own[i].product_name}`);
        return common;
      });
    });
    // One word could be by chance; nearly all share two or more.
    expect(inCommon.filter((common) => common >= 2).length).toBeGreaterThan(400);
  });

  it('has as many products in each category as the retail catalog', () => {
    const count = (category: string) => products.filter((p) => p.category_id === `cat_${category}`).length;
    expect({
      electrical: count('electrical'),
      garden: count('garden_outdoor'),
      hand: count('hand_tools'),
      hardware: count('hardware'),
      lumber: count('lumber_building_materials'),
      paint: count('paint_finishes'),
      plumbing: count('plumbing'),
      power: count('power_tools'),
      storage: count('storage_organization'),
    }).toEqual({
      electrical: 50,
      garden: 43,
      hand: 31,
      hardware: 50,
      lumber: 50,
      paint: 51,
      plumbing: 50,
      power: 49,
      storage: 50,
    });
  });

  it('has nine categories and 27 to 33 types, each with products', () => {
    expect(categories.length).toBe(9);
    expect(productTypes.length).toBeGreaterThanOrEqual(27);
    expect(productTypes.length).toBeLessThanOrEqual(33);
    const used = new Set(products.map((product) => product.type_id));
    expect(productTypes.filter((type) => !used.has(type.type_id))).toEqual([]);
    expect(new Set(categories.map((category) => category.category_name)).size).toBe(9);
  });

  it('has unique SKUs, ids and names', () => {
    for (const list of [
      products.map(({ sku }) => sku),
      products.map(({ _id }) => _id),
      products.map(({ product_name }) => product_name),
      products.map(({ image_url }) => image_url),
    ]) {
      expect(new Set(list).size).toBe(424);
    }
    expect(products.every(({ _id, sku }) => _id === `prod_${sku.toLowerCase().replace(/-/g, '_')}`)).toBe(
      true,
    );
  });

  it('prices every product at cost / 0.67, to the cent', () => {
    for (const { cost, base_price, gross_margin_percent } of products) {
      const cents = (2n * BigInt(Math.round(cost * 100)) * 100n + 67n) / (2n * 67n);
      expect(base_price).toBe(Number(cents) / 100);
      expect(gross_margin_percent).toBe(33);
      expect(String(cost)).toMatch(/^\d+(\.\d\d?)?$/);
    }
  });

  it('describes every product in words of its own', () => {
    const descriptions = entries.map((product) => product.product_description);
    expect(Math.min(...descriptions.map((text) => text.length))).toBeGreaterThan(60);
    expect(new Set(descriptions).size).toBe(424);
    expect(Math.min(...entries.map((p) => Object.keys(p.specifications).length))).toBeGreaterThan(0);
  });

  it('has the eight stores with their weights', () => {
    expect(
      stores.map((s) => [s.store_id, s.customer_weight, s.order_frequency, s.order_value, s.is_online]),
    ).toEqual([
      ['store_seattle', 30, 3, 1.3, false],
      ['store_bellevue', 25, 2.6, 1.2, false],
      ['store_tacoma', 20, 2.4, 1.1, false],
      ['store_spokane', 8, 2, 1, false],
      ['store_olympia', 6, 1.6, 0.9, false],
      ['store_vancouver', 4, 1.4, 0.85, false],
      ['store_everett', 7, 1.8, 0.95, false],
      ['store_online', 30, 3, 1.5, true],
    ]);
    expect(stores.map((store) => store.hours === undefined)).toEqual([...new Array(7).fill(false), true]);
    expect(new Set(stores.map((store) => store.rls_user_id)).size).toBe(8);
  });
});
