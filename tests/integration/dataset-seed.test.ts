/** seedDatabase on a real server: the bytes of a load, by the public interface of whatever driver. */
import { type Db, MongoClient } from 'mongodb';
import { beforeAll, describe, expect, it } from 'vitest';
import { createDataset } from '../../src/dataset/dataset.js';
import { loadDatabase } from '../../src/dataset/runs.js';
import { seedDatabase } from '../../src/dataset/seed.js';
import { SettingsError, ZavaError } from '../../src/errors.js';
import { COLLECTION_NAMES, MODELS } from '../../src/model/index.js';
import { collectionOptions } from '../../src/mongodb/index-specs.js';
import { sha256 } from '../fixtures/cli-dump.js';
import { testServer } from '../fixtures/server.js';
import { databaseDigests, wholeDatabase } from '../fixtures/server-facts.js';

const server = testServer();
const dataset = createDataset({ preset: 'tiny', seed: 7, customers: 150, orders: 1500 });

let databases = 0;
const fresh = (): Db => server.client.db(`seed_${++databases}`);

/** The digest of a dataset's collection. */
async function made(name: (typeof COLLECTION_NAMES)[number]): Promise<string> {
  const batches: Uint8Array[] = [];
  for await (const { bytes } of dataset.collection(name).batches()) batches.push(bytes);
  return sha256(Buffer.concat(batches));
}

/** The digest of what the server returns unasked for an order. */
async function stored(db: Db, name: string): Promise<string> {
  const raw = await db.collection(name).find({}, { raw: true }).toArray();
  return sha256(Buffer.concat(raw as unknown as Uint8Array[]));
}

it('every collection is stored byte by byte, in the order of a dump, and counted', async () => {
  const db = fresh();
  const counts = await seedDatabase(db, dataset);
  for (const name of COLLECTION_NAMES) {
    expect(await stored(db, name), name).toBe(await made(name));
    expect(counts[name], name).toBe(await db.collection(name).countDocuments());
  }
  expect(Object.keys(counts)).toEqual(COLLECTION_NAMES);
  // Nothing was asked for besides.
  for (const name of COLLECTION_NAMES) expect(await db.collection(name).indexes()).toHaveLength(1);
});

it('a load of the same dataset stores the same', async () => {
  const db = fresh();
  const other = createDataset({
    preset: 'tiny',
    seed: 7,
    customers: 150,
    orders: 1500,
    database: db.databaseName,
  });
  const outcome = await loadDatabase(other, server.uri);
  const seeded = fresh();
  await seedDatabase(seeded, dataset);
  expect(await databaseDigests(db)).toEqual(await databaseDigests(seeded));
  expect(outcome.collections.orders.documents).toBe(1500);
  await expect(loadDatabase(other, server.uri)).rejects.toThrow('already holds');
  await loadDatabase(other, server.uri, { drop: true, indexes: false });
  expect(await db.collection('orders').indexes()).toHaveLength(1);
});

describe('what is asked for besides', () => {
  it('indexes and images are those of a load', async () => {
    const db = fresh();
    await seedDatabase(db, dataset, { indexes: true, preAndPostImages: true });
    for (const name of COLLECTION_NAMES) {
      const found = (await db.collection(name).indexes()).map((index) => index.name);
      expect(found, name).toEqual(['_id_', ...MODELS[name].indexes.map((index) => index.name)]);
      const [{ options }] = await db.listCollections({ name }, { nameOnly: false }).toArray();
      expect(options, name).toEqual(collectionOptions(MODELS[name]));
    }
  });

  it.each([1, 7, 1499, 100_000])('batches of %i store the same', async (batchSize) => {
    const db = fresh();
    const collections = ['stores', 'orders'] as const;
    const counts = await seedDatabase(db, dataset, { batchSize, collections });
    for (const name of collections) expect(await stored(db, name)).toBe(await made(name));
    expect(counts).toMatchObject({ stores: 8, orders: 1500, customers: 0, order_items: 0 });
    expect((await db.listCollections().toArray()).map(({ name }) => name).sort()).toEqual([
      'orders',
      'stores',
    ]);
  });

  it('a dataset made by worker threads is stored the same', async () => {
    const db = fresh();
    const threaded = createDataset({ preset: 'tiny', seed: 7, customers: 150, orders: 1500, workers: 2 });
    await seedDatabase(db, threaded, { collections: ['customers', 'orders', 'order_items'] });
    for (const name of ['customers', 'orders', 'order_items'] as const) {
      expect(await stored(db, name), name).toBe(await made(name));
    }
  });
});

describe('what is there already', () => {
  let db: Db;
  beforeAll(async () => {
    db = fresh();
    await db.collection('orders').insertOne({ mine: true });
    await db.collection('notes').insertOne({ mine: true });
    await db.createCollection('stores');
  });

  it('documents are a reason to refuse, and nothing is written', async () => {
    const before = await wholeDatabase(db);
    const error = await seedDatabase(db, dataset).catch((failure: unknown) => failure);
    expect(error).toBeInstanceOf(ZavaError);
    expect((error as Error).message).toBe(
      `The database ${db.databaseName} already holds orders; pass drop: true to replace them, or use another database.`,
    );
    expect(await wholeDatabase(db)).toEqual(before);
  });

  it('other collections are nobody’s business', async () => {
    await seedDatabase(db, dataset, { collections: ['stores', 'categories'], preAndPostImages: true });
    expect(await db.collection('orders').countDocuments()).toBe(1);
    const [{ options }] = await db.listCollections({ name: 'stores' }, { nameOnly: false }).toArray();
    expect(options).toEqual({ changeStreamPreAndPostImages: { enabled: true } });
  });

  it('drop replaces what is of the dataset, and nothing else', async () => {
    await seedDatabase(db, dataset, { drop: true, collections: ['orders'] });
    expect(await stored(db, 'orders')).toBe(await made('orders'));
    expect(await db.collection('notes').countDocuments()).toBe(1);
  });
});

describe('what is refused', () => {
  it.each([
    [{ batchSize: 0 }, 'batchSize is 0; allowed is a whole number from 1 to 100000.'],
    [{ batchSize: 1.5 }, 'batchSize is 1.5; allowed'],
    [{ collections: ['order'] as never }, "collections has 'order'; allowed are stores, "],
  ])('%j', async (options, message) => {
    const db = fresh();
    const error = await seedDatabase(db, dataset, options).catch((failure: unknown) => failure);
    expect(error).toBeInstanceOf(SettingsError);
    expect((error as Error).message).toContain(message);
    expect(await wholeDatabase(db)).toEqual([]);
  });

  it('bad settings come before anything is dropped', async () => {
    const db = fresh();
    await db.collection('orders').insertOne({ mine: true });
    const bad = createDataset({ config: 'nowhere.yaml' });
    await expect(seedDatabase(db, bad, { drop: true })).rejects.toThrow(SettingsError);
    expect(await db.collection('orders').countDocuments()).toBe(1);
  });

  it('what the server refuses is the error of the driver, and the next batch is not sent', async () => {
    const db = fresh();
    await db.createCollection('orders', { validator: { total: { $lt: 0 } } });
    const failure = seedDatabase(db, dataset, { collections: ['orders'], batchSize: 10 });
    await expect(failure).rejects.toMatchObject({ code: 121 });
    expect(await db.collection('orders').countDocuments()).toBe(0);
  });
});

it('a client that promotes nothing and one that makes ids of its own are served alike', async () => {
  const collections = ['customers', 'inventory'] as const;
  const plain = fresh();
  await seedDatabase(plain, dataset, { collections });
  let ids = 0;
  const pkFactory = { createPk: () => ++ids };
  const client = new MongoClient(server.uri, { promoteValues: false, pkFactory });
  try {
    const { databaseName } = fresh();
    await seedDatabase(client.db(databaseName), dataset, { collections });
    expect(await databaseDigests(server.client.db(databaseName))).toEqual(await databaseDigests(plain));
    expect(ids).toBe(0);
  } finally {
    await client.close();
  }
});
