/** zava setup against a server that knows users: collections, validators, users, and what they may do then. */
import { MongoClient } from 'mongodb';
import { describe, expect, it } from 'vitest';
import { COLLECTION_NAMES, MODELS } from '../../src/core/model/index.js';
import { jsonSchemaOf } from '../../src/core/model/json-schema.js';
import type { CollectionModel } from '../../src/core/model/schema.js';
import { SYNC_FIELD } from '../../src/mongodb/sync-field.js';
import { ADMIN, authReplicaSet } from '../fixtures/auth-replica-set.js';
import { temporaryFolder, zava } from '../fixtures/cli.js';
import { bareMongod } from '../fixtures/mongod.js';
import { expectUnchanged, wholeDatabase } from '../fixtures/server-facts.js';
import { onTerminal } from '../fixtures/terminal.js';

const folder = temporaryFolder();
const set = authReplicaSet();
const PASSWORDS = { ZAVA_APP_PASSWORD: 'App:pass/word@1', ZAVA_READ_ONLY_PASSWORD: 'Read:pass/word@2' };
const admin = () => set.uri(ADMIN.name, ADMIN.password);
const setup = (database: string, args: readonly string[] = [], env: NodeJS.ProcessEnv = {}, uri = admin()) =>
  zava(['setup', '--uri', uri, '--database', database, ...args], { cwd: folder, env });

const optionsOf = async (database: string) =>
  Object.fromEntries(
    (await set.client.db(database).listCollections().toArray()).map((info) => [
      info.name,
      'options' in info ? info.options : {},
    ]),
  );

describe('setup, then work as the users that it made', () => {
  const users = ['--app-user', 'app', '--read-only-user', 'reader'];
  const app = () => set.uri('app', PASSWORDS.ZAVA_APP_PASSWORD);
  const reader = () => set.uri('reader', PASSWORDS.ZAVA_READ_ONLY_PASSWORD);

  it('creates nine collections and two users, and shows no password', async () => {
    const ended = await setup('zava', ['--validators', 'error', '--json', ...users], PASSWORDS);
    expect(ended.stderr).toBe(`Setting up database zava at ${set.host}.\n`);
    const result = JSON.parse(ended.stdout);
    expect(result).toMatchObject({ command: 'setup', host: set.host, database: 'zava', notes: [] });
    expect(result.collections).toEqual(
      COLLECTION_NAMES.map((name) => ({ name, state: 'created', changes: [] })),
    );
    expect(result.users).toEqual([
      {
        kind: 'application',
        name: 'app',
        state: 'created',
        roles: [{ role: 'zavaApplication', db: 'zava' }],
      },
      { kind: 'read-only', name: 'reader', state: 'created', roles: [{ role: 'read', db: 'zava' }] },
    ]);
    expect(ended.stdout + ended.stderr).not.toMatch(/pass|word|Hunter/);
    for (const [name, options] of Object.entries(await optionsOf('zava'))) {
      const model: CollectionModel = MODELS[name as keyof typeof MODELS];
      expect(options.changeStreamPreAndPostImages).toEqual(
        model.dittoId === undefined ? undefined : { enabled: true },
      );
      expect(options).toMatchObject({ validationAction: 'error', validationLevel: 'strict' });
      expect(options.validator.$jsonSchema.required).toEqual(jsonSchemaOf(model).required);
    }
  });

  it('leaves everything as it is the second time, and needs no password then', async () => {
    const before = await wholeDatabase(set.client.db('zava'));
    const { code, stdout } = await setup('zava', ['--validators', 'error', ...users]);
    expect(code).toBe(0);
    expect(stdout).toContain('0 created, 0 changed, 9 as they were');
    expect(stdout).toContain('User app was there and stays as it is (zavaApplication on zava).');
    await expectUnchanged(set.client.db('zava'), before);
  });

  it('gives the application user all that check looks for, and load', async () => {
    const check = await zava(['check', '--uri', app(), '--preset', 'tiny', '--json'], { cwd: folder });
    expect({ code: check.code, stderr: check.stderr }).toEqual({ code: 0, stderr: '' });
    const load = await zava(['load', '--uri', app(), '--preset', 'tiny', '--quiet'], { cwd: folder });
    expect({ code: load.code, stderr: load.stderr }).toEqual({ code: 0, stderr: '' });
    const db = set.client.db('zava');
    expect(await db.collection('orders').countDocuments()).toBe(1000);
    // The collections are those of setup, with their validators.
    const options = await optionsOf('zava');
    for (const name of COLLECTION_NAMES) expect(options[name].validationAction).toBe('error');
  });

  it('makes the server refuse what breaks the model, but not the fields of the sync', async () => {
    const client = new MongoClient(app());
    const stores = client.db('zava').collection<{ _id: string }>('stores');
    const _id = 'store_seattle';
    await expect(stores.updateOne({ _id }, { $set: { store_name: 7 } })).rejects.toThrow(/failed validation/);
    await expect(stores.updateOne({ _id }, { $set: { color: 'red' } })).rejects.toThrow(/failed validation/);
    for (const field of [SYNC_FIELD, '_added_by_the_connector']) {
      const { modifiedCount } = await stores.updateOne(
        { _id },
        { $set: { [field]: '2024-01-01T00:00:00Z' } },
      );
      expect(modifiedCount).toBe(1);
      await stores.updateOne({ _id }, { $unset: { [field]: '' } });
    }
    await client.close();
  });

  it('lets the application user change options and watch, but nothing elsewhere', async () => {
    const client = new MongoClient(app());
    const db = client.db('zava');
    await db.command({ collMod: 'stores', changeStreamPreAndPostImages: { enabled: true } });
    const stream = db.collection('stores').watch();
    await stream.tryNext();
    await stream.close();
    expect(
      await db
        .collection('stores')
        .aggregate([{ $indexStats: {} }])
        .toArray(),
    ).not.toEqual([]);
    await expect(client.db('other').collection('a').insertOne({})).rejects.toThrow(/not authorized/);
    await expect(client.db('admin').command({ createUser: 'x', pwd: 'y', roles: [] })).rejects.toThrow(
      /not authorized/,
    );
    await client.close();
  });

  it('lets the read-only user read and nothing else: a plain refusal, and nothing is changed', async () => {
    const client = new MongoClient(reader());
    expect(await client.db('zava').collection('stores').countDocuments()).toBe(8);
    await expect(client.db('zava').collection('stores').deleteMany({})).rejects.toThrow(/not authorized/);
    await client.close();
    const before = await wholeDatabase(set.client.db('zava'));
    for (const args of [
      ['--validators', 'warn'],
      ['--app-user', 'other'],
    ]) {
      const { code, stdout, stderr } = await setup('zava', args, PASSWORDS, reader());
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
      expect(stderr).toMatch(/zava: 127\.0\.0\.1:\d+: the user may not .*: the right \w+ .* is missing/);
      expect(stderr).not.toMatch(/pass|word/);
    }
    await expectUnchanged(set.client.db('zava'), before);
  });

  it('keeps loaded documents and indexes, and replaces a validator that differs', async () => {
    const indexes = async () => set.client.db('zava').collection('orders').listIndexes().toArray();
    const before = await indexes();
    const { code, stdout } = await setup('zava', ['--validators', 'warn']);
    expect(code).toBe(0);
    expect(stdout).toContain('0 created, 9 changed, 0 as they were');
    expect(stdout).toContain('validator replaced (warn)');
    expect((await optionsOf('zava')).orders.validationAction).toBe('warn');
    expect(await indexes()).toEqual(before);
    expect(await set.client.db('zava').collection('orders').countDocuments()).toBe(1000);
    expect((await setup('zava', ['--validators', 'warn'])).stdout).toContain('9 as they were');
    // Without the flag none is touched.
    expect((await setup('zava')).stdout).toContain('9 as they were');
  });
});

describe('setup where something is there', () => {
  it('gives images to a collection without them, and keeps its documents and other collections', async () => {
    const db = set.client.db('there');
    await db.collection('orders').insertOne({ mine: true });
    await db.collection('letters').insertOne({ to: 'Ann' });
    const { code, stdout } = await setup('there', ['--json']);
    expect(code).toBe(0);
    const { collections } = JSON.parse(stdout);
    expect(collections.find(({ name }: { name: string }) => name === 'orders')).toEqual({
      name: 'orders',
      state: 'changed',
      changes: ['images of documents in change streams enabled'],
    });
    const options = await optionsOf('there');
    expect(options.orders).toEqual({ changeStreamPreAndPostImages: { enabled: true } });
    expect(options.letters).toEqual({});
    expect(await db.collection('orders').countDocuments({ mine: true })).toBe(1);
  });

  it('names a capped collection and a view, which will not do: exit code 1', async () => {
    await set.client.db('capped').createCollection('orders', { capped: true, size: 4096 });
    const capped = await setup('capped');
    expect(capped.code).toBe(1);
    expect(capped.stderr).toContain('zava: orders is capped');
    await set.client.db('view').createCollection('orders', { viewOn: 'x', pipeline: [] });
    const view = await setup('view');
    expect({ code: view.code, stdout: view.stdout }).toEqual({ code: 1, stdout: '' });
    expect(view.stderr).toMatch(/zava: orders in database view at .* is a view/);
  });

  it('leaves a user with other roles alone, and says what it lacks', async () => {
    await set.client.db('admin').command({ createUser: 'ann', pwd: 'x', roles: [{ role: 'read', db: 'b' }] });
    const { code, stdout } = await setup('there', ['--app-user', 'ann']);
    expect(code).toBe(0);
    expect(stdout).toContain(
      'User ann was there and stays as it is (read on b); it has no role zavaApplication on there',
    );
    const { users } = await set.client.db('admin').command({ usersInfo: 'ann' });
    expect(users[0].roles).toEqual([{ role: 'read', db: 'b' }]);
  });
});

describe('the password of a new user', () => {
  const logsIn = async (user: string, password: string) => {
    const client = new MongoClient(set.uri(user, password));
    await client.db('asked').command({ ping: 1 });
    await client.close();
  };
  const command = (...args: string[]) => ['setup', '--uri', admin(), '--database', 'asked', ...args];

  it('is asked for twice without being shown', async () => {
    const password = 'typed:by/hand';
    const { code, shown } = await onTerminal(
      command('--app-user', 'typed'),
      [
        ['Password for the new user typed:', password],
        ['The same again:', password],
      ],
      folder,
    );
    expect(code).toBe(0);
    expect(shown).not.toContain(password);
    await logsIn('typed', password);
  });

  it('that differs the second time changes nothing: exit code 1', async () => {
    const { code, shown } = await onTerminal(
      command('--app-user', 'twice', '--database', 'never'),
      [
        ['Password for the new user twice:', 'one-of-them'],
        ['The same again:', 'the-other'],
      ],
      folder,
    );
    expect(code).toBe(1);
    expect(shown).toContain('The two passwords differ; nothing was changed.');
    expect(await optionsOf('never')).toEqual({});
  });

  it('is made and shown once, and works', async () => {
    const { code, shown } = await onTerminal(
      command('--app-user', 'made', '--generate-passwords'),
      [],
      folder,
    );
    expect(code).toBe(0);
    const found = [...shown.matchAll(/The password of made, shown this once: ([\w-]{32})\r?\n/g)];
    expect(found).toHaveLength(1);
    const password = found[0]?.[1] ?? '';
    expect(shown.split(password)).toHaveLength(2);
    await logsIn('made', password);
    const again = await onTerminal(command('--app-user', 'made', '--generate-passwords'), [], folder);
    expect(again.code).toBe(0);
    expect(again.shown).not.toContain('shown this once');
  });

  it.each([
    [
      ['--app-user', 'x'],
      /There is no password for the new user x; allowed is --password-stdin, ZAVA_APP_PASSWORD/,
    ],
    [['--app-user', 'x', '--generate-passwords'], /--generate-passwords shows .*standard error is none/],
    [['--app-user', 'x', '--password-stdin', '--generate-passwords'], /give one of the two/],
    [['--app-user', 'x', '--password-stdin'], /The password of x is empty/],
    [['--app-user', 'x', '--read-only-user', 'x'], /both 'x'; allowed are two different names/],
    [['--app-user', 'a b'], /--app-user is 'a b'; allowed is/],
    [['--validators', 'off'], /--validators is 'off'; allowed is warn or error/],
  ])('%j: exit code 2, and nothing is written', async (args, reason) => {
    const { code, stdout, stderr } = await setup('never', args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(reason);
    expect(await optionsOf('never')).toEqual({});
  });
});

describe('setup of a standalone server without users', () => {
  it('works, and says what that means', async () => {
    const server = await bareMongod(folder);
    const uri = `mongodb://127.0.0.1:${server.port}/`;
    const { code, stderr } = await setup('zava', ['--app-user', 'app'], PASSWORDS, uri);
    await server.stop();
    expect(code).toBe(0);
    expect(stderr).toContain(
      'is a standalone server, so change streams do not work; start mongod with --replSet',
    );
    expect(stderr).toContain('asks nobody who they are');
  });
});
