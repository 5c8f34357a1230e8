/** A dataset in this thread: its documents are those that a load writes, whole and one by one. */
import { createHash } from 'node:crypto';
import { deserialize, ObjectId } from 'bson';
import { describe, expect, it } from 'vitest';
import { documentsIn } from '../../src/core/encode/digest.js';
import { COLLECTION_NAMES, type CollectionName, MODELS } from '../../src/core/model/index.js';
import { PreparedWorld } from '../../src/core/world/prepared-world.js';
import { Stock } from '../../src/core/world/stock.js';
import { SettingsError, ZavaError } from '../../src/errors.js';
import { createDataset, type Dataset } from '../../src/library/dataset.js';
import { freshBuffers } from '../fixtures/buffers.js';
import { settingsFile } from '../fixtures/dataset.js';

/** Several shards of each kind, days of several orders, a period of two months. */
const config = settingsFile('shards: { orders: 97, customers: 20 }');
const options = { seed: 7, customers: 90, orders: 700, start: '2024-03-01', end: '2024-04-30', config };
const dataset = createDataset(options);

/** What the coordinator and its workers would write, without them. */
async function expected(): Promise<ReadonlyMap<CollectionName, Uint8Array>> {
  const { world } = await dataset.settings();
  const prepared = new PreparedWorld(world);
  const stock = new Stock(prepared);
  const maker = prepared.maker();
  const parts = new Map<CollectionName, Uint8Array[]>(COLLECTION_NAMES.map((name) => [name, []]));
  const add = (name: CollectionName, { bytes }: { bytes: Uint8Array }) => parts.get(name)?.push(bytes);
  for (const [name, encoded] of prepared.catalog()) add(name, encoded);
  for (const { shard } of prepared.shards('customers')) {
    add('customers', maker.makeCustomers(shard, freshBuffers).customers);
  }
  let shards = 0;
  for (const { shard } of prepared.shards('orders')) {
    const { orders, order_items, sales } = maker.makeOrders(shard, freshBuffers);
    add('orders', orders);
    add('order_items', order_items);
    stock.ledger.add(sales);
    shards++;
  }
  // Else one shard would be all.
  expect(shards).toBeGreaterThan(5);
  stock.finish();
  add('inventory', stock.inventory());
  return new Map([...parts].map(([name, list]) => [name, Buffer.concat(list)]));
}

const digest = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

async function bytesOf(of: Dataset, name: CollectionName): Promise<Buffer> {
  const batches: Uint8Array[] = [];
  let documents = 0;
  for await (const batch of of.collection(name).batches()) {
    batches.push(batch.bytes);
    documents += batch.documents;
  }
  expect(documents).toBe(await of.collection(name).count());
  return Buffer.concat(batches);
}

describe('the nine collections', async () => {
  const all = await expected();

  it.each(COLLECTION_NAMES)('%s has the bytes of a load', async (name) => {
    expect(digest(await bytesOf(dataset, name))).toBe(digest(all.get(name) as Uint8Array));
  });

  it.each(COLLECTION_NAMES)('%s has the documents of these bytes, by all three ways', async (name) => {
    const wanted = [...documentsIn(all.get(name) as Uint8Array)].map((bytes) => deserialize(bytes));
    const collection = dataset.collection(name);
    expect(await collection.toArray()).toEqual(wanted);
    const iterated: unknown[] = [];
    for await (const document of collection) iterated.push(document);
    expect(iterated).toEqual(wanted);
    expect([...collection]).toEqual(wanted);
    expect(await collection.count()).toBe(wanted.length);
    expect(collection.name).toBe(name);
    // The fields stand in the order of the model.
    const order = MODELS[name].fields.map((field) => field.name as string);
    for (const document of wanted.slice(0, 50)) {
      expect(Object.keys(document)).toEqual(order.filter((field) => field in document));
    }
  });

  it('are there by their names in a database and in code', () => {
    expect(dataset.collection('order_items')).toBe(dataset.orderItems);
    expect(dataset.collection('product_types')).toBe(dataset.productTypes);
    expect(dataset.collection('product_embeddings')).toBe(dataset.productEmbeddings);
    for (const name of ['stores', 'categories', 'products', 'customers', 'inventory', 'orders'] as const) {
      expect(dataset.collection(name)).toBe(dataset[name]);
    }
  });
});

it('a collection of another name is refused, and the nine are named', () => {
  for (const name of ['order', 'orderItems', 'constructor', undefined]) {
    const ask = () => dataset.collection(name as never);
    expect(ask).toThrow(SettingsError);
    expect(ask).toThrow(`allowed is one of ${COLLECTION_NAMES.join(', ')}.`);
  }
  expect(() => dataset.collection('order' as never)).toThrow("name is 'order'; ");
});

describe('iterating', () => {
  it('two iterations at once do not disturb each other', async () => {
    const [one, other] = [dataset.orders[Symbol.asyncIterator](), dataset.orderItems[Symbol.asyncIterator]()];
    const [orders, lines]: [unknown[], unknown[]] = [[], []];
    for (let open = 2; open > 0; ) {
      open = 0;
      for (const [iterator, list] of [
        [one, orders],
        [other, lines],
      ] as const) {
        const next = await iterator.next();
        if (next.done) continue;
        list.push(next.value);
        open++;
      }
      // Asking for a document in between uses the same columns.
      if (orders.length === 150) await dataset.linesOf((orders[0] as { order_id: string }).order_id);
    }
    expect(orders).toEqual(await dataset.orders.toArray());
    expect(lines).toEqual(await dataset.orderItems.toArray());
  });

  it('a batch stays as it is when the next one has come', async () => {
    const batches: { copy: string; bytes: Uint8Array }[] = [];
    for await (const { bytes } of dataset.orders.batches()) batches.push({ copy: digest(bytes), bytes });
    expect(batches.length).toBeGreaterThan(5);
    for (const { copy, bytes } of batches) expect(digest(bytes)).toBe(copy);
  });

  it('documents belong to whoever got them', async () => {
    const [first] = await dataset.products.toArray();
    const looked = await dataset.product(first.sku);
    first.product_name = 'mine';
    (looked as { product_name: string }).product_name = 'mine, too';
    const [again] = await dataset.products.toArray();
    expect(again.product_name).not.toContain('mine');
    expect(await dataset.product(first.sku)).toEqual(again);
  });

  it('without await is possible after ready() alone', async () => {
    const fresh = createDataset(options);
    expect(() => [...fresh.stores]).toThrow(ZavaError);
    expect(() => [...fresh.stores]).toThrow('await dataset.ready()');
    expect(await fresh.ready()).toBe(fresh);
    expect([...fresh.stores]).toHaveLength(8);
    // Nothing was awaited before that tells the stock.
    expect([...fresh.inventory]).toEqual(await dataset.inventory.toArray());
  });

  it('without await is refused where it would take long', async () => {
    const large = await createDataset({ customers: 50_001, orders: 50_001 }).ready();
    for (const name of ['customers', 'orders', 'order_items', 'inventory'] as const) {
      expect(() => [...large.collection(name)], name).toThrow(/use for await/);
    }
    expect([...large.products]).toHaveLength(424);
  });

  it.each([
    { preset: 'tiny' },
    { preset: 'tiny', seed: 7 },
    { preset: 'tiny', start: '2025-03-01', end: '2025-03-05' },
    { preset: 'tiny', scale: 20 },
    { preset: 'demo' },
    { preset: 'full' },
  ])('%j has rows to reorder, some of them empty, and pending orders on its last days', async (options) => {
    const { inventory, orders } = createDataset(options);
    const rows = await inventory.toArray();
    const low = rows.filter(({ stock_level, reorder_threshold }) => stock_level <= reorder_threshold);
    expect(low.length).toBeGreaterThanOrEqual(0.03 * rows.length);
    expect(low.some(({ stock_level }) => stock_level === 0)).toBe(true);
    let pending = 0;
    let last = '';
    for await (const { status } of orders) {
      if (status === 'pending') pending++;
      last = status;
    }
    expect(pending).toBeGreaterThanOrEqual(5);
    expect(last).toBe('pending');
  });

  it('a dataset without orders has its stock and no lines', async () => {
    const empty = createDataset({ customers: 0, orders: 0 });
    expect(await empty.orders.toArray()).toEqual([]);
    expect(await empty.customers.toArray()).toEqual([]);
    expect(await empty.orderItems.count()).toBe(0);
    expect(await empty.inventory.count()).toBe(3168);
    const levels = (await empty.inventory.toArray()).map(({ stock_level }) => stock_level);
    expect(Math.min(...levels)).toBe(0);
    expect(Math.max(...levels)).toBeGreaterThan(100);
    expect(await empty.customer(0)).toBeUndefined();
    expect(await empty.order('order_20240101_001')).toBeUndefined();
  });
});

describe('single documents', () => {
  it('every order and its lines, in any order', async () => {
    const orders = await dataset.orders.toArray();
    const lines = await dataset.orderItems.toArray();
    // Back and forth, so that the shards that are kept do not do.
    const mixed = orders.map((_, i) => orders[(i * 331) % orders.length]);
    expect(new Set(mixed).size).toBe(orders.length);
    for (const order of mixed) {
      expect(await dataset.order(order.order_id)).toEqual(order);
      const own = lines.filter(({ order_id }) => order_id === order.order_id);
      expect(own).toHaveLength(order.item_count);
      expect(await dataset.linesOf(order.order_id)).toEqual(own);
    }
  });

  it('every customer, by number and by id', async () => {
    const customers = await dataset.customers.toArray();
    for (const [number, customer] of customers.entries()) {
      expect(await dataset.customer(number)).toEqual(customer);
      expect(await dataset.customer(customer.customer_id)).toEqual(customer);
    }
    expect(customers[0]._id).toBeInstanceOf(ObjectId);
  });

  it('what the catalog has, by id', async () => {
    for (const product of await dataset.products.toArray()) {
      expect(await dataset.product(product.sku)).toEqual(product);
      expect(await dataset.product(product.product_id)).toEqual(product);
    }
    for (const type of await dataset.productTypes.toArray()) {
      expect(await dataset.productType(type.type_id)).toEqual(type);
    }
    for (const category of await dataset.categories.toArray()) {
      expect(await dataset.category(category.category_id)).toEqual(category);
    }
    for (const store of await dataset.stores.toArray()) {
      expect(await dataset.store(store.store_id)).toEqual(store);
    }
  });

  it('undefined for what there is not', async () => {
    const [first] = await dataset.orders.toArray();
    const ofDay = (await dataset.orders.toArray()).filter((order) =>
      order.order_id.startsWith(first.order_id.slice(0, 15)),
    );
    const next = `${first.order_id.slice(0, 15)}${String(ofDay.length + 1).padStart(3, '0')}`;
    const bad = [
      next,
      `${first.order_id.slice(0, 15)}000`,
      `${first.order_id}0`,
      first.order_id.slice(0, -1),
      'order_20240229_001',
      'order_20240501_001',
      'order_20240332_001',
      'order_20241301_001',
      'order_00000000_001',
      'ORDER_20240301_001',
      '',
      '20240301',
    ];
    for (const id of bad) {
      expect(await dataset.order(id), id).toBeUndefined();
      expect(await dataset.linesOf(id), id).toBeUndefined();
    }
    for (const which of [-1, 90, 0.5, Number.NaN, 2 ** 40, 'cust_00000000', '17', '']) {
      expect(await dataset.customer(which), String(which)).toBeUndefined();
    }
    for (const id of ['', 'store_seattle', '__proto__', 'toString']) {
      expect(await dataset.product(id)).toBeUndefined();
      expect(await dataset.category(id)).toBeUndefined();
      expect(await dataset.productType(id)).toBeUndefined();
      if (id !== 'store_seattle') expect(await dataset.store(id)).toBeUndefined();
    }
  });

  it('of ten billion orders, at once', async () => {
    const huge = createDataset({
      customers: 4_000_000_000,
      orders: 10_000_000_000,
      start: '2024-01-01',
      end: '2024-12-31',
    });
    const order = await huge.order('order_20240704_00000012');
    expect(order?.order_date).toMatch(/^2024-07-04T/);
    const lines = await huge.linesOf(order?.order_id ?? '');
    expect(lines).toHaveLength(order?.item_count ?? -1);
    const customer = await huge.customer(order?.customer_id ?? '');
    expect(`${customer?.first_name} ${customer?.last_name}`).toBe(order?.customer_name);
    expect(customer?.email).toBe(order?.customer_email);
  });
});
