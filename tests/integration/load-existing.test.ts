/** A database that already holds something: refused, or replaced with --drop and with nothing else lost. */
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { COLLECTION_NAMES } from '../../src/model/index.js';
import { temporaryFolder, zava } from '../fixtures/cli.js';
import { digestById, rawDocuments } from '../fixtures/cli-dump.js';
import { testServer } from '../fixtures/server.js';
import { databaseDigests, wholeDatabase } from '../fixtures/server-facts.js';

const folder = temporaryFolder();
const server = testServer();
const load = (database: string, ...args: string[]) =>
  zava(['load', '--uri', server.uri, '--preset', 'tiny', '--database', database, ...args], { cwd: folder });

describe('a database that holds one of the nine collections', () => {
  beforeAll(async () => {
    const db = server.client.db('held');
    await db.collection('orders').insertOne({ mine: true });
    await db.collection('orders').createIndex({ mine: 1 });
    await db.collection('letters').insertMany([{ to: 'Ann' }, { to: 'Bob' }]);
    await db.collection('letters').createIndex({ to: 1 }, { unique: true });
  });

  it('is refused with a reason that names it and --drop, and nothing is changed', async () => {
    const db = server.client.db('held');
    const before = await wholeDatabase(db);
    const { code, stdout, stderr } = await load('held');
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toBe(
      `zava: The database held at ${new URL(server.uri).host} already holds orders; use --drop to replace them, or another --database.\n`,
    );
    expect(await wholeDatabase(db)).toEqual(before);
  });

  it('is replaced with --drop, while a collection of another name stays as it was', async () => {
    const db = server.client.db('held');
    const letters = ((await wholeDatabase(db)) as { collection: { name: string } }[]).filter(
      ({ collection }) => collection.name === 'letters',
    );
    expect(letters).toHaveLength(1);
    expect((await load('held', '--drop', '--yes')).code).toBe(0);
    const dump = join(folder, 'dump');
    expect((await zava(['generate', '--preset', 'tiny', '--out', dump])).code).toBe(0);
    expect(await databaseDigests(db)).toEqual(
      Object.fromEntries(COLLECTION_NAMES.map((name) => [name, digestById(rawDocuments(dump, name))])),
    );
    const names = (await db.listCollections().toArray()).map(({ name }) => name);
    expect(names.sort()).toEqual([...COLLECTION_NAMES, 'letters'].sort());
    const indexes = await db.collection('orders').listIndexes().toArray();
    expect(indexes.map(({ name }) => name)).not.toContain('mine_1');
    const kept = ((await wholeDatabase(db)) as { collection: { name: string } }[]).filter(
      ({ collection }) => collection.name === 'letters',
    );
    expect(kept).toEqual(letters);
  });

  it('is refused too after a whole load, naming all nine', async () => {
    const { code, stderr } = await load('held');
    expect(code).toBe(1);
    for (const name of COLLECTION_NAMES) expect(stderr).toContain(name);
  });
});

describe('a database that holds only collections of other names', () => {
  it('is loaded without --drop', async () => {
    const db = server.client.db('other');
    await db.collection('letters').insertOne({ to: 'Ann' });
    expect((await load('other')).code).toBe(0);
    expect(await db.collection('orders').countDocuments()).toBe(1000);
    expect(await db.collection('letters').countDocuments()).toBe(1);
  });
});

describe('a database whose collections are there but empty', () => {
  it('is loaded without --drop: options and indexes are kept, what is missing is made', async () => {
    const db = server.client.db('empty');
    const validator = { $jsonSchema: { required: ['order_id'] } };
    await db.createCollection('orders', { validator, changeStreamPreAndPostImages: { enabled: true } });
    await db.collection('orders').createIndex({ mine: 1 });
    await db.createCollection('stores');
    expect((await load('empty')).code).toBe(0);
    expect(await db.collection('orders').countDocuments()).toBe(1000);
    const [orders] = await db.listCollections({ name: 'orders' }).toArray();
    expect(orders).toMatchObject({ options: { validator, changeStreamPreAndPostImages: { enabled: true } } });
    const names = (await db.collection('orders').listIndexes().toArray()).map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['mine_1', 'order_id_1']));
    expect(await databaseDigests(db)).toEqual(await databaseDigests(server.client.db('other')));
  });

  it('is refused where one of them holds a document, naming that one, and nothing is changed', async () => {
    const db = server.client.db('half');
    await db.createCollection('stores');
    await db.collection<{ _id: string }>('orders').insertOne({ _id: 'mine' });
    const before = await wholeDatabase(db);
    const { code, stderr } = await load('half');
    expect(code).toBe(1);
    expect(stderr).toContain('already holds orders; use --drop');
    expect(await wholeDatabase(db)).toEqual(before);
  });
});
