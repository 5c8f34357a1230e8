/** A database that already holds something: refused, or replaced with --drop and with nothing else lost. */
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { COLLECTION_NAMES } from '../../src/core/model/index.js';
import { withDatabaseIn } from '../../src/mongodb/connection-string.js';
import { LOAD_RECORD } from '../../src/mongodb/load-record.js';
import { temporaryFolder, zava } from '../fixtures/cli.js';
import { dumpedById } from '../fixtures/cli-dump.js';
import { expectSameCollections } from '../fixtures/same-documents.js';
import { testServer } from '../fixtures/server.js';
import { documentsById, expectUnchanged, wholeDatabase } from '../fixtures/server-facts.js';
import { onTerminal } from '../fixtures/terminal.js';

const folder = temporaryFolder();
const server = testServer();
const host = () => new URL(server.uri).host;
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
    await expectUnchanged(db, before);
  });

  it('is not replaced unasked: --drop needs --yes where there is no terminal', async () => {
    const db = server.client.db('held');
    const before = await wholeDatabase(db);
    const { code, stdout, stderr } = await load('held', '--drop', '--json');
    const message = `Database held at ${host()} would lose 1 document, and there is no terminal on which to ask; allowed is a terminal, or --yes.`;
    expect({ code, stderr }).toEqual({ code: 2, stderr: `zava: ${message}\n` });
    expect(JSON.parse(stdout)).toEqual({ error: { kind: 'usage', exitCode: 2, message } });
    await expectUnchanged(db, before);
  });

  it('is replaced on a terminal where the answer is yes, and left alone otherwise', async () => {
    const db = server.client.db('asked');
    await db.collection('orders').insertMany([{ mine: 1 }, { mine: 2 }]);
    await db.collection('stores').insertOne({ mine: 3 });
    const before = await wholeDatabase(db);
    const args = ['load', '--uri', server.uri, '--preset', 'tiny', '--database', 'asked', '--drop', '--json'];
    const answered = async (answer: string) => {
      const { code, shown } = await onTerminal(args, [['[y/N] ', answer]], folder);
      expect(shown.replaceAll('\r\n', '\n')).toContain(
        `Database asked at ${host()}:\n  3 documents in 2 collections will be replaced.\n  stores: 1\n  orders: 2\nGo on?`,
      );
      return { code, shown };
    };
    expect(await answered('no')).toMatchObject({
      code: 1,
      shown: expect.stringContaining('zava: What was typed is not yes; nothing was changed.'),
    });
    const { code, shown } = await answered('^C');
    expect({ code, said: shown.includes('Interrupted; nothing was changed.') }).toEqual({
      code: 130,
      said: true,
    });
    await expectUnchanged(db, before);
    expect((await answered('y')).code).toBe(0);
    expect(await db.collection('orders').countDocuments()).toBe(1000);
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
    expectSameCollections(await documentsById(db), dumpedById(dump));
    const names = (await db.listCollections().toArray()).map(({ name }) => name);
    expect(names.sort()).toEqual([LOAD_RECORD, ...COLLECTION_NAMES, 'letters'].sort());
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
  it('is loaded; --drop asks nobody where nothing would be lost', async () => {
    const db = server.client.db('other');
    await db.collection('letters').insertOne({ to: 'Ann' });
    await db.createCollection('orders');
    const { code, stdout } = await load('other', '--drop');
    const look = `mongosh '${withDatabaseIn(server.uri, 'other')}'`;
    expect({ code, next: stdout.split('\n').at(-2) }).toEqual({
      code: 0,
      next: `Next: look at it with ${look} or Compass.`,
    });
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
    expectSameCollections(await documentsById(db), await documentsById(server.client.db('other')));
  });

  it('is refused where one of them holds a document, naming that one, and nothing is changed', async () => {
    const db = server.client.db('half');
    await db.createCollection('stores');
    await db.collection<{ _id: string }>('orders').insertOne({ _id: 'mine' });
    const before = await wholeDatabase(db);
    const { code, stderr } = await load('half');
    expect(code).toBe(1);
    expect(stderr).toContain('already holds orders; use --drop');
    await expectUnchanged(db, before);
  });
});
