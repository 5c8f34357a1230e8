/**
 * What stands in a database and would lose or refuse documents: every way in refuses it before the first write. And what
 * did get lost on the way is told at the end.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Db } from 'mongodb';
import { describe, expect, it } from 'vitest';
import { type CollectionName, MODELS } from '../../src/core/model/index.js';
import { resolveSettings } from '../../src/core/settings/resolve.js';
import { generateDump } from '../../src/engine/generate-dump.js';
import { type LoadRequest, loadDatabase } from '../../src/engine/load.js';
import { createDataset } from '../../src/library/dataset.js';
import { seedDatabase } from '../../src/library/seed.js';
import { validatorOf } from '../../src/mongodb/validator.js';
import { restoreDump } from '../../src/tools/transfer/restore.js';
import { temporaryFolder, zava } from '../fixtures/cli.js';
import { fewProducts } from '../fixtures/few-products.js';
import { testServer } from '../fixtures/server.js';
import { expectUnchanged, wholeDatabase } from '../fixtures/server-facts.js';

const folder = temporaryFolder();
const server = testServer();
const config = join(folder, 'zava.yaml');
writeFileSync(config, fewProducts(folder));
const SIZE = { preset: 'tiny', customers: 50, orders: 100, config } as const;
const dataset = createDataset(SIZE);
const LOAD: LoadRequest = { drop: false, indexes: true };

let databases = 0;
const fresh = (): Db => server.client.db(`obstacles_${++databases}`);

const collection = (name: string, options: object) => (db: Db) => db.createCollection(name, options);
const index =
  (name: string, key: Record<string, 1 | -1 | '2dsphere' | 'hashed' | 'text'>, options = {}) =>
  (db: Db) =>
    db.collection(name).createIndex(key, options);

/** What is made in an empty database, and what is said of it. */
const OBSTACLES: [what: string, make: (db: Db) => Promise<unknown>, said: string][] = [
  ['a capped collection', collection('orders', { capped: true, size: 4096 }), 'orders is capped, and'],
  ['a view', collection('stores', { viewOn: 'letters', pipeline: [] }), 'stores is a view'],
  [
    'a time series',
    collection('orders', { timeseries: { timeField: 'at' } }),
    'orders is a time series collection',
  ],
  [
    'a collation',
    collection('products', { collation: { locale: 'en', strength: 2 } }),
    'products compares texts by a collation of its own (en, strength 2)',
  ],
  [
    'a validator of whole documents',
    collection('orders', { validator: { $jsonSchema: { required: ['shop'] } } }),
    'the validator of orders refuses documents such as the one with _id order_',
  ],
  [
    'a validator of some values, also where it leaves what is there alone',
    collection('inventory', { validator: { stock_level: { $lt: 12 } }, validationLevel: 'moderate' }),
    'the validator of inventory refuses documents such as the one with _id ',
  ],
  [
    'a unique index',
    index('order_items', { order_id: 1, deleted: 1 }, { unique: true, name: 'mine' }),
    'the index mine of order_items takes only one document for each order_id and deleted',
  ],
  [
    'a unique index on what no document has',
    index('customers', { tenant: 1 }, { unique: true }),
    'the index tenant_1 of customers takes only one document for each tenant',
  ],
  [
    'a unique index of some documents',
    index(
      'orders',
      { store_id: 1 },
      { unique: true, name: 'p', partialFilterExpression: { deleted: false } },
    ),
    'the index p of orders takes only one document for each store_id',
  ],
  [
    'an index of places',
    index('inventory', { location: '2dsphere' }),
    'the index location_2dsphere of inventory takes nothing but places on a map for location',
  ],
  [
    'a text index with languages',
    index('orders', { notes: 'text' }, { language_override: 'status' }),
    'the index notes_text of orders takes status for a language',
  ],
  [
    'an index under the name of another',
    index('orders', { mine: 1 }, { name: 'status_1' }),
    'the index status_1 of orders has the key { mine: 1 } instead of { status: 1 }, and status_1 cannot be made beside it',
  ],
];

describe('is refused in one sentence, and nothing is written:', () => {
  it.each(OBSTACLES)('%s', async (_, make, said) => {
    const db = fresh();
    await make(db);
    const before = await wholeDatabase(db);
    const seeding = seedDatabase(db, dataset, { indexes: true });
    const error: Error = await seeding.then(
      () => expect.fail('it was not refused'),
      (failure) => failure,
    );
    expect(error.message).toContain(`The database ${db.databaseName} cannot take the dataset, as ${said}`);
    expect(error.message).toMatch(/: use drop: true to replace what stands there, or another database\.$/);
    await expectUnchanged(db, before);
  });

  it('all of it at once, by every way in; with drop all is replaced', async () => {
    const db = fresh();
    await db.createCollection('orders', { capped: true, size: 4096 });
    await db.createCollection('stores', { viewOn: 'letters', pipeline: [] });
    await db.createCollection('_zava_load', { capped: true, size: 4096 });
    const before = await wholeDatabase(db);
    const { databaseName: database } = db;
    const host = new URL(server.uri).host;
    const all =
      `The database ${database} at ${host} cannot take the dataset, as stores is a view; ` +
      'orders is capped, and loses its oldest documents when it is full; ' +
      '_zava_load is capped, and loses its oldest documents when it is full: ';
    const settings = resolveSettings({ ...SIZE, database, workers: 1 }, { env: {}, cwd: folder });
    const dump = join(folder, 'dump');
    await generateDump(settings, dump);
    for (const way of [
      () => loadDatabase(settings, server.uri, LOAD),
      () => loadDatabase(settings, server.uri, { ...LOAD, resume: true }),
      () => loadDatabase(settings, server.uri, { ...LOAD, part: { index: 0, of: 2 } }),
      () => restoreDump(settings, dump, server.uri, LOAD),
    ]) {
      await expect(way()).rejects.toThrow(all);
      await expectUnchanged(db, before);
    }
    const size = ['--preset', 'tiny', '--customers', '50', '--orders', '100', '--config', config];
    const { code, stdout, stderr } = await zava(
      ['load', '--uri', server.uri, '--database', database, ...size, '--quiet'],
      { cwd: folder },
    );
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toBe(`zava: ${all}use --drop to replace what stands there, or another --database.\n`);
    await expectUnchanged(db, before);
    await loadDatabase(settings, server.uri, { ...LOAD, drop: true });
    expect(await db.collection('orders').countDocuments()).toBe(100);
    const options = await db.listCollections({ name: { $in: ['orders', 'stores'] } }).toArray();
    expect(options.map((one) => [one.type, (one as { options?: object }).options])).toEqual(
      Array(2).fill(['collection', { changeStreamPreAndPostImages: { enabled: true } }]),
    );
  });
});

it('what refuses nothing is filled', async () => {
  const db = fresh();
  await db.createCollection('orders', {
    validator: { total: -1 },
    validationAction: 'warn',
  });
  await db.createCollection('stores', { validator: { nothing: true }, validationLevel: 'off' });
  for (const name of ['order_items', 'product_embeddings'] as const)
    await db.createCollection(name, { validator: validatorOf(MODELS[name]) });
  const indexes: [CollectionName, Record<string, 1>, object][] = [
    ['orders', { store_id: 1, order_id: 1 }, { unique: true }],
    ['orders', { _id: 1, status: 1 }, { unique: true }],
    ['orders', { receipt: 1 }, { unique: true, sparse: true }],
    ['orders', { customer_name: 1 }, { unique: true, partialFilterExpression: { deleted: true } }],
    // Only what is a Date expires.
    ['orders', { updated_at: 1 }, { expireAfterSeconds: 1 }],
    ['orders', { status: 1 }, { hidden: true }],
    ['orders', { order_id: 1 }, { unique: true }],
  ];
  for (const [name, key, options] of indexes) await db.collection(name).createIndex(key, options);
  const counts = await seedDatabase(db, dataset, { indexes: true });
  expect(counts).toMatchObject({ orders: 100, stores: 8 });
});

describe('a load that did not keep what was acknowledged', () => {
  it('fails at the end, and says what is there', async () => {
    const db = fresh();
    const settings = resolveSettings(
      { ...SIZE, database: db.databaseName, workers: 1 },
      { env: {}, cwd: folder },
    );
    const load = (more: Partial<LoadRequest>) => loadDatabase(settings, server.uri, { ...LOAD, ...more });
    await load({ part: { index: 0, of: 1 } });
    await db.collection('orders').deleteOne({});
    await expect(load({ finishing: true })).rejects.toThrow(
      new RegExp(
        `^orders in database ${db.databaseName} at [\\d.:]+ holds 99 documents, and 100 were acknowledged: ` +
          'something else removed documents there meanwhile; stop it, and load again with drop: true\\.$',
      ),
    );
  });

  it('also by seedDatabase, where somebody else writes', async () => {
    const db = fresh();
    // The stores come first: they are all there when a category is.
    await db.createCollection('categories');
    const changes = db.collection('categories').watch();
    // Opens it; at the same time as another call it would open a second cursor, which nobody closes.
    await changes.tryNext();
    const first = changes.next().then(() => db.collection('stores').insertOne({ mine: true }));
    await expect(seedDatabase(db, dataset, { batchSize: 3 })).rejects.toThrow(
      `stores in database ${db.databaseName} holds 9 documents, and 8 were acknowledged: something else wrote there`,
    );
    await first;
    await changes.close();
  });
});
