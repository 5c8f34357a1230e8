/** `zava indexes create | list | drop` against a real server. */

import { describe, expect, it } from 'vitest';
import { COLLECTION_NAMES, MODELS } from '../../src/core/model/index.js';
import { called } from '../fixtures/called.js';
import { succeed, temporaryFolder, zava } from '../fixtures/cli.js';
import { testServer } from '../fixtures/server.js';
import { expectUnchanged, wholeDatabase } from '../fixtures/server-facts.js';
import { onTerminal } from '../fixtures/terminal.js';

const cwd = temporaryFolder();
const server = testServer();

/** Ctrl-D. */
const END_OF_INPUT = '\x04';

const on = (part: string, database: string, ...args: string[]) => [
  ...['indexes', part, '--uri', server.uri, '--database', database],
  ...args,
];
const run = (part: string, database: string, ...args: string[]) => zava(on(part, database, ...args), { cwd });
const json = async (part: string, database: string, ...args: string[]) =>
  JSON.parse((await run(part, database, '--json', ...args)).stdout);
const indexesOf = (database: string, name: string) =>
  server.client.db(database).collection(name).listIndexes().toArray();
const names = async (database: string, name: string) =>
  (await indexesOf(database, name)).map((index) => index.name);

const optionsOf = async (database: string, name: string): Promise<unknown> => {
  const [info] = await server.client.db(database).listCollections({ name }, { nameOnly: false }).toArray();
  return info?.options;
};

describe('indexes create', () => {
  it('makes what is missing of a database that is empty, as a load does, and the second time nothing', async () => {
    const first = await run('create', 'fresh');
    expect(first.code).toBe(0);
    expect(first.stdout).toContain('40 indexes created, 0 already there, 0 failed.\n');
    expect(first.stderr).toContain(`Note: made, as they were not there: ${COLLECTION_NAMES.join(', ')}.\n`);
    expect(first.stderr).toContain(
      'Note: this server has no search, so that the vector indexes image_vector',
    );
    await succeed(['load', '--uri', server.uri, '--preset', 'tiny', '--database', 'loaded'], { cwd });
    for (const name of COLLECTION_NAMES) {
      expect(await indexesOf('fresh', name)).toEqual(await indexesOf('loaded', name));
      expect(await optionsOf('fresh', name)).toEqual(await optionsOf('loaded', name));
    }
    const before = await wholeDatabase(server.client.db('loaded'));
    const second = await json('create', 'loaded');
    expect(second).toMatchObject({ command: 'indexes create', database: 'loaded', collectionsCreated: [] });
    expect(second.indexes).toHaveLength(40);
    expect(second.indexes.every(({ result }: { result: string }) => result === 'present')).toBe(true);
    await expectUnchanged(server.client.db('loaded'), before);
  });

  it('says what stands in the way of an index, and builds all others', async () => {
    const db = server.client.db('conflicts');
    await db.collection('customers').insertMany([
      { _id: 1 as never, customer_id: 'a', email: 'ann@example.com' },
      { _id: 2 as never, customer_id: 'b', email: 'ann@example.com' },
    ]);
    await db.collection('orders').createIndex({ status: -1 }, { name: 'status_1' });
    await db.collection('orders').createIndex({ store_id: 1 }, { name: 'mine' });
    await db.collection('products').createIndex({ notes: 'text' });
    await db.collection('stores').createIndex({ store_id: 1 });
    const { code, stdout, stderr } = await run('create', 'conflicts');
    expect(code).toBe(1);
    expect(stdout).toContain('35 indexes created, 0 already there, 5 failed.\n');
    const complaints = stderr.split('\n').filter((line) => line.startsWith('zava: '));
    const create = called('indexes create', server.uri, 'conflicts');
    expect(complaints.sort()).toEqual([
      'zava: The index email_1 of customers cannot be unique, as several documents have {"email":"ann@example.com"}, for example those with _id 1 and 2; change or remove all but one and run this again.',
      `zava: The index mine of orders has the key of store_id_1 under another name; drop it with db.orders.dropIndex("mine") and run ${create}.`,
      `zava: The index notes_text of products is a text index already, and a collection can have only one; drop it with db.products.dropIndex("notes_text") and run ${create}.`,
      `zava: The index status_1 of orders has the key { status: -1 } instead of { status: 1 }; drop it with db.orders.dropIndex("status_1") and run ${create}.`,
      `zava: The index store_id_1 of stores is not unique; drop it with db.stores.dropIndex("store_id_1") and run ${create}.`,
    ]);
    expect(await names('conflicts', 'customers')).toEqual(
      ['_id_', ...MODELS.customers.indexes.map(({ name }) => name)].filter((name) => name !== 'email_1'),
    );
    // Nothing of it has changed, so that it is said again.
    expect((await run('create', 'conflicts')).code).toBe(1);
    await db.collection('customers').deleteOne({ _id: 2 as never });
    await db.collection('orders').dropIndex('status_1');
    await db.collection('orders').dropIndex('mine');
    await db.collection('products').dropIndex('notes_text');
    await db.collection('stores').dropIndex('store_id_1');
    expect((await run('create', 'conflicts')).stdout).toContain(
      '5 indexes created, 35 already there, 0 failed.',
    );
  });

  it('refuses a view of that name in one sentence', async () => {
    await server.client.db('views').createCollection('orders', { viewOn: 'letters', pipeline: [] });
    const { code, stderr } = await run('create', 'views');
    expect(code).toBe(1);
    expect(stderr).toContain('zava: orders in database views at ');
    expect(stderr).toContain(' is a view and no collection; drop or rename it, or use another --database.\n');
  });
});

describe('indexes list', () => {
  it('tells sizes and uses, and ends with 0 where nothing is missing; an extra index is told', async () => {
    await run('create', 'listed');
    const orders = server.client.db('listed').collection('orders');
    await orders.insertOne({ order_id: 'x', status: 'pending' });
    await orders.find({ status: 'pending' }).hint('status_1').toArray();
    await orders.createIndex({ mine: 1 });
    const { code, stdout, stderr } = await run('list', 'listed');
    expect(code).toBe(0);
    expect(stdout).toContain('49 of 49 indexes there, 0 missing, 0 different, 1 extra.\n');
    expect(stderr).toContain('Note: orders has the extra index mine_1 { mine: 1 }.\n');
    expect(stderr).toMatch(/Note: uses are counted since 20\d\d-\d\d-\d\d \d\d:\d\d UTC at the earliest\.\n/);
    const list = await json('list', 'listed');
    expect(list).toMatchObject({ wanted: 49, present: 49, extra: 1, usesKnown: true, search: 'no search' });
    const status = list.indexes.find(
      ({ collection, index }: { collection: string; index: string }) =>
        collection === 'orders' && index === 'status_1',
    );
    expect(status).toMatchObject({ state: 'present', uses: 1, key: '{ status: 1 }' });
    expect(status.bytes).toBeGreaterThan(0);
    expect((await run('list', 'listed', '--quiet')).stdout).toBe('');
  });

  it('ends with 1 where an index is missing or differs, or nothing is there at all', async () => {
    await run('create', 'lacking');
    const db = server.client.db('lacking');
    await db.collection('stores').drop();
    await db.collection('orders').dropIndex('status_1');
    await db.collection('orders').dropIndex('deleted_1');
    await db.collection('orders').createIndex({ deleted: 1 }, { sparse: true });
    const { code, stdout, stderr } = await run('list', 'lacking');
    expect(code).toBe(1);
    expect(stdout).toContain('43 of 49 indexes there, 5 missing, 1 different, 0 extra.\n');
    expect(stderr).toContain('zava: The index deleted_1 of orders is sparse; drop it');
    const before = await server.client.db().admin().listDatabases({ nameOnly: true });
    expect(await json('list', 'nothing_here')).toMatchObject({ present: 0, missing: 49 });
    expect((await run('list', 'nothing_here')).code).toBe(1);
    expect(await server.client.db().admin().listDatabases({ nameOnly: true })).toMatchObject({
      databases: before.databases,
    });
  });
});

describe('indexes drop', () => {
  it('without a terminal and --yes is refused where there is an index to drop, and nowhere else', async () => {
    const db = server.client.db('unasked');
    await db.collection('orders').createIndex({ mine: 1 });
    const { code, stdout, stderr } = await run('drop', 'unasked');
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toBe(
      `zava: Database unasked at ${new URL(server.uri).host} would lose 1 secondary index, and there is no terminal on which to ask; allowed is a terminal, or --yes.\n`,
    );
    expect(await names('unasked', 'orders')).toEqual(['_id_', 'mine_1']);
    await db.collection('orders').dropIndex('mine_1');
    expect(await run('drop', 'unasked')).toMatchObject({ code: 0, stderr: '' });
  });

  it('shows what will go, changes nothing for a wrong phrase, and drops for the right one', async () => {
    await run('create', 'dropped');
    const db = server.client.db('dropped');
    await db.collection('orders').createIndex({ mine: 1 });
    await db.collection('letters').createIndex({ to: 1 });
    const before = await wholeDatabase(db);
    const ask = async (answer: string) => {
      const { code, shown } = await onTerminal(on('drop', 'dropped'), [['to go on: ', answer]], cwd);
      return { code, shown: shown.replaceAll('\r\n', '\n') };
    };
    for (const wrong of ['drop indexes', 'yes', '', END_OF_INPUT]) {
      const { code, shown } = await ask(wrong);
      expect(code).toBe(1);
      expect(shown).toContain(`Database dropped at ${new URL(server.uri).host}:\n`);
      expect(shown).toContain(
        '  41 secondary indexes will be dropped; documents and the indexes on _id stay.\n',
      );
      expect(shown).toContain('zava: What was typed is not DROP INDEXES; nothing was changed.');
    }
    expect((await ask('^C')).code).toBe(130);
    await expectUnchanged(db, before);
    const { code, shown } = await ask('DROP INDEXES');
    expect(shown).toContain('41 indexes of database dropped at ');
    expect(code).toBe(0);
    for (const name of COLLECTION_NAMES) expect(await names('dropped', name)).toEqual(['_id_']);
    expect(await names('dropped', 'letters')).toEqual(['_id_', 'to_1']);
    const again = await run('drop', 'dropped', '--yes');
    expect(again).toMatchObject({ code: 0, stderr: '' });
    expect(again.stdout).toContain(
      'has no secondary indexes in the nine collections; nothing was changed.\n',
    );
  });
});

it('the parts are named where none is given, as an error', async () => {
  const { code, stderr } = await zava(['indexes'], { cwd });
  expect(code).toBe(2);
  for (const part of ['create', 'list', 'drop']) expect(stderr).toContain(`  ${part} `);
});
