/** `zava clear` against a real server: the documents go, everything else stays, and nobody is surprised. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ChangeStreamDocument } from 'mongodb';
import { describe, expect, it } from 'vitest';
import { COLLECTION_NAMES } from '../../src/core/model/index.js';
import { copyName } from '../../src/tools/operate/clear/replace.js';
import { eventually, start, succeed, temporaryFolder, zava } from '../fixtures/cli.js';
import { fewProducts } from '../fixtures/few-products.js';
import { bareMongod } from '../fixtures/mongod.js';
import { testServer } from '../fixtures/server.js';
import { expectUnchanged, wholeDatabase } from '../fixtures/server-facts.js';
import { onTerminal } from '../fixtures/terminal.js';

const cwd = temporaryFolder();
const server = testServer();

/** Ctrl-D. */
const END_OF_INPUT = '\x04';

const on = (database: string, ...args: string[]) => [
  ...['clear', '--uri', server.uri, '--database', database],
  ...args,
];
const run = (database: string, ...args: string[]) => zava(on(database, ...args), { cwd });
const config = join(cwd, 'zava.yaml');
writeFileSync(config, `preset: tiny\n${fewProducts(cwd)}`);
/** A load with the default catalog, whose inventory is large. */
const WHOLE = ['--preset', 'tiny'];
const load = (database: string, uri = server.uri, world = ['--config', config]) =>
  succeed(['load', '--uri', uri, ...world, '--database', database, '--no-record', '--quiet'], { cwd });

interface Whole {
  collection: { name: string; info: object; options: object };
  indexes: object[];
  documents: object[];
}

/** Everything about a database but the documents of the nine, and the UUIDs that a copy has of its own. */
async function lasting(database: string, client = server.client): Promise<unknown> {
  const whole = (await wholeDatabase(client.db(database))) as Whole[];
  return whole.map(({ collection: { name, options }, indexes, documents }) => {
    const ours = (COLLECTION_NAMES as readonly string[]).includes(name);
    return { name, options, indexes, ...(ours ? {} : { documents }) };
  });
}

const counts = (database: string, client = server.client): Promise<number[]> =>
  Promise.all(COLLECTION_NAMES.map((name) => client.db(database).collection(name).countDocuments()));

/** Everything that a collection can have and a careless copy would lose. */
async function decorate(database: string): Promise<void> {
  const db = server.client.db(database);
  await db.command({
    ...{ collMod: 'orders', validator: { order_id: { $type: 'string' } } },
    ...{ validationLevel: 'moderate', validationAction: 'warn' },
  });
  await db.command({
    createIndexes: 'orders',
    indexes: [
      { key: { total: -1 }, name: 'partial', partialFilterExpression: { total: { $gt: 100 } } },
      { key: { status: 1 }, name: 'hidden', hidden: true, sparse: true },
      { key: { customer_name: 1 }, name: 'german', collation: { locale: 'de', strength: 2 } },
      { key: { expires: 1 }, name: 'ttl', expireAfterSeconds: 3600 },
      { key: { '$**': 1 }, name: 'wild', wildcardProjection: { notes: 1 } },
    ],
  });
  await db.collection('letters').insertMany([{ to: 'Ann' }, { to: 'Bob' }]);
}

describe('clear', () => {
  it.each([
    [
      'by empty copies where nobody listens and it is worth it',
      'copies',
      [],
      (name: string) => (['inventory', 'order_items'].includes(name) ? 'replace' : 'delete'),
    ],
    ['one after the other with --keep-collections', 'kept', ['--keep-collections'], () => 'delete'],
    ['by empty copies with --recreate', 'recreated', ['--recreate'], () => 'replace'],
  ])('%s: options and indexes stay, and other collections', async (_, database, flags, method) => {
    const world = database === 'copies' ? WHOLE : undefined;
    await load(database, server.uri, world);
    await decorate(database);
    const before = await lasting(database);
    const documents = await counts(database);
    const { code, stdout, stderr } = await run(database, '--yes', '--json', ...flags);
    expect({ code, error: /^zava:/m.test(stderr) }).toEqual({ code: 0, error: false });
    expect(stderr).toContain(`Database ${database} at ${new URL(server.uri).host}:\n`);
    if (flags.length > 0) expect(stderr).toContain(`The manner was chosen because ${flags[0]} was given.\n`);
    expect(stderr).toContain('With a Ditto connector running, deletes are final on devices');
    expect(JSON.parse(stdout)).toMatchObject({
      ...{ command: 'clear', database, documents: documents.reduce((a, b) => a + b) },
      collections: COLLECTION_NAMES.map((collection, i) => ({
        ...{ collection, documents: documents[i], method: method(collection) },
      })),
    });
    expect(await counts(database)).toEqual(COLLECTION_NAMES.map(() => 0));
    expect(await lasting(database)).toEqual(before);
    const again = await run(database, '--yes', ...flags);
    expect(again).toMatchObject({ code: 0, stderr: '' });
    expect(again.stdout).toContain('holds nothing to delete; nothing was changed.\n');
    // What is empty can be loaded again, with all that it had.
    await load(database, server.uri, world);
    expect(await counts(database)).toEqual(documents);
    expect(await lasting(database)).toEqual(before);
  });

  it('with a collation of its own keeps the indexes that have another', async () => {
    const db = server.client.db('collated');
    await db.createCollection('orders', { collation: { locale: 'de' } });
    await db.collection('orders').createIndex({ a: 1 });
    await db.collection('orders').createIndex({ b: 1 }, { collation: { locale: 'simple' } });
    await db.collection('orders').insertOne({ a: 1 });
    const before = await lasting('collated');
    expect(JSON.parse((await run('collated', '--yes', '--json', '--recreate')).stdout)).toMatchObject({
      collections: [{ collection: 'orders', documents: 1, method: 'replace' }],
    });
    expect(await lasting('collated')).toEqual(before);
  });

  it('of some collections leaves the others; a name that is none of the nine is refused', async () => {
    await load('some');
    const documents = await counts('some');
    expect((await run('some', '--yes', '--collections', 'order-items, stores')).code).toBe(0);
    expect(await counts('some')).toEqual(
      documents.map((count, i) =>
        ['order_items', 'stores'].includes(COLLECTION_NAMES[i] as string) ? 0 : count,
      ),
    );
    const { code, stderr } = await run('some', '--yes', '--collections', 'orders,letters');
    expect(code).toBe(2);
    expect(stderr).toBe(
      `zava: --collections is 'orders,letters', in which 'letters' is none of them; allowed is a list, separated by commas, of ${COLLECTION_NAMES.join(', ')}.\n`,
    );
    expect((await run('some', '--yes', '--keep-collections', '--recreate')).code).toBe(2);
  });

  it('deletes ids of all types, also where there are more than one batch of them', async () => {
    const orders = server.client.db('mixed').collection('orders');
    const ids: unknown[] = [
      1,
      'a',
      true,
      null,
      new Date(),
      2.5,
      { a: 1 },
      2n ** 60n,
      2n ** 60n + 1n,
      Buffer.from('b'),
    ];
    await orders.insertMany(ids.map((_id) => ({ _id: _id as never })));
    await orders.insertMany(Array.from({ length: 4000 }, (_, i) => ({ _id: `id${i}` as never })));
    await run('mixed', '--yes', '--keep-collections');
    expect(await orders.countDocuments()).toBe(0);
  });
});

describe('the phrase', () => {
  it('or --yes is needed where documents would be lost and nobody can be asked, and nowhere else', async () => {
    const orders = server.client.db('unasked').collection<{ _id: string }>('orders');
    await orders.insertOne({ _id: 'mine' });
    const { code, stdout, stderr } = await run('unasked');
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toBe(
      `zava: Database unasked at ${new URL(server.uri).host} would lose 1 document, and there is no terminal on which to ask; allowed is a terminal, or --yes.\n`,
    );
    expect(await orders.countDocuments()).toBe(1);
    expect((await run('unasked', '--yes')).stderr).toContain(
      'The manner was chosen because fewer than 2,000 documents are deleted as fast as a copy is made.\n',
    );
    expect(await orders.countDocuments()).toBe(0);
    expect(await run('unasked')).toMatchObject({ code: 0, stderr: '' });
  });

  it('comes after host, database and counts; a wrong one changes nothing, the right one does', async () => {
    await load('asked', server.uri, WHOLE);
    const before = await wholeDatabase(server.client.db('asked'));
    const ask = async (answer: string) => {
      const { code, shown } = await onTerminal(on('asked'), [['to go on: ', answer]], cwd);
      return { code, shown: shown.replaceAll('\r\n', '\n') };
    };
    for (const wrong of ['delete all data', 'y', END_OF_INPUT]) {
      const { code, shown } = await ask(wrong);
      expect(code).toBe(1);
      expect(shown).toContain(`Database asked at ${new URL(server.uri).host}:\n`);
      expect(shown).toContain('  7,383 documents will be deleted; indexes and options stay.\n');
      expect(shown).toContain('  orders: 1,000 documents, one after the other\n');
      expect(shown).toContain(
        '  stores, categories, product_types, products, product_embeddings, customers, orders: one after',
      );
      expect(shown).toContain(
        '  inventory, order_items: at one blow, by an empty copy, because no change stream is open.\n',
      );
      expect(shown).toContain('zava: What was typed is not DELETE ALL DATA; nothing was changed.');
    }
    expect((await ask('^C')).code).toBe(130);
    await expectUnchanged(server.client.db('asked'), before);
    expect(await ask('DELETE ALL DATA')).toMatchObject({ code: 0 });
    expect(await counts('asked')).toEqual(COLLECTION_NAMES.map(() => 0));
  });
});

describe('a change stream that is open', () => {
  it('sees every delete and goes on, as nothing is replaced then; --recreate ends it', async () => {
    await load('watched');
    const stream = server.client.db('watched').collection('order_items').watch();
    const events: ChangeStreamDocument[] = [];
    stream.on('change', (event) => events.push(event));
    stream.on('error', () => {});
    try {
      // The stream is open once it tells of something.
      const items = server.client.db('watched').collection('order_items');
      await eventually(async () => {
        await items.insertOne({});
        return events.length > 0;
      });
      events.length = 0;
      const held = await items.countDocuments();
      const { code, stdout, stderr } = await run('watched', '--yes', '--json');
      expect(code).toBe(0);
      expect(stderr).toContain('The manner was chosen because change streams are open (1).\n');
      for (const { method } of JSON.parse(stdout).collections) expect(method).toBe('delete');
      const deletes = () => events.filter(({ operationType }) => operationType === 'delete').length;
      await eventually(() => deletes() === held);
      expect(stream.closed).toBe(false);
      await items.insertOne({});
      const again = await run('watched', '--yes', '--recreate');
      expect(again.stderr).toContain('An empty copy ends change streams on its collection');
      await eventually(() => events.some(({ operationType }) => operationType === 'invalidate'));
    } finally {
      await stream.close();
    }
  });
});

describe('an empty copy', () => {
  it('never leaves a moment without the collection and its indexes', async () => {
    await load('moment');
    const items = server.client.db('moment').collection('order_items');
    const names = async () => (await items.listIndexes().toArray()).map(({ name }) => name).sort();
    const before = await names();
    const clearing = start(on('moment', '--yes', '--recreate', '--quiet'), { cwd });
    let looks = 0;
    while (clearing.process.exitCode === null) {
      expect(await names()).toEqual(before);
      looks++;
    }
    expect((await clearing.ended).code).toBe(0);
    expect(looks).toBeGreaterThan(10);
    expect(await items.countDocuments()).toBe(0);
  });

  it('that a killed run left is cleared away; a collection of that name with documents is left alone', async () => {
    await load('leftover');
    const db = server.client.db('leftover');
    await db.collection(copyName('orders')).createIndex({ x: 1 });
    await db.collection(copyName('stores')).insertOne({ mine: true });
    const { stdout } = await run('leftover', '--yes', '--recreate', '--json');
    const methods = new Map(
      JSON.parse(stdout).collections.map(({ collection, method }: Record<string, string>) => [
        collection,
        method,
      ]),
    );
    expect([methods.get('orders'), methods.get('stores')]).toEqual(['replace', 'delete']);
    const names = (await db.listCollections().toArray()).map(({ name }) => name);
    expect(names).not.toContain(copyName('orders'));
    expect(await db.collection(copyName('stores')).countDocuments()).toBe(1);
  });
});

it('Ctrl-C in the middle leaves options and indexes as they were, and the same command finishes it', async () => {
  const db = server.client.db('stopped');
  const orders = db.collection('orders');
  await orders.createIndex({ status: 1 });
  const total = 60_000;
  await orders.insertMany(
    Array.from({ length: total }, (_, i) => ({ _id: i as never, status: 'completed' })),
  );
  const before = await lasting('stopped');
  const running = start(on('stopped', '--yes', '--keep-collections'), { cwd });
  await eventually(async () => {
    if (running.process.exitCode !== null) throw new Error(`it ended by itself: ${running.output.stderr}`);
    return (await orders.estimatedDocumentCount()) < total;
  });
  running.process.kill('SIGINT');
  const { code, stdout, stderr } = await running.ended;
  expect({ code, stdout }).toEqual({ code: 130, stdout: '' });
  expect(stderr).toMatch(
    /Interrupted with [\d,]+ of 60,000 documents deleted or a few more; indexes and options are as/,
  );
  expect(await orders.countDocuments()).toBeGreaterThan(0);
  expect(await lasting('stopped')).toEqual(before);
  expect((await run('stopped', '--yes', '--quiet')).code).toBe(0);
  expect(await orders.countDocuments()).toBe(0);
  expect(await lasting('stopped')).toEqual(before);
});

it('a standalone server has no change streams, so that a copy is never a harm there', async () => {
  const mongod = await bareMongod(cwd);
  try {
    await load('zava', mongod.uri);
    const args = ['clear', '--uri', mongod.uri, '--yes', '--json'];
    const { code, stdout, stderr } = await zava(args, { cwd });
    expect(code).toBe(0);
    expect(stderr).toContain('because a standalone server has no change streams.\n');
    expect(JSON.parse(stdout).collections).toContainEqual(
      expect.objectContaining({ collection: 'order_items', method: 'replace' }),
    );
  } finally {
    await mongod.stop();
  }
});
