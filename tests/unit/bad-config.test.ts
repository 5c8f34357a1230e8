/** What is said of a configuration file that cannot be: one sentence with the setting, its value and what is allowed. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { brokenFacts } from '../fixtures/sales-facts.js';
import { SettingsFolder } from '../fixtures/settings-folder.js';

let folder: SettingsFolder;
beforeEach(() => {
  folder = new SettingsFolder();
});
afterEach(() => folder.remove());

const CUSTOMERS = 'a whole number from 0 to 4294967295';
const ORDERS = 'a whole number from 0 to 100000000000';
const DATE = 'a date that exists, as YYYY-MM-DD, from 1970-01-01 to 2105-12-31';

describe('a configuration', () => {
  it.each([
    ['sed: 3', "Unknown key 'sed' in own.yaml; the nearest known key is 'seed'."],
    ['SEED: 3', "Unknown key 'SEED' in own.yaml; the nearest known key is 'seed'."],
    [
      'baskets: { items_weigths: [1] }',
      "Unknown key 'items_weigths' in baskets in own.yaml; the nearest known key is 'items_weights'.",
    ],
    [
      'presets: { tiny: { fluffiness: 1 } }',
      "Unknown key 'fluffiness' in presets.tiny in own.yaml; the known keys are customers, orders.",
    ],
    [
      'presets: { tiny: { orderz: 1 } }',
      "Unknown key 'orderz' in presets.tiny in own.yaml; the nearest known key is 'orders'.",
    ],
    ['num_orders: -5', `num_orders in own.yaml is -5; allowed is ${ORDERS}.`],
    ['num_customers: 0.5', `num_customers in own.yaml is 0.5; allowed is ${CUSTOMERS}.`],
    ['num_customers: "5"', `num_customers in own.yaml is '5'; allowed is ${CUSTOMERS}.`],
    [
      'baskets: { items_weights: [1, -1] }',
      'baskets.items_weights[1] in own.yaml is -1; allowed is a number from 0 to 1000000.',
    ],
    [
      'baskets: { quantity_weights: [0, 0] }',
      'baskets.quantity_weights in own.yaml is [0,0]; allowed is a list of weights of which at least one is above 0.',
    ],
    [
      'growth: { weekday_weights: { mon: 0, tue: 0, wed: 0, thu: 0, fri: 0, sat: 0, sun: 0 } }',
      'growth.weekday_weights is 0 for every day; allowed is at least one above 0.',
    ],
    [
      'growth: { year_weights: { 2020: 0, 2021: 0, 2022: 0, 2023: 0, 2024: 0, 2025: 0, 2026: 0 } }',
      'growth.year_weights is 0 for every year of the period; allowed is at least one above 0.',
    ],
    [
      'growth: { hour_weights: [1, 2] }',
      'growth.hour_weights in own.yaml is [1,2]; allowed is a list of 24 numbers from 0.',
    ],
    [
      'customers: { activity_weights: [1, 0] }',
      'customers.activity_weights lets nobody buy; allowed is at least one weight above 0 after the first.',
    ],
    [
      'prices: { band: [2, 1] }',
      'prices.band in own.yaml is [2,1]; allowed is two numbers above 0, the lower one first.',
    ],
    ['period: { end: 2021-02-30 }', `period.end in own.yaml is '2021-02-30'; allowed is ${DATE}.`],
    ['shards: { orders: 0 }', 'shards.orders in own.yaml is 0; allowed is a whole number from 1 to 200000.'],
    [
      'presets: { mine: { customers: 5 } }',
      `presets.mine.orders in own.yaml is missing; allowed is ${ORDERS}.`,
    ],
    ['catalog: nowhere', 'The file nowhere/stores.yaml does not exist.'],
  ])('%s is refused', (yaml, message) => {
    expect(folder.refusal({}, {}, yaml)).toBe(message);
  });

  // Each of these says what is allowed in words of the person at the keyboard.
  it.each([
    ['preset: huge', /^preset .*is 'huge'; allowed is one of full, demo, tiny\.$/],
    [
      'customers: { area_codes: [206] }',
      'customers.area_codes[0] in own.yaml is 206; allowed is three digits in quotes.',
    ],
    ['growth: { year_weights: { 20: 1 } }', /^.*'?20'?.* in own\.yaml.*; allowed is a year\.$/],
    ['period: 2020', /^period in own\.yaml is 2020; allowed is an? (map|object)\.$/],
    ['baskets: *none', /^The file own\.yaml is not valid YAML: Unresolved alias .*: none\.$/],
    [
      'baskets: { a: 1, a: 2 }',
      /^The file own\.yaml is not valid YAML: Map keys must be unique at line 1, column \d+\.$/,
    ],
  ])('%s is refused in plain words', (yaml, message) => {
    expect(folder.refusal({}, {}, yaml)).toMatch(message);
  });

  it('of prices too high for whole cents is refused, or gives exact prices', () => {
    const refused = (yaml: object) => {
      folder.write('own.yaml', yaml);
      try {
        return folder.settings({ customers: '20', orders: '20', config: 'own.yaml' }).world;
      } catch {
        return folder.refusal({ config: 'own.yaml' });
      }
    };
    for (const yaml of [
      { prices: { margin_percent: 99, band: [2000, 3000] } },
      {
        prices: { margin_percent: 90, band: [20, 30], discount_share: 1, discount_percents: [99] },
        baskets: { quantity_weights: [...new Array<number>(254).fill(0), 1] },
      },
    ]) {
      const world = refused(yaml);
      if (typeof world === 'string') expect(world).toMatch(/^prices\.|^baskets\./);
      else expect(brokenFacts(world).broken).toEqual([]);
    }
  });
});
