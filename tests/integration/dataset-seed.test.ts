/** seedDatabase on a real server: the bytes of a load, by the public interface of whatever driver. */
import { deserialize } from 'bson';
import { type Db, MongoClient, type Timestamp } from 'mongodb';
import { beforeAll, describe, expect, it } from 'vitest';
import { documentsIn } from '../../src/core/encode/digest.js';
import { COLLECTION_NAMES, MODELS } from '../../src/core/model/index.js';
import { SettingsError, ZavaError } from '../../src/errors.js';
import { createDataset } from '../../src/library/dataset.js';
import { loadDatabase } from '../../src/library/runs.js';
import { seedDatabase } from '../../src/library/seed.js';
import { openTestDatabase } from '../../src/library/test-database.js';
import { collectionOptions } from '../../src/mongodb/index-specs.js';
import { followableSince, justAfter, readLoadRecord } from '../../src/mongodb/load-record.js';
import { expectSameCollections, expectSameDocuments } from '../fixtures/same-documents.js';
import { testServer } from '../fixtures/server.js';
import {
  collectionsOf,
  documentsById,
  expectUnchanged,
  recordIn,
  wholeDatabase,
} from '../fixtures/server-facts.js';

const server = testServer();
const SIZE = { preset: 'tiny', seed: 7, customers: 150, orders: 1500 };
const dataset = createDataset(SIZE);

let databases = 0;
const fresh = (): Db => server.client.db(`seed_${++databases}`);

/** The bytes of a dataset's collection. */
async function made(name: (typeof COLLECTION_NAMES)[number]): Promise<Uint8Array> {
  const batches: Uint8Array[] = [];
  for await (const { bytes } of dataset.collection(name).batches()) batches.push(bytes);
  return Buffer.concat(batches);
}

/** What the server returns unasked for an order. */
async function stored(db: Db, name: string): Promise<Uint8Array[]> {
  return (await db.collection(name).find({}, { raw: true }).toArray()) as unknown as Uint8Array[];
}

it('every collection is stored byte by byte, in the order of a dump, and counted', async () => {
  const db = fresh();
  const counts = await seedDatabase(db, dataset);
  for (const name of COLLECTION_NAMES) {
    expectSameDocuments(name, await stored(db, name), await made(name));
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
  expectSameCollections(await documentsById(db), await documentsById(seeded));
  expect(outcome.collections.orders.documents).toBe(1500);
  await expect(loadDatabase(other, server.uri)).rejects.toThrow('already holds');
  await loadDatabase(other, server.uri, { drop: true, indexes: false });
  expect(await db.collection('orders').indexes()).toHaveLength(1);
});

it('of a slice, all ways store its documents and nothing else, and its counts are theirs', async () => {
  const options = { preset: 'tiny', seed: 7, store: ['tacoma', 'online'], since: '2026-06-01' } as const;
  const loaded = fresh();
  const slice = createDataset({ ...options, database: loaded.databaseName });
  const outcome = await loadDatabase(slice, server.uri, { indexes: false });
  const seeded = fresh();
  const counts = await seedDatabase(seeded, slice);
  const opened = await openTestDatabase({ uri: server.uri, dataset: options });
  const documents = await documentsById(loaded);
  expectSameCollections(await documentsById(seeded), documents);
  expectSameCollections(await documentsById(opened.db), documents);
  for (const name of COLLECTION_NAMES) {
    expect(documents[name], name).toHaveLength(counts[name]);
    expect([await slice.collection(name).count(), outcome.collections[name].documents]).toEqual([
      counts[name],
      counts[name],
    ]);
  }
  expect(counts.orders).toBeGreaterThan(10);
  expect(counts.orders).toBeLessThan(500);
  expect(opened.counts).toEqual(counts);
  await opened.close();
});

describe('the record', () => {
  it('is that of a load of the same dataset, and forgotten before some of it is replaced', async () => {
    const db = fresh();
    await seedDatabase(db, dataset);
    const seeded = await recordIn(db);
    const loaded = fresh();
    const database = loaded.databaseName;
    await loadDatabase(createDataset({ ...SIZE, database }), server.uri, { indexes: false });
    const { manifest, stock, catalog, origin } = await recordIn(loaded);
    expect(seeded.manifest).toEqual(manifest);
    expect([seeded.stock === stock, seeded.catalog === catalog]).toEqual([true, true]);
    expect(seeded.origin.replica_set).toBe(origin.replica_set);
    expect(await followableSince(db, seeded.origin)).toEqual({
      since: justAfter(seeded.origin.operation_time as Timestamp),
    });
    await seedDatabase(db, dataset, { drop: true, collections: ['stores'] });
    expect(await readLoadRecord(db)).toBeUndefined();
  });

  it('is left out where it is not wanted, and where not all is filled', async () => {
    const db = fresh();
    await seedDatabase(db, dataset, { record: false });
    expect(await collectionsOf(db)).toEqual([...COLLECTION_NAMES].sort());
    const loaded = createDataset({ ...SIZE, database: db.databaseName });
    await loadDatabase(loaded, server.uri, { drop: true, record: false, indexes: false });
    expect(await collectionsOf(db)).toEqual([...COLLECTION_NAMES].sort());
    const some = fresh();
    await seedDatabase(some, dataset, { collections: ['stores'] });
    expect(await collectionsOf(some)).toEqual(['stores']);
  });
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
    for (const name of collections) expectSameDocuments(name, await stored(db, name), await made(name));
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
      expectSameDocuments(name, await stored(db, name), await made(name));
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
    await expectUnchanged(db, before);
  });

  it('other collections are nobody’s business', async () => {
    await seedDatabase(db, dataset, { collections: ['stores', 'categories'], preAndPostImages: true });
    expect(await db.collection('orders').countDocuments()).toBe(1);
    const [{ options }] = await db.listCollections({ name: 'stores' }, { nameOnly: false }).toArray();
    expect(options).toEqual({ changeStreamPreAndPostImages: { enabled: true } });
  });

  it('drop replaces what is of the dataset, and nothing else', async () => {
    await seedDatabase(db, dataset, { drop: true, collections: ['orders'] });
    expectSameDocuments('orders', await stored(db, 'orders'), await made('orders'));
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
    // One that is too far in the middle to be looked at before.
    const refused = await made('orders').then((bytes) => [...documentsIn(bytes)][700]);
    const { order_id } = deserialize(refused);
    await db.createCollection('orders', { validator: { order_id: { $ne: order_id } } });
    const failure = seedDatabase(db, dataset, { collections: ['orders'], batchSize: 10 });
    await expect(failure).rejects.toMatchObject({ code: 121 });
    expect(await db.collection('orders').countDocuments()).toBe(700);
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
    expectSameCollections(await documentsById(server.client.db(databaseName)), await documentsById(plain));
    expect(ids).toBe(0);
  } finally {
    await client.close();
  }
});
