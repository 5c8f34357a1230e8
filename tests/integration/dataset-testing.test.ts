/** A database for the tests of one file: on the server that was named or one of its own, filled, and gone afterwards. */
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, realpathSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MongoClient } from 'mongodb';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { SettingsError, ZavaError } from '../../src/errors.js';
import { createDataset } from '../../src/library/dataset.js';
import { openTestDatabase } from '../../src/library/test-database.js';
import { mongodsUnder, temporaryFolder } from '../fixtures/cli.js';
import { mongodBinary, testServer } from '../fixtures/server.js';
import { authServer, PASSWORDS } from '../fixtures/server-auth.js';
import { expectUnchanged, wholeDatabase } from '../fixtures/server-facts.js';

const server = testServer();
const protectedServer = authServer();

const names = async (): Promise<string[]> =>
  (await server.client.db().admin().listDatabases()).databases.map(({ name }) => name);

beforeEach(() => {
  vi.stubEnv('ZAVA_TEST_URI', '');
  vi.stubEnv('MONGODB_TEST_URI', '');
});
afterEach(() => {
  vi.unstubAllEnvs();
});

describe('on a server that is named', () => {
  it('it is filled, known by its connection string, and dropped', async () => {
    const opened = await openTestDatabase({
      uri: server.uri,
      dataset: { seed: 7, orders: 50 },
      indexes: true,
    });
    const { db, name, counts, dataset, uri } = opened;
    expect(await names()).toContain(name);
    expect(counts.orders).toBe(50);
    expect(await db.collection('orders').countDocuments()).toBe(50);
    expect(await db.collection('orders').indexes()).toHaveLength(10);
    expect((await dataset.orders.toArray())[0]).toEqual(await db.collection('orders').findOne());
    const app = new MongoClient(uri);
    expect(await app.db().collection('orders').countDocuments()).toBe(50);
    await app.close();
    await opened.close();
    await opened.close();
    expect(await names()).not.toContain(name);
    await expect(db.command({ ping: 1 })).rejects.toThrow();
    // The server is the caller's.
    await server.client.db().command({ ping: 1 });
  });

  it.each(['ZAVA_TEST_URI', 'MONGODB_TEST_URI'])('%s names it', async (variable) => {
    vi.stubEnv('MONGODB_TEST_URI', 'mongodb://127.0.0.1:1/');
    vi.stubEnv(variable, server.uri);
    const opened = await openTestDatabase({ collections: ['stores'] });
    expect(opened.counts).toMatchObject({ stores: 8, orders: 0 });
    expect(await names()).toContain(opened.name);
    await opened.close();
  });

  it.each([
    ['with indexes', { indexes: true, preAndPostImages: true }],
    ['of some collections', { collections: ['orders', 'order_items', 'customers'] as const }],
  ])('reset() makes it what it was, %s', async (_, options) => {
    const opened = await openTestDatabase({
      uri: server.uri,
      dataset: { seed: 7, orders: 50, customers: 20 },
      ...options,
    });
    const { db } = opened;
    const before = await wholeDatabase(db);
    await opened.reset();
    await expectUnchanged(db, before);
    for (let again = 0; again < 2; again++) {
      await db.collection<{ _id: string }>('orders').insertOne({ _id: 'new' });
      await db
        .collection('orders')
        .updateMany({ status: 'completed' }, { $set: { status: 'x' }, $unset: { tax: '' } });
      await db.collection('customers').deleteMany({});
      await opened.reset();
      await expectUnchanged(db, before);
    }
    await db.collection('order_items').drop();
    await opened.reset();
    expect(await db.collection('order_items').countDocuments()).toBe(opened.counts.order_items);
    await db.collection('order_items').deleteOne({});
    await Promise.all([opened.reset(), opened.reset()]);
    expect(await db.collection('order_items').countDocuments()).toBe(opened.counts.order_items);
    await opened.close();
  });

  it('two have databases of their own, of one dataset', async () => {
    const dataset = createDataset({ seed: 7, orders: 20 });
    const options = { uri: server.uri, dataset, collections: ['orders'] as const };
    const [one, other] = await Promise.all([openTestDatabase(options), openTestDatabase(options)]);
    expect(one.dataset).toBe(dataset);
    expect(one.name).not.toBe(other.name);
    await one.db.collection('orders').deleteMany({});
    expect(await other.db.collection('orders').countDocuments()).toBe(20);
    await Promise.all([one.close(), other.close()]);
  });

  it('a user with a password stays the user of admin, and of the database that was named', async () => {
    for (const uri of [
      protectedServer.uri('owner', PASSWORDS.owner),
      protectedServer.uri('owner', PASSWORDS.owner).replace('/?', '/admin?'),
    ]) {
      const opened = await openTestDatabase({ uri, collections: ['stores'] });
      const app = new MongoClient(opened.uri);
      expect(await app.db().collection('stores').countDocuments()).toBe(8);
      expect(app.db().databaseName).toBe(opened.name);
      await app.close();
      await opened.close();
    }
  });
});

describe('where it fails, nothing is left', () => {
  it('no server is there', async () => {
    const opening = openTestDatabase({ uri: 'mongodb://127.0.0.1:1/?serverSelectionTimeoutMS=300' });
    await expect(opening).rejects.toThrow(ZavaError);
  });

  it('the user may not write: the password is not told', async () => {
    const opening = openTestDatabase({ uri: protectedServer.uri('reader', 'Wrong/3') });
    const error = await opening.catch((failure: unknown) => failure);
    expect(error).toBeInstanceOf(ZavaError);
    expect(String((error as Error).stack)).not.toMatch(/Wrong/);
  });

  it('the dataset is wrong: no server is started and no database made', async () => {
    const before = await names();
    await expect(openTestDatabase({ dataset: { config: 'nowhere.yaml' } })).rejects.toThrow(SettingsError);
    await expect(openTestDatabase({ uri: server.uri, batchSize: 0 })).rejects.toThrow(SettingsError);
    expect(await names()).toEqual(before);
  });
});

it('without a server one is started, and ends with its folder', async () => {
  vi.stubEnv('ZAVA_MONGOD', await mongodBinary());
  const opened = await openTestDatabase({ dataset: { seed: 7, orders: 10 } });
  let folder = '';
  try {
    const { parsed } = await opened.db.admin().command({ getCmdLineOpts: 1 });
    folder = parsed.storage.dbPath;
    expect(folder.startsWith(realpathSync(tmpdir()))).toBe(true);
    expect(mongodsUnder(folder)).not.toEqual([]);
    expect(await opened.db.collection('orders').countDocuments()).toBe(10);
  } finally {
    await opened.close();
  }
  expect(existsSync(folder)).toBe(false);
  expect(mongodsUnder(folder)).toEqual([]);
});

describe('without a server, a larger dataset', () => {
  const root = temporaryFolder();
  const options = {
    dataset: { seed: 7, customers: 5000, orders: 300 },
    collections: ['customers', 'orders', 'products'] as const,
    indexes: true,
    preAndPostImages: true,
  };

  it('is seeded once and copied from then on, exactly, for each database of its own', async () => {
    vi.stubEnv('ZAVA_MONGOD', await mongodBinary());
    const first = await openTestDatabase({ ...options, root });
    const orders = await first.db.collection('orders').find().sort({ _id: 1 }).toArray();
    const second = await openTestDatabase({ ...options, root });
    try {
      await first.db.collection('orders').deleteMany({});
      expect(second.counts).toEqual(first.counts);
      expect(second.counts).toMatchObject({ customers: 5000, orders: 300, order_items: 0 });
      const stream = second.db.collection('orders').watch();
      const change = stream.next();
      await second.db.command({ ping: 1 });
      expect(await second.db.collection('orders').find().sort({ _id: 1 }).toArray()).toEqual(orders);
      expect(orders).toEqual(
        (await first.dataset.orders.toArray()).sort((one, other) => (one._id < other._id ? -1 : 1)),
      );
      expect(await second.db.collection('orders').indexes()).toHaveLength(10);
      await second.db.collection('orders').updateOne({}, { $set: { status: 'lost' } });
      expect(await change).toMatchObject({ operationType: 'update' });
      await stream.close();
      await second.reset();
      expect(await second.db.collection('orders').find().sort({ _id: 1 }).toArray()).toEqual(orders);
      expect(readdirSync(join(root, 'seeded')).filter((name) => !name.startsWith('.'))).toHaveLength(1);
    } finally {
      await first.close();
      await second.close();
    }
    expect(readdirSync(join(root, 'seeded'))).toEqual([expect.stringMatching(/^[0-9a-f]{16}$/)]);
    expect(mongodsUnder(root)).toEqual([]);
  });

  it('is seeded where nothing can be kept, and Node.js warns', async () => {
    vi.stubEnv('ZAVA_MONGOD', await mongodBinary());
    const other = join(root, 'other');
    mkdirSync(other);
    writeFileSync(join(other, 'seeded'), '');
    const warned = once(process, 'warning');
    const opened = await openTestDatabase({ ...options, collections: ['stores'], root: other });
    expect(opened.counts).toMatchObject({ stores: 8, orders: 0 });
    expect(await opened.db.collection('stores').countDocuments()).toBe(8);
    await opened.close();
    const [warning] = await warned;
    expect(warning.message).toContain('The dataset is seeded, as a copy of kept files failed: ');
  });
});
