/** A slice has exactly the documents of the full dataset that it is about, and everything that they name. */
import { describe, expect, it } from 'vitest';
import { COLLECTION_NAMES } from '../../src/core/model/index.js';
import type { Slice } from '../../src/core/settings/slice.js';
import { type SliceRequest, sliceOf } from '../../src/core/slices/request.js';
import { messageOf, SettingsError } from '../../src/errors.js';
import { expectSameMade, filtered, makeAll } from '../fixtures/slices.js';
import { small, tiny } from '../fixtures/worlds.js';

const full = makeAll(small);
const everyOrder = () => true;
const [first, second, third] = small.catalog.stores.map(({ store_id }) => store_id);
const customersAt = (store: string) =>
  full.customers
    .filter(({ fields }) => fields.primary_store_id === store)
    .map(({ fields }) => fields.customer_id);

/** What the slice is, held against the filter; sampling is by the orders that it took itself. */
function check(slice: Slice) {
  const made = makeAll(small, slice);
  const taken = new Set(made.orders.map(({ fields }) => fields.order_id));
  const keeps = slice.sample === undefined ? everyOrder : (id: string) => taken.has(id);
  expectSameMade(made, filtered(full, slice, keeps));
  return made;
}

describe('a slice of stores', () => {
  it.each(small.catalog.stores.map(({ store_id }) => store_id))('%s is the filter of the full set', (id) => {
    const made = check({ stores: [id] });
    expect(made.orders.length).toBeGreaterThan(0);
    expect(made.orders.length).toBeLessThan(full.orders.length);
    expect(made.product_embeddings.length).toBe(full.product_embeddings.length);
  });

  it('of all stores is everything, and those of single ones share nothing but the catalog', () => {
    expectSameMade(makeAll(small, { stores: [first, second, third] }), full);
    const parts = [first, second, third].map((id) => makeAll(small, { stores: [id] }));
    for (const { stores } of parts) expect(stores).toEqual(full.stores);
    for (const name of ['customers', 'inventory', 'orders', 'order_items'] as const) {
      const together = parts.flatMap((part) => part[name].map(({ hex }) => hex));
      expect(together.sort()).toEqual(full[name].map(({ hex }) => hex).sort());
    }
  });
});

describe('a slice of customers', () => {
  it('is the filter, with the stock of their stores and the documents of all', () => {
    const customers = [...customersAt(first).slice(0, 3), customersAt(second)[1]].sort();
    const made = check({ customers });
    expect(made.stores).toEqual(full.stores);
    expect(new Set(made.inventory.map(({ fields }) => fields.store_id))).toEqual(new Set([first, second]));
    expect(made.customers).toHaveLength(4);
  });

  it('holds one who never ordered, too', () => {
    const buyers = new Set(full.orders.map(({ fields }) => fields.customer_id));
    const idle = full.customers.find(({ fields }) => !buyers.has(fields.customer_id))?.fields.customer_id;
    const made = check({ customers: [idle] });
    expect([made.customers.length, made.orders.length, made.order_items.length]).toEqual([1, 0, 0]);
  });
});

describe('a slice since a day', () => {
  it.each(['2024-02-20', '2024-07-04', '2024-11-20', '2020-01-01'])('%s is the filter', (since) => {
    const made = check({ since });
    expect(made.inventory.length).toBe(full.inventory.length);
  });
});

describe('a sample', () => {
  it('is the filter by its orders, and every reference holds', () => {
    const made = check({ sample: 0.1 });
    const customers = new Set(made.customers.map(({ fields }) => fields.customer_id));
    const lines = new Map<string, number>();
    for (const { fields } of made.order_items)
      lines.set(fields.order_id, (lines.get(fields.order_id) ?? 0) + 1);
    for (const { fields } of made.orders) {
      expect(customers.has(fields.customer_id)).toBe(true);
      expect(lines.get(fields.order_id)).toBe(fields.item_count);
    }
  });

  it('that is larger holds every smaller one, and a whole one everything that was ordered', () => {
    const taken = [0.01, 0.05, 0.3, 0.9, 1].map(
      (sample) => new Set(makeAll(small, { sample }).orders.map(({ hex }) => hex)),
    );
    for (let i = 1; i < taken.length; i++) {
      for (const hex of taken[i - 1]) expect(taken[i].has(hex)).toBe(true);
      expect(taken[i].size).toBeGreaterThan(taken[i - 1].size);
    }
    expect(taken[4].size).toBe(full.orders.length);
  });

  it('has about the share asked for, another choice under another seed', () => {
    const orders = makeAll(tiny, { sample: 0.2 }).orders.map(({ fields }) => fields.order_id);
    // 1,000 orders: more than five standard deviations (12.6 each) to both sides.
    expect(orders.length).toBeGreaterThan(130);
    expect(orders.length).toBeLessThan(270);
    const other = makeAll({ ...tiny, seed: 43 }, { sample: 0.2 }).orders.map(({ fields }) => fields.order_id);
    expect(other).not.toEqual(orders);
  });
});

describe('slices together', () => {
  it('take the orders that are in all of them', () => {
    check({ stores: [second], since: '2024-06-01' });
    check({ stores: [first, second], customers: customersAt(first).sort() });
    check({ since: '2024-05-01', sample: 0.5 });
    check({
      stores: [first],
      customers: customersAt(first).slice(0, 9).sort(),
      since: '2024-04-01',
      sample: 0.4,
    });
  });

  it('of nobody there leave the catalog', () => {
    const made = check({ stores: [first], customers: customersAt(second).slice(0, 1) });
    expect(COLLECTION_NAMES.filter((name) => made[name].length > 0)).not.toContain('orders');
    expect(made.customers).toEqual([]);
    expect(made.products.length).toBe(full.products.length);
  });
});

describe('what is asked for', () => {
  const refusal = (request: SliceRequest): string => {
    try {
      sliceOf(request, tiny);
    } catch (error) {
      expect(error).toBeInstanceOf(SettingsError);
      return messageOf(error as Error, 'command line');
    }
    return expect.fail('this is not refused');
  };

  it('has one form', () => {
    expect(sliceOf({}, tiny)).toBeUndefined();
    expect(sliceOf({ store: 'tacoma, store_seattle,tacoma' }, tiny)).toEqual({
      stores: tiny.catalog.stores.map(({ store_id }) => store_id).filter((id) => /seattle|tacoma/.test(id)),
    });
    const [a, b] = makeAll(tiny)
      .customers.slice(0, 2)
      .map(({ fields }) => fields.customer_id as string);
    expect(sliceOf({ customersOf: `${b},${a},${b}` }, tiny)).toEqual({ customers: [a, b].sort() });
    expect(sliceOf({ since: '2024-02-29', sample: '12.5%' }, tiny)).toEqual({
      since: '2024-02-29',
      sample: 0.125,
    });
    expect(sliceOf({ sample: '100%' }, tiny)).toEqual({ sample: 1 });
    expect(sliceOf({ sample: '.5' }, tiny)).toEqual({ sample: 0.5 });
  });

  it('is refused by name, value and what is allowed', () => {
    expect(refusal({ store: 'seatle' })).toMatch(
      /--store is 'seatle'; allowed is one of .*nearest is 'store_seattle'/,
    );
    for (const store of ['SEATTLE', 'Store_Seattle', 'store_seatle']) {
      expect(refusal({ store })).toMatch(/nearest is 'store_seattle'/);
    }
    expect(refusal({ store: 'seattle,' })).toMatch(/--store is ''; .* also without store_\.$/);
    expect(refusal({ store: 'nowhere' })).toMatch(/--store is 'nowhere'; .* also without store_\.$/);
    expect(refusal({ customersOf: 'cust_00000000' })).toMatch(
      /--customers-of is 'cust_00000000'.*200 customers of seed 42/,
    );
    expect(refusal({ customersOf: '' })).toMatch(/--customers-of is ''/);
    expect(refusal({ since: '2024-02-30' })).toMatch(/--since is '2024-02-30'; allowed is a date/);
    expect(refusal({ since: '2027-01-01' })).toMatch(/--since is '2027-01-01'.*2026-12-31/);
    for (const sample of ['0', '0%', '1.1', '101%', '-1', 'x', '', '5 %', '1e-3', 'Infinity']) {
      expect(refusal({ sample })).toMatch(`--sample is '${sample}'; allowed is a share above 0 and up to 1`);
    }
  });
});
