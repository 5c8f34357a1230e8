/** `zava load` against a real server: the same documents as the dump, with indexes, references and stock that hold. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Db } from 'mongodb';
import { beforeAll, describe, expect, it } from 'vitest';
import { COLLECTION_NAMES, MODELS } from '../../src/core/model/index.js';
import type { Reference } from '../../src/core/model/schema.js';
import { LOAD_RECORD } from '../../src/mongodb/load-record.js';
import { succeed, temporaryFolder } from '../fixtures/cli.js';
import { dumpedById, rawDocuments } from '../fixtures/cli-dump.js';
import { fewProducts } from '../fixtures/few-products.js';
import { expectSameCollections } from '../fixtures/same-documents.js';
import { testServer } from '../fixtures/server.js';
import { calls, documentsById, recordIn } from '../fixtures/server-facts.js';

/** The secondary indexes that the dataset promises; `!` is unique. With the nine on `_id` they are 49. */
const INDEXES: Record<string, string[]> = {
  stores: ['store_id:1!', 'deleted:1', 'is_online:1'],
  categories: ['category_id:1!', 'deleted:1'],
  product_types: ['type_id:1!', 'category_id:1', 'deleted:1'],
  products: [
    'product_id:1!',
    'sku:1!',
    'category_id:1',
    'type_id:1',
    'deleted:1',
    '_fts:text,_ftsx:1 product_name=10,product_description=5',
  ],
  product_embeddings: ['product_id:1!'],
  customers: ['customer_id:1!', 'email:1!', 'primary_store_id:1', 'deleted:1', 'last_name:1,first_name:1'],
  inventory: [
    'store_id:1,product_id:1!',
    'store_id:1',
    'product_id:1',
    'deleted:1',
    'store_id:1,stock_level:1,reorder_threshold:1',
    'location.aisle:1',
    'location.shelf:1',
  ],
  orders: [
    'order_id:1!',
    'customer_id:1',
    'store_id:1',
    'order_date:-1',
    'deleted:1',
    'status:1',
    'customer_id:1,order_date:-1',
    'store_id:1,order_date:-1',
    'store_id:1,status:1',
  ],
  order_items: ['order_id:1', 'product_id:1', 'deleted:1', 'order_id:1,product_id:1'],
};

const folder = temporaryFolder();
const server = testServer();
const dump = join(folder, 'dump');
// A year, in many shards, with stock levels that move every month.
const WORLD = [
  '--preset',
  'tiny',
  '--seed',
  '9',
  '--orders',
  '1500',
  '--start',
  '2024-01-01',
  '--end',
  '2024-12-31',
];
let config: string;
/** The line that names it. */
let catalog: string;
let db: Db;
let expected: Record<string, Uint8Array[]>;
let counts: Record<string, number>;

const load = (database: string, ...args: string[]) =>
  succeed(['load', '--uri', server.uri, ...WORLD, '--config', config, '--database', database, ...args], {
    cwd: folder,
  });

beforeAll(async () => {
  config = join(folder, 'monthly.yaml');
  catalog = fewProducts(folder);
  writeFileSync(
    config,
    `${catalog}shards: { orders: 100, customers: 60 }\nload: { stock_update_months: 1 }\n`,
  );
  await succeed(['generate', ...WORLD, '--config', config, '--out', dump]);
  expected = dumpedById(dump);
  counts = Object.fromEntries(COLLECTION_NAMES.map((name) => [name, rawDocuments(dump, name).length]));
});

describe('a load with stock levels that move each month', () => {
  let updates: number;
  let record: Awaited<ReturnType<typeof recordIn>>;
  beforeAll(async () => {
    const before = await calls(server.client, 'update');
    await load('monthly');
    updates = (await calls(server.client, 'update')) - before;
    db = server.client.db('monthly');
    record = await recordIn(db);
  });

  it('holds the very documents of the dump of the same seed', async () => {
    expectSameCollections(await documentsById(db), expected);
  });

  it('holds exactly as many as its record counts', async () => {
    for (const name of COLLECTION_NAMES) {
      expect(await db.collection(name).countDocuments(), name).toBe(counts[name]);
      expect(record.content.written.get(name)?.count, name).toBe(counts[name]);
    }
  });

  it('updated the stock after each of the twelve months', () => {
    expect(updates).toBeGreaterThanOrEqual(12);
  });

  it('has the 49 indexes with their options', async () => {
    let all = 0;
    for (const name of COLLECTION_NAMES) {
      const stored = await db.collection(name).listIndexes().toArray();
      all += stored.length;
      const list = (pairs: object) => Object.entries(pairs);
      const shown = stored.map(({ key, unique, weights }) => {
        const fields = list(key).map(([field, direction]) => `${field}:${direction}`);
        const order = ['product_name', 'product_description'];
        const weighed = order.flatMap((field) => (weights?.[field] ? [`${field}=${weights[field]}`] : []));
        return `${fields}${unique ? '!' : ''}${weighed.length > 0 ? ` ${weighed}` : ''}`;
      });
      expect(shown.sort(), name).toEqual(['_id:1', ...INDEXES[name]].sort());
    }
    expect(all).toBe(49);
  });

  it('keeps images before and after a change, but for the embeddings', async () => {
    const collections = await db.listCollections().toArray();
    const images = collections.map(({ name, ...rest }) => {
      const { options } = rest as { options?: { changeStreamPreAndPostImages?: { enabled: boolean } } };
      return [name, options?.changeStreamPreAndPostImages?.enabled ?? false];
    });
    const without = ['product_embeddings', LOAD_RECORD];
    expect(Object.fromEntries(images)).toEqual(
      Object.fromEntries([...COLLECTION_NAMES, LOAD_RECORD].map((name) => [name, !without.includes(name)])),
    );
  });

  const references = COLLECTION_NAMES.flatMap((name) =>
    MODELS[name].references.map((reference: Reference) => ({ name, ...reference })),
  );

  it.each(references)('$name.$field is always found in $collection', async (reference) => {
    const { name, field, collection, foreignField } = reference;
    const lost = await db
      .collection(name)
      .aggregate([
        { $group: { _id: `$${field}` } },
        { $lookup: { from: collection, localField: '_id', foreignField, as: 'found' } },
        { $match: { found: { $not: { $size: 1 } } } },
      ])
      .toArray();
    expect(lost).toEqual([]);
  });

  it('conserves stock: the record, the lines and the inventory agree', async () => {
    const { rows } = record;
    const sold = await db
      .collection('order_items')
      .aggregate([
        { $lookup: { from: 'orders', localField: 'order_id', foreignField: 'order_id', as: 'order' } },
        { $match: { 'order.status': { $ne: 'cancelled' } } },
        { $group: { _id: { $concat: ['$store_id', ' ', '$product_id'] }, units: { $sum: '$quantity' } } },
      ])
      .toArray();
    const units = new Map(sold.map((cell) => [cell._id, cell.units]));
    const levels = new Map(
      (await db.collection('inventory').find().toArray()).map((row) => [
        `${row.store_id} ${row.product_id}`,
        row.stock_level,
      ]),
    );
    expect(levels.size).toBe(rows.length);
    for (const row of rows) {
      const cell = `${row.store_id} ${row.product_id}`;
      expect(row.opening + row.received - (units.get(cell) ?? 0), cell).toBe(levels.get(cell));
    }
  });
});

describe('batches', () => {
  const inserts = async (database: string, settings: string) => {
    const own = join(folder, `${database}.yaml`);
    writeFileSync(own, `${catalog}shards: { orders: 100, customers: 60 }\nload: ${settings}\n`);
    const before = await calls(server.client, 'insert');
    await load(database, '--config', own, '--no-indexes');
    const loaded = server.client.db(database);
    expectSameCollections(await documentsById(loaded), expected);
    for (const name of COLLECTION_NAMES) {
      const indexes = await loaded.collection(name).listIndexes().toArray();
      expect(indexes.map((index) => index.name)).toEqual(['_id_']);
    }
    return (await calls(server.client, 'insert')) - before;
  };

  it('of seven documents bring the same data, and --no-indexes leaves all secondary indexes out', async () => {
    const documents = Object.values(counts).reduce((a, b) => a + b, 0);
    expect(await inserts('sevens', '{ batch_documents: 7 }')).toBeGreaterThanOrEqual(
      Math.ceil(documents / 7),
    );
  });

  it('bounded by bytes bring the same data', async () => {
    const bytes = COLLECTION_NAMES.flatMap((name) => rawDocuments(dump, name)).reduce(
      (n, d) => n + d.length,
      0,
    );
    const made = await inserts('bytes', '{ batch_bytes: 40000 }');
    expect(made).toBeGreaterThanOrEqual(Math.ceil(bytes / 40_000));
  });
});

describe('npx zava load', () => {
  it('in the repository brings the same data', async () => {
    const database = 'npx_load';
    await succeed(['load', '--uri', server.uri, ...WORLD, '--config', config, '--database', database], {
      npx: true,
    });
    expectSameCollections(await documentsById(server.client.db(database)), expected);
  });
});
