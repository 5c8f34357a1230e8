/** The commands that operate a database, on a server with users: what each may do, and in which words it is refused. */
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { MongoClient } from 'mongodb';
import { beforeAll, describe, expect, it } from 'vitest';
import { COLLECTION_NAMES } from '../../src/core/model/index.js';
import { createDataset } from '../../src/library/dataset.js';
import { seedDatabase } from '../../src/library/seed.js';
import { LOAD_JOURNAL } from '../../src/mongodb/load-journal.js';
import { LOAD_RECORD } from '../../src/mongodb/load-record.js';
import { ADMIN, authReplicaSet } from '../fixtures/auth-replica-set.js';
import { succeed, temporaryFolder, zava } from '../fixtures/cli.js';
import { fewProducts } from '../fixtures/few-products.js';
import { collectionsOf, expectUnchanged, wholeDatabase } from '../fixtures/server-facts.js';

const cwd = temporaryFolder();
const config = join(cwd, 'zava.yaml');
const server = authReplicaSet();

/** All but the owner have rights on the database zava alone. */
type User = 'owner' | 'reader' | 'writer' | 'limited' | 'nine';
const passwordOf = (user: User): string => `Hunter/2:${user}`;
const uriOf = (user: User): string =>
  user === 'owner' ? server.uri(ADMIN.name, ADMIN.password) : server.uri(user, passwordOf(user));

const as = async (user: User, ...args: string[]) => {
  const ended = await zava([...args, '--uri', uriOf(user)], { cwd });
  expect(ended.stdout + ended.stderr).not.toMatch(/Hunter|%2F2/);
  return ended;
};
const load = () =>
  succeed(
    ['load', '--uri', uriOf('owner'), '--preset', 'tiny', '--config', config, '--drop', '--yes', '--quiet'],
    { cwd },
  );

/** Reads and writes documents, and may neither make nor rename nor drop a collection. */
const LIMITED = ['find', 'insert', 'update', 'remove', 'listCollections', 'listIndexes', 'collStats'];

beforeAll(async () => {
  writeFileSync(config, fewProducts(cwd));
  const admin = server.client.db('admin');
  const privileges = [{ resource: { db: 'zava', collection: '' }, actions: LIMITED }];
  await admin.command({ createRole: 'limited', privileges, roles: [] });
  const own = [...COLLECTION_NAMES, LOAD_JOURNAL].map((collection) => ({
    resource: { db: 'zava', collection },
    actions: [...LIMITED, 'createCollection', 'dropCollection'],
  }));
  const list = { resource: { db: 'zava', collection: '' }, actions: ['listCollections'] };
  await admin.command({ createRole: 'nine', privileges: [...own, list], roles: [] });
  const roles = {
    reader: { role: 'read', db: 'zava' },
    writer: { role: 'readWrite', db: 'zava' },
    limited: { role: 'limited', db: 'admin' },
    nine: { role: 'nine', db: 'admin' },
  };
  for (const [user, role] of Object.entries(roles)) {
    await admin.command({ createUser: user, pwd: passwordOf(user as User), roles: [role] });
  }
});

describe('the user who may only read', () => {
  beforeAll(load);

  it.each<[string[], string]>([
    [
      ['indexes', 'drop', '--yes'],
      'the user may not drop indexes: the right dropIndex on database zava is missing; the role readWrite has it.',
    ],
    [
      ['change-streams', 'verify'],
      'the user may not write to categories: the right insert, update, remove on database zava is missing; the role readWrite has it.',
    ],
    [
      ['clear', '--yes'],
      'the user may not delete documents: the right remove on database zava is missing; the role readWrite has it.',
    ],
    [
      ['clear', '--yes', '--recreate'],
      'the user may not delete documents: the right remove on database zava is missing; the role readWrite has it.',
    ],
    [
      ['trigger-sync'],
      'the user may not update stores: the right update on database zava is missing; the role readWrite has it.',
    ],
  ])('is refused %j in one sentence, twice, and changes nothing', async (args, sentence) => {
    const before = await wholeDatabase(server.client.db('zava'));
    for (const _ of [1, 2]) {
      const { code, stdout, stderr } = await as('reader', ...args);
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
      expect(stderr.split('\n').filter((line) => line.startsWith('zava: '))).toEqual([
        `zava: ${server.host}: ${sentence}`,
      ]);
      expect(stderr).not.toMatch(/^\s+at /m);
    }
    await expectUnchanged(server.client.db('zava'), before);
  });

  it('may list the indexes, without how often they are used', async () => {
    const { code, stderr, stdout } = await as('reader', 'indexes', 'list');
    expect(code).toBe(0);
    expect(stdout).toContain('49 of 49 indexes there, 0 missing, 0 different, 0 extra.\n');
    expect(stderr).toContain('Note: the user may not see how often indexes are used');
  });

  it('is told of nothing to do where there is nothing', async () => {
    expect((await as('reader', 'indexes', 'create')).stdout).toContain('0 indexes created, 40 already there');
    expect((await as('reader', 'change-streams', 'enable')).stdout).toContain('8 were enabled already');
  });

  it('is refused what is left to do', async () => {
    const db = server.client.db('zava');
    await db.collection('orders').dropIndex('status_1');
    await db.command({ collMod: 'orders', changeStreamPreAndPostImages: { enabled: false } });
    expect(await as('reader', 'indexes', 'create')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining(
        'the user may not create indexes: the right createIndex on database zava',
      ),
    });
    for (const user of ['reader', 'writer'] as const) {
      expect(await as(user, 'change-streams', 'enable')).toEqual({
        ...{ code: 1, stdout: '' },
        stderr: `zava: ${server.host}: the user may not change the options of collections: the right collMod on database zava is missing; the role dbAdmin has it.\n`,
      });
    }
    await db.dropCollection('stores');
    expect(await as('reader', 'indexes', 'create')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('the user may not create collections: the right createCollection on'),
    });
  });
});

describe('a reset', () => {
  beforeAll(load);
  const orders = () => server.client.db('zava').collection<{ _id: string }>('orders');

  it('is for whoever may write; who may only read is told what there is to do', async () => {
    await orders().insertOne({ _id: 'new' });
    const dry = await as('reader', 'reset', '--dry-run');
    expect(dry.stdout).toContain('orders, extra: new\n');
    expect(dry.code).toBe(0);
    const refused = await as('reader', 'reset', '--yes');
    expect(refused.stderr).toContain('the user has no permission for this');
    expect(refused.code).toBe(1);
    expect((await as('writer', 'reset', '--yes')).code).toBe(0);
    expect(await orders().findOne({ _id: 'new' })).toBeNull();
  });

  it('compares everything where the user may not follow the log', async () => {
    await orders().insertOne({ _id: 'new' });
    const { code, stdout } = await as('limited', 'reset', '--yes');
    expect(stdout).toContain("All documents were compared, as the user may not read the server's log");
    expect(code).toBe(0);
    expect(await orders().findOne({ _id: 'new' })).toBeNull();
  });
});

describe('the user with the role readWrite', () => {
  beforeAll(load);

  it('may do all but collMod, each twice; clear deletes, as it may not see who listens', async () => {
    const twice = async (...args: string[]) => {
      for (const _ of [1, 2]) expect(await as('writer', ...args)).toMatchObject({ code: 0 });
    };
    await twice('indexes', 'drop', '--yes');
    await twice('indexes', 'create');
    await twice('change-streams', 'verify');
    await twice('trigger-sync', '--rate', '1000000');
    await twice('trigger-sync', '--rate', '1000000', '--undo');
    const { code, stderr, stdout } = await as('writer', 'clear', '--yes', '--json');
    expect(code).toBe(0);
    expect(stderr).toContain('because the server does not tell whether change streams are open.\n');
    for (const { method } of JSON.parse(stdout).collections) expect(method).toBe('delete');
    await twice('clear', '--yes');
    await twice('indexes', 'list');
  });

  it('may replace with --recreate', async () => {
    await server.client.db('zava').collection('orders').insertOne({ order_id: 'x' });
    const { stdout } = await as('writer', 'clear', '--yes', '--recreate', '--json');
    expect(JSON.parse(stdout)).toMatchObject({ collections: [{ collection: 'orders', method: 'replace' }] });
    await as('writer', 'indexes', 'list').then(({ code }) => expect(code).toBe(0));
  });
});

describe('the user who may touch nothing but the nine collections and the journal', () => {
  const target = ['--preset', 'tiny', '--config', config, '--workers', '1', '--no-indexes'];

  it('loads them, and is told that there is no record; --resume finds the load finished', async () => {
    await server.client.db('zava').dropDatabase();
    const first = await as('nine', 'load', ...target);
    expect(first.code).toBe(0);
    const warnings = first.stderr.split('\n').filter((line) => line.startsWith('Warning: '));
    expect(warnings).toEqual([
      expect.stringMatching(
        /^Warning: all documents are there, but no record of them could be written to _zava: .* no permission .* The other commands will have to be told seed and sizes\.$/,
      ),
    ]);
    expect((await as('owner', 'verify', ...target.slice(0, 4))).stdout).toMatch(
      /^No record of the load in database zava at .* was found; assumed is seed 42, .*\nExactly seed 42, /,
    );
    const second = await as('nine', 'load', ...target, '--resume');
    expect(second).toMatchObject({ code: 0, stdout: expect.stringContaining('is finished') });
  });

  it('seeds them, and Node.js warns that there is no record', async () => {
    await server.client.db('zava').dropDatabase();
    const client = new MongoClient(uriOf('nine'));
    const warned = once(process, 'warning');
    const { orders } = await seedDatabase(client.db('zava'), createDataset({ config, orders: 50 }));
    await client.close();
    expect(orders).toBe(50);
    const [{ name, message }] = await warned;
    expect(name).toBe('ZavaWarning');
    expect(message).toMatch(
      /^All documents are in database zava, but no record of them could be written to _zava: not authorized /,
    );
  });

  it('does not replace what a record of somebody else tells of', async () => {
    await load();
    const db = server.client.db('zava');
    const held = async () =>
      (await wholeDatabase(db)).filter(({ collection }) => collection.name !== LOAD_JOURNAL);
    const before = await held();
    const { code, stderr } = await as('nine', 'load', ...target, '--drop', '--yes');
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^zava: .*the user has no permission for this: .* \{ delete: "_zava" \}; .*(?<!goes on)\.\n$/,
    );
    expect(await held()).toEqual(before);
  });
});

describe('the user who may not make collections', () => {
  beforeAll(load);

  it('clears all the same, one document after the other', async () => {
    const { code, stdout } = await as('limited', 'clear', '--yes', '--recreate', '--json');
    expect(code).toBe(0);
    for (const { method } of JSON.parse(stdout).collections) expect(method).toBe('delete');
    expect((await as('owner', 'indexes', 'list')).code).toBe(0);
    // What the user may not drop is empty.
    const db = server.client.db('zava');
    expect(await collectionsOf(db)).toEqual([LOAD_RECORD, ...COLLECTION_NAMES].sort());
    expect(await db.collection(LOAD_RECORD).countDocuments()).toBe(0);
  });
});

it('the owner sees how often indexes are used, and whether somebody listens', async () => {
  await load();
  const { stdout } = await as('owner', 'indexes', 'list', '--json');
  expect(JSON.parse(stdout)).toMatchObject({ present: 49, usesKnown: true });
  const { stderr } = await as('owner', 'clear', '--yes');
  expect(stderr).toContain('because no change stream is open.\n');
});
