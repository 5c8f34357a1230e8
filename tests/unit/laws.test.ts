/**
 * The laws that hold of every world: each is a property over random small ones. What holds of numbers before they are
 * documents is in sales-facts.ts, and what the bytes of the default worlds are in determinism.test.ts.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { customerNumbers } from '../../src/core/generate/customer-numbers.js';
import { COLLECTION_NAMES, type CollectionName, MODELS } from '../../src/core/model/index.js';
import type { CollectionModel } from '../../src/core/model/schema.js';
import { momentOf } from '../../src/core/settings/calendar.js';
import type { World } from '../../src/core/settings/settings.js';
import { type MadeWorld, makeWorld } from '../fixtures/made-world.js';
import { randomArrangement, randomSlice, randomWorld, runs, sells } from '../fixtures/random-worlds.js';
import { brokenFacts } from '../fixtures/sales-facts.js';
import { expectSameCollections } from '../fixtures/same-documents.js';
import { bytesOf, decoded, filtered, type MadeCollections } from '../fixtures/slices.js';

const DAY = 86_400;
const REFERENCE: readonly CollectionName[] = [
  ...(['stores', 'categories', 'product_types', 'products', 'product_embeddings'] as const),
];

// biome-ignore lint/suspicious/noExplicitAny: whatever fields there are
type Fields = Record<string, any>;
const fieldsOf = (all: MadeCollections, name: CollectionName): Fields[] =>
  all[name].map(({ fields }) => fields);

/** Documents by a field of theirs. */
const by = (field: string, documents: readonly Fields[]): Map<string, Fields> =>
  new Map(documents.map((document) => [document[field], document]));

function grouped(field: string, documents: readonly Fields[]): Map<string, Fields[]> {
  const groups = new Map<string, Fields[]>();
  for (const document of documents) {
    groups.set(document[field], [...(groups.get(document[field]) ?? []), document]);
  }
  return groups;
}

const cents = (amount: number): number => Math.round(amount * 100);
const sum = (list: readonly number[]): number => list.reduce((a, b) => a + b, 0);

interface Whole {
  readonly all: MadeCollections;
  readonly made: MadeWorld;
}

/** The laws of documents look at the same worlds, each of which is made once. */
const known = new Map<string, Whole>();

function wholeOf(world: World): Whole {
  const { catalog, ...rest } = world;
  const key = JSON.stringify([rest, catalog.stores.length, catalog.products.length]);
  let whole = known.get(key);
  if (whole === undefined) {
    const made = makeWorld(world);
    whole = { all: decoded(made), made };
    known.set(key, whole);
  }
  return whole;
}

/** A law of the documents of one world. */
function law(sentence: string, holds: (all: MadeCollections, made: MadeWorld) => void): void {
  it(sentence, () => {
    fc.assert(
      fc.property(randomWorld(), (world) => {
        const { all, made } = wholeOf(world);
        holds(all, made);
      }),
      runs(25),
    );
  });
}

it('the worlds that are looked at have something of every kind', () => {
  const worlds = fc.sample(randomWorld(), runs(25) as fc.Parameters<World>).map(wholeOf);
  const seen = new Set<string>();
  for (const { all, made } of worlds) {
    for (const { status, store_id } of fieldsOf(all, 'orders')) seen.add(status).add(store_id);
    for (const { discount_percent } of fieldsOf(all, 'order_items'))
      seen.add(`discount ${discount_percent > 0}`);
    for (const { notes } of made.prepared.rows) seen.add(`notes ${notes !== undefined}`);
    if (made.stock.ledger.receipts.length > 0) seen.add('receipts');
    if (made.prepared.plan.orderShards > 5) seen.add('shards');
  }
  for (const status of ['completed', 'cancelled', 'pending']) expect(seen).toContain(status);
  for (const kind of ['discount', 'notes']) {
    expect(seen).toContain(`${kind} true`);
    expect(seen).toContain(`${kind} false`);
  }
  expect(seen).toContain('receipts');
  expect(seen).toContain('shards');
  expect([...seen].filter((kind) => kind.startsWith('store_')).length).toBeGreaterThan(2);
});

describe('documents', () => {
  law('have ids and keys that are unique, and an _id that repeats its field', (all) => {
    for (const name of COLLECTION_NAMES) {
      const documents = fieldsOf(all, name);
      const { indexes, idField } = MODELS[name] as CollectionModel;
      const keys = indexes.filter(({ unique }) => unique).map(({ key }) => Object.keys(key));
      for (const key of [['_id'], ...keys]) {
        const values = documents.map((document) => JSON.stringify(key.map((field) => document[field])));
        expect(new Set(values).size, `${name} ${key}`).toBe(documents.length);
      }
      if (idField === undefined) continue;
      for (const document of documents) expect(document._id, name).toBe(document[idField]);
    }
  });

  law('name only what is there', (all) => {
    for (const name of COLLECTION_NAMES) {
      for (const { field, collection, foreignField } of MODELS[name].references) {
        const there = new Set(
          fieldsOf(all, collection as CollectionName).map((other) => other[foreignField]),
        );
        for (const document of fieldsOf(all, name)) {
          expect(there.has(document[field]), `${name}.${field} ${document[field]}`).toBe(true);
        }
      }
    }
  });

  law('copy their source as it is', (all) => {
    const customers = by('customer_id', fieldsOf(all, 'customers'));
    const stores = by('store_id', fieldsOf(all, 'stores'));
    const products = by('product_id', fieldsOf(all, 'products'));
    const orders = by('order_id', fieldsOf(all, 'orders'));
    for (const order of orders.values()) {
      const { first_name, last_name, email, primary_store_id } = customers.get(order.customer_id) as Fields;
      expect(order).toMatchObject({
        customer_name: `${first_name} ${last_name}`,
        customer_email: email,
        store_id: primary_store_id,
        store_name: stores.get(order.store_id)?.store_name,
      });
    }
    for (const line of fieldsOf(all, 'order_items')) {
      const { sku, product_name } = products.get(line.product_id) as Fields;
      const { store_id, created_at } = orders.get(line.order_id) as Fields;
      expect(line).toMatchObject({ sku, product_name, store_id, created_at });
    }
  });

  law('add up: lines to their order, and an order to its total', (all) => {
    const lines = grouped('order_id', fieldsOf(all, 'order_items'));
    for (const order of fieldsOf(all, 'orders')) {
      const own = lines.get(order.order_id) ?? [];
      expect(own.length).toBe(order.item_count);
      const gross = own.map(({ quantity, unit_price }) => quantity * cents(unit_price));
      own.forEach(({ line_total, discount_amount }, i) => {
        expect(cents(line_total)).toBe(gross[i] - cents(discount_amount));
      });
      expect(cents(order.subtotal)).toBe(sum(gross));
      expect(cents(order.discount_total)).toBe(sum(own.map((line) => cents(line.discount_amount))));
      expect(cents(order.total)).toBe(cents(order.subtotal) - cents(order.discount_total) + cents(order.tax));
    }
  });

  law('come in the order of time, within the period, and nobody buys before registering', (all, made) => {
    const { firstDay, lastDay } = made.prepared.world;
    const [start, end] = [momentOf(firstDay * DAY), momentOf((lastDay + 1) * DAY)];
    for (const [name, moment] of [
      ['customers', 'created_at'],
      ['orders', 'order_date'],
    ] as const) {
      let before = start;
      for (const document of fieldsOf(all, name)) {
        expect(document[moment] >= before, `${name} ${document._id}`).toBe(true);
        expect(document.updated_at >= document.created_at && document.updated_at < end).toBe(true);
        before = document[moment];
      }
    }
    const customers = by('customer_id', fieldsOf(all, 'customers'));
    for (const { customer_id, order_date, created_at } of fieldsOf(all, 'orders')) {
      expect(order_date > customers.get(customer_id)?.created_at).toBe(true);
      expect(created_at).toBe(order_date);
    }
    for (const { last_updated, last_counted } of fieldsOf(all, 'inventory')) {
      expect(last_updated >= start && last_updated < end && last_counted < end).toBe(true);
    }
  });

  law('are as many as planned, each day and over all', (all, { prepared: { world, plan } }) => {
    const { catalog } = world;
    const counts = Object.fromEntries(COLLECTION_NAMES.map((name) => [name, all[name].length]));
    expect(counts).toEqual({
      stores: catalog.stores.length,
      categories: catalog.categories.length,
      product_types: catalog.productTypes.length,
      products: catalog.products.length,
      product_embeddings: catalog.products.length,
      customers: world.customers,
      inventory: sum(catalog.stores.map(({ assortment }) => assortment ?? catalog.products.length)),
      orders: world.orders,
      order_items: sum(fieldsOf(all, 'orders').map(({ item_count }) => item_count)),
    });
    const days = grouped(
      'date',
      fieldsOf(all, 'orders').map((order) => ({ ...order, date: order.order_date.slice(0, 10) })),
    );
    for (let day = 0; day < plan.days; day++) {
      const date = momentOf((world.firstDay + day) * DAY).slice(0, 10);
      const ids = (days.get(date) ?? []).map(({ order_id }) => order_id);
      // Numbered from 1, in the order of time.
      const numbers = Array.from({ length: plan.ordersBefore[day + 1] - plan.ordersBefore[day] }, (_, i) =>
        String(i + 1).padStart(plan.orderDigits, '0'),
      );
      expect(ids).toEqual(numbers.map((number) => `order_${date.replaceAll('-', '')}_${number}`));
    }
  });

  law(
    'of customers have ids that lead back to their number, and register on the planned day',
    (all, made) => {
      const { world, plan } = made.prepared;
      const numberOf = customerNumbers(world);
      fieldsOf(all, 'customers').forEach(({ customer_id, created_at }, n) => {
        expect(numberOf(customer_id)).toBe(n);
        const day = Math.floor(Date.parse(created_at) / 1000 / DAY) - world.firstDay;
        if (n < plan.customersBefore[0]) expect(created_at).toBe(momentOf(world.firstDay * DAY));
        else expect(plan.customersBefore[day] <= n && n < plan.customersBefore[day + 1]).toBe(true);
      });
    },
  );
});

describe('stock', () => {
  law(
    'is opening and received less sold, never below zero at any moment, and what the inventory says',
    (all, made) => {
      const { rows, months, assortment, world } = made.prepared;
      const { ledger } = made.stock;
      const orders = by('order_id', fieldsOf(all, 'orders'));
      const sold = new Map<string, { at: string; units: number }[]>();
      for (const { order_id, store_id, product_id, quantity } of fieldsOf(all, 'order_items')) {
        const order = orders.get(order_id) as Fields;
        if (order.status === 'cancelled') continue;
        const cell = `${store_id} ${product_id}`;
        sold.set(cell, [...(sold.get(cell) ?? []), { at: order.order_date, units: -quantity }]);
      }
      const inventory = fieldsOf(all, 'inventory');
      expect(rows.length).toBe(sum([...assortment.stocked]));
      rows.forEach(({ cell, notes }, i) => {
        const row = inventory[i];
        const received = ledger.receipts
          .filter((receipt) => receipt.cell === cell)
          .map(({ month, units }) => ({
            at: momentOf((world.firstDay + months.firstDay[month]) * DAY),
            units,
          }));
        const sales = sold.get(`${row.store_id} ${row.product_id}`) ?? [];
        sold.delete(`${row.store_id} ${row.product_id}`);
        // At the same moment goods are received before they are sold.
        const moved = [...received, ...sales].sort((a, b) =>
          a.at < b.at ? -1 : a.at > b.at ? 1 : b.units - a.units,
        );
        let level = ledger.opening[cell];
        for (const { units } of moved) {
          level += units;
          expect(level).toBeGreaterThanOrEqual(0);
        }
        expect(ledger.received[cell]).toBe(sum(received.map(({ units }) => units)));
        expect(ledger.sold[cell] + sum(sales.map(({ units }) => units))).toBe(0);
        expect(ledger.opening[cell] + ledger.received[cell] - ledger.sold[cell]).toBe(level);
        const end = (world.lastDay + 1) * DAY - 1;
        expect(row).toMatchObject({
          stock_level: level,
          reorder_threshold: ledger.threshold[cell],
          last_updated: moved.at(-1)?.at ?? momentOf(world.firstDay * DAY),
        });
        expect(row.last_counted <= momentOf(end) && row.last_counted >= momentOf(end - 90 * DAY)).toBe(true);
        expect('notes' in row).toBe(notes !== undefined);
      });
      // Nothing was sold that a store does not stock.
      expect([...sold.keys()]).toEqual([]);
    },
  );
});

describe('orders, lines and sales', () => {
  it('keep every fact of the settings', () => {
    fc.assert(
      fc.property(randomWorld(2000), (world) => {
        expect(brokenFacts(world).broken).toEqual([]);
      }),
      runs(25),
    );
  });
});

describe('a slice', () => {
  it('has exactly the documents of the whole that it is about, byte for byte', () => {
    const worldAndSlice = randomWorld().chain((world) => {
      const whole = wholeOf(world).all;
      const ids = fieldsOf(whole, 'customers').map(({ customer_id }) => customer_id as string);
      return randomSlice(world, ids).map((slice) => ({ world, whole, slice }));
    });
    fc.assert(
      fc.property(worldAndSlice, ({ world, whole, slice }) => {
        const { documents } = makeWorld(world, slice);
        // Which orders a sample takes is told by itself; it is the same choice as that of the sample alone.
        const sampled = new Set(
          slice.sample === undefined
            ? fieldsOf(whole, 'orders').map(({ order_id }) => order_id)
            : fieldsOf(decoded(makeWorld(world, { sample: slice.sample })), 'orders').map(
                ({ order_id }) => order_id,
              ),
        );
        const expected = filtered(whole, slice, (id) => sampled.has(id));
        expectSameCollections(
          documents,
          Object.fromEntries(Object.entries(expected).map(([name, all]) => [name, bytesOf(all)])),
        );
      }),
      runs(25),
    );
  });
});

describe('the bytes of a world', () => {
  it('are the same in whatever order shards are made, and by however many workers', () => {
    fc.assert(
      fc.property(randomWorld(), randomArrangement, (world, arrange) => {
        expectSameCollections(makeWorld(world, undefined, arrange).documents, wholeOf(world).made.documents);
      }),
      runs(25),
    );
  });

  it('of the catalog do not depend on how many customers and orders there are', () => {
    fc.assert(
      fc.property(randomWorld(), fc.nat(100), (world, orders) => {
        const other = { ...world, orders, customers: world.customers + 7 };
        fc.pre(sells(other));
        const only = ({ documents }: MadeWorld) =>
          Object.fromEntries(REFERENCE.map((name) => [name, documents[name]]));
        expectSameCollections(only(makeWorld(other)), only(wholeOf(world).made));
      }),
      runs(20),
    );
  });
});
