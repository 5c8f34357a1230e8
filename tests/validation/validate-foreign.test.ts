/** Databases that zava did not make: there is a report of what is wrong, and never a crash. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Binary, Code, Decimal128, EJSON, Long, MaxKey, ObjectId, serialize, Timestamp } from 'bson';
import type { Document } from 'mongodb';
import { beforeAll, describe, expect, it } from 'vitest';
import { COLLECTION_NAMES, type CollectionName } from '../../src/core/model/index.js';
import { DumpSource } from '../../src/tools/validate/dump/dump-source.js';
import type { ValidationReport } from '../../src/tools/validate/result.js';
import { ServerSource } from '../../src/tools/validate/server/server-source.js';
import { validate } from '../../src/tools/validate/validate.js';
import { summaryLines } from '../../src/tools/validate/words.js';
import { temporaryFolder } from '../fixtures/cli.js';
import { testServer } from '../fixtures/server.js';
import { tiny } from '../fixtures/worlds.js';

const folder = temporaryFolder();
const server = testServer();
const id = (n: number): ObjectId => new ObjectId(n.toString(16).padStart(24, '0'));
const uuid = (n: number): string => `0f8fad5b-d9cb-469f-a165-${n.toString(16).padStart(12, '0')}`;

/** Documents of a shop program, with every habit that such a program may have. */
const SHOP: Record<CollectionName, Document[]> = {
  stores: [
    { _id: id(1), store_id: 1, name: 'Main', location: 'Berlin', open: [9, 18] },
    { _id: id(2), store_id: null, store_name: ['a', 'b'], location: ['x'], created_at: new Date(0) },
    { _id: 'store_seattle', store_id: 'store_seattle', store_name: { en: 'Seattle' } },
  ],
  categories: [
    { _id: 1, category_id: 'c', category_name: 7, seasonal_multipliers: [1, 2] },
    { _id: 2, seasonal_multipliers: { jan: 'high', feb: { x: 1 } } },
  ],
  product_types: [{ _id: id(3) }, { _id: { nested: true }, type_id: ['t'], category_id: { c: 1 } }],
  products: [
    {
      _id: 'p1',
      product_id: 'p1',
      sku: { code: 'X' },
      product_name: 'Saw',
      cost: '12.50',
      base_price: 'ten',
    },
    {
      _id: 'p2',
      product_id: ['p2'],
      sku: 'é',
      cost: Decimal128.fromString('1.10'),
      base_price: Long.fromNumber(5),
    },
    { _id: 3, specifications: [], image_url: 5, updated_at: new Timestamp({ t: 1, i: 1 }), $odd: 1 },
  ],
  product_embeddings: [
    { _id: 'p1', product_id: 'p1', image_embedding: 'none', description_embedding: [[1], [2]] },
    { _id: 'p2', image_embedding: [], description_embedding: [null, 'x', 1.5] },
    { _id: 'p3', image_embedding: new Binary(Buffer.alloc(8)), description_embedding: { 0: 1 } },
  ],
  customers: [
    {
      _id: id(7),
      customer_id: id(8),
      first_name: 'A',
      last_name: null,
      email: 'a@b',
      created_at: new Date(),
    },
    { _id: 'c2', customer_id: ['cust_1', 'cust_2'], email: ['a', 'b'], created_at: 'yesterday' },
    { _id: 'c3', customer_id: 'cust_3', first_name: { first: 'X' }, last_name: ['Y'], created_at: 20200101 },
    { _id: 'c4', customer_id: 'cust_3', primary_store_id: { $ref: 'stores', $id: id(1) } },
  ],
  inventory: [
    { _id: uuid(1), store_id: 'store_seattle', product_id: 'p1', stock_level: '5', reorder_threshold: 1.5 },
    { _id: 2, store_id: ['store_seattle'], product_id: null, stock_level: -4, location: 'A-1' },
    { _id: 3, store_id: 'é'.repeat(9), product_id: 'p', stock_level: 1, reorder_threshold: 2 },
  ],
  orders: [
    { _id: 1, order_id: 1, customer_id: id(8), order_date: new Date('2024-02-30'), total: '12.00' },
    {
      _id: 'o2',
      order_id: 'o2',
      customer_id: 'cust_1',
      store_id: 'store_seattle',
      order_date: 'ääääääääääää',
    },
    { _id: 'o3', order_date: ['2024-01-01T00:00:00Z'], store_id: { id: 1 }, item_count: 'two', status: 3 },
    { _id: 'o4', order_date: '', subtotal: Decimal128.fromString('NaN'), item_count: 0.5, created_at: null },
    {
      _id: 'o5',
      order_date: { $date: 'x' },
      customer_name: ['a'],
      customer_email: {},
      subtotal: [1],
      deleted: 'no',
    },
    { _id: 'o6', order_date: '2024-99-99T99:99:99Z', store_id: 'é', item_count: 1, subtotal: Long.MAX_VALUE },
  ],
  order_items: [
    { _id: id(20), order_id: 1, product_id: 'p1', quantity: '2', unit_price: '9,99' },
    { _id: id(21), order_id: ['o2'], product_id: { $oid: 'x' }, quantity: 1, created_at: 'éééééééééé' },
    {
      _id: id(22),
      order_id: 'o4',
      product_id: ['p1', 'p2'],
      quantity: 2.5,
      unit_price: Decimal128.fromString('Infinity'),
    },
    {
      _id: id(23),
      quantity: Long.fromNumber(2),
      unit_price: null,
      discount_percent: '5',
      created_at: ['2024-01-01'],
    },
    {
      _id: id(24),
      order_id: 'o2',
      sku: new Code('1'),
      product_name: /x/,
      unit_price: Number.NaN,
      quantity: 1,
    },
    { _id: id(25), order_id: new MaxKey(), store_id: 'a', product_id: 'b', created_at: '2024', quantity: 3 },
    // Sound in structure, wrong in all else.
    {
      ...{ _id: uuid(9), order_id: 'nowhere', store_id: 'é', product_id: 'ü', sku: '', product_name: '' },
      ...{
        quantity: 1,
        unit_price: Number.NaN,
        discount_percent: -5,
        discount_amount: Number.POSITIVE_INFINITY,
      },
      ...{ line_total: -0.001, created_at: '2024-02-29T23:59:59Z', deleted: false },
    },
  ],
};

/** A dump as mongodump writes it, without a manifest. */
function writeDump(name: string, documents: Partial<Record<CollectionName, Document[]>>): string {
  const dump = join(folder, name);
  mkdirSync(join(dump, 'shop'), { recursive: true });
  for (const [collection, list] of Object.entries(documents)) {
    writeFileSync(
      join(dump, 'shop', `${collection}.bson`),
      Buffer.concat(list.map((each) => serialize(each))),
    );
    const indexes = [{ v: 2, key: { _id: 1 }, name: '_id_' }];
    writeFileSync(
      join(dump, 'shop', `${collection}.metadata.json`),
      EJSON.stringify({ indexes, options: {} }),
    );
  }
  return dump;
}

async function ofServer(database: string): Promise<ValidationReport> {
  const source = new ServerSource(server.uri, database);
  try {
    await source.open();
    return await validate(source, { world: tiny });
  } finally {
    await source.close();
  }
}

const ofDump = async (dump: string) => validate(await DumpSource.open(dump), { world: tiny });
const failed = ({ checks }: ValidationReport) => checks.filter(({ ok }) => !ok).map(({ id }) => id);

/** Everything that a report must be, however strange the data. */
function expectReport(report: ValidationReport): void {
  expect(report.ok).toBe(false);
  expect(report.checks.length).toBeGreaterThan(180);
  expect(new Set(report.checks.map((check) => check.id)).size).toBe(report.checks.length);
  for (const check of report.checks) {
    expect(check.examples.every((example) => typeof example === 'string')).toBe(true);
    expect(check.ok && (check.broken > 0 || check.detail !== undefined)).toBe(false);
  }
  expect(JSON.parse(JSON.stringify(report))).toEqual(report);
  expect(summaryLines(report).at(-1)).toMatch(/checks, \d+ fail\.$/);
}

describe("another program's database with these names", () => {
  beforeAll(async () => {
    for (const name of COLLECTION_NAMES)
      await server.client.db('shop').collection(name).insertMany(structuredCloneOf(SHOP[name]));
  });

  it('gets a report over a server', async () => {
    const report = await ofServer('shop');
    expectReport(report);
    for (const name of COLLECTION_NAMES)
      expect(failed(report)).toEqual(expect.arrayContaining([`${name}.types`, `${name}.required`]));
    expect(report.checks.find(({ id }) => id === 'product_types.ditto-id')).toMatchObject({
      broken: 1,
      examples: ['{"nested":true}'],
    });
  });

  it('gets the same report as a dump', async () => {
    const [there, dump] = [await ofServer('shop'), await ofDump(writeDump('shop', SHOP))];
    expectReport(dump);
    const told = new Set(there.checks.map(({ id }) => id));
    const common = (report: ValidationReport) =>
      report.checks.filter(({ id }) => told.has(id) && !id.endsWith('.plans'));
    expect(common(dump)).toEqual(common(there));
  });
});

/** The driver adds ids to what it is given. */
const structuredCloneOf = (documents: readonly Document[]): Document[] =>
  documents.map((each) => ({ ...each }));

describe('a database', () => {
  it('that is empty lacks everything', async () => {
    const report = await ofServer('nothing');
    expectReport(report);
    expect(failed(report).sort()).toEqual(
      COLLECTION_NAMES.flatMap((name) => [
        `${name}.count`,
        `${name}.indexes`,
        `${name}.plans`,
        ...(name === 'product_embeddings' ? [] : [`${name}.images`]),
      ]).sort(),
    );
    expect(report.notes).toHaveLength(1);
  });

  it('of views is looked at as one of collections', async () => {
    const db = server.client.db('views');
    await db.collection('all_orders').insertMany(structuredCloneOf(SHOP.orders));
    await db.createCollection('orders', {
      viewOn: 'all_orders',
      pipeline: [{ $match: { order_date: { $ne: '' } } }],
    });
    await db.createCollection('stores', { viewOn: 'nowhere', pipeline: [] });
    await db.createCollection('customers', {
      viewOn: 'all_orders',
      pipeline: [{ $project: { bad: { $toInt: '$_id' } } }],
    });
    const report = await ofServer('views');
    expectReport(report);
    expect(report.documents.orders).toBe(5);
    // A view that cannot be read breaks what looks at it.
    const types = report.checks.find((check) => check.id === 'customers.types');
    expect(types).toMatchObject({
      ok: false,
      detail: expect.stringMatching(/^The server could not look at it: .*\.$/),
    });
    expect(report.notes).toContainEqual(expect.stringMatching(/^customers cannot be counted: /));
  });

  it('of a time series is looked at as well', async () => {
    const db = server.client.db('series');
    await db.createCollection('orders', { timeseries: { timeField: 'order_date' } });
    await db.collection('orders').insertMany([{ order_date: new Date(), total: 5 }]);
    expectReport(await ofServer('series'));
  });
});

describe('a dump', () => {
  it('of nothing but empty files lacks everything', async () => {
    const empty = Object.fromEntries(COLLECTION_NAMES.map((name) => [name, []]));
    const report = await ofDump(writeDump('empty', empty));
    expectReport(report);
    expect(failed(report).filter((each) => !/\.(count|indexes|images)$/.test(each))).toEqual([]);
  });

  it('of one collection is one of a database that lacks the others', async () => {
    const report = await ofDump(writeDump('one', { stores: SHOP.stores }));
    expectReport(report);
    expect(report.target).toMatchObject({ kind: 'dump', database: 'shop' });
    expect(failed(report)).toContain('orders.count');
  });

  it('may be named by the folder of its database', async () => {
    writeDump('named', { stores: SHOP.stores });
    expect((await DumpSource.open(join(folder, 'named/shop'))).database).toBe('shop');
    expect((await DumpSource.open(join(folder, 'named/shop'), 'shop')).database).toBe('shop');
    expect((await DumpSource.open(join(folder, 'named'), 'shop')).database).toBe('shop');
    await expect(DumpSource.open(join(folder, 'named'), 'other')).rejects.toThrow(
      /--dump is '.*named', which holds no dump of database other; allowed is a folder that/,
    );
    const file = join(folder, 'named/shop/stores.bson');
    await expect(DumpSource.open(file)).rejects.toThrow(/stores\.bson', which holds no dump; allowed is/);
    await expect(DumpSource.open(join(folder, 'none'))).rejects.toThrow(
      /none', which holds no dump; allowed is/,
    );
  });
});
