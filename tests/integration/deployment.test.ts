/**
 * A deployment from nothing to one that is loaded, followed and loaded again, as an administrator and the two users that
 * `setup` makes would do it: every command twice. Then what those are told who may not, and what is said of a server
 * that goes away.
 */
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ADMIN, authReplicaSet } from '../fixtures/auth-replica-set.js';
import { type Ended, temporaryFolder, zava } from '../fixtures/cli.js';
import { blocks, documentedMessages } from '../fixtures/deployment-doc.js';
import { fewProducts } from '../fixtures/few-products.js';
import { type End, linkThatEnds } from '../fixtures/link-that-ends.js';
import { expectUnchanged, type WholeCollection, wholeDatabase } from '../fixtures/server-facts.js';

const folder = temporaryFolder();
const set = authReplicaSet();
const PASSWORDS = { ZAVA_APP_PASSWORD: 'App:pass/word@1', ZAVA_READ_ONLY_PASSWORD: 'Read:pass/word@2' };

type User = 'admin' | 'app' | 'reader';
const uriOf = (user: User): string =>
  ({
    admin: () => set.uri(ADMIN.name, ADMIN.password),
    app: () => set.uri('app', PASSWORDS.ZAVA_APP_PASSWORD),
    reader: () => set.uri('reader', PASSWORDS.ZAVA_READ_ONLY_PASSWORD),
  })[user]();

/** Runs a command; whatever comes of it, no password is shown, and no stack. */
async function as(user: User, ...args: string[]): Promise<Ended> {
  const env = { MONGODB_CONNECTION_STRING: uriOf(user), ...(user === 'admin' ? PASSWORDS : {}) };
  const ended = await zava(args, { cwd: folder, env });
  expect(ended.stdout + ended.stderr).not.toMatch(/pass(%2F|\/)word|Hunter/);
  expect(ended.stderr).not.toMatch(/^\s+at /m);
  return ended;
}

/** Runs it and expects success. @returns the JSON that it prints. */
async function done(user: User, ...args: string[]) {
  const { code, stdout, stderr } = await as(user, ...args, '--json');
  expect({ code, troubles: troublesIn(stderr) }, args.join(' ')).toEqual({ code: 0, troubles: [] });
  return JSON.parse(stdout);
}

const troublesIn = (stderr: string): string[] =>
  stderr.split('\n').flatMap((line) => (line.startsWith('zava: ') ? [line.slice('zava: '.length)] : []));

/** Runs it and expects one sentence, which is one that docs/DEPLOYMENT.md has. */
async function refused(user: User, ...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await as(user, ...args);
  const troubles = troublesIn(stderr);
  expect({ code, stdout, count: troubles.length }, `${args.join(' ')}: ${stderr}`).toEqual({
    ...{ code: 1, stdout: '', count: 1 },
  });
  const [sentence = ''] = troubles;
  expect(isDocumented(sentence), sentence).toBe(true);
  return sentence;
}

const database = () => set.client.db('zava');
const SETUP = ['setup', '--app-user', 'app', '--read-only-user', 'reader', '--validators', 'error'];
/** In the folder where commands are called. */
const config = 'few-products.yaml';
writeFileSync(join(folder, config), fewProducts(folder));
const TINY = ['--preset', 'tiny', '--config', config];
const TOTAL = 3667;
const ALL_INDEXES = { wanted: 49, present: 49, missing: 0, differing: 0, extra: 0, usesKnown: true };
const FAST = ['--rate', '1000000'];

const isDocumented = (sentence: string): boolean =>
  documentedMessages().some((pattern) => pattern.test(sentence));

/** The page's script for mongosh, which waits for each call by itself. */
function mergeScript(): string {
  const [script = ''] = blocks('js').filter((block) => block.includes('$merge'));
  return script.replace(/^( *)(db\..*\]\));$/gm, '$1await $2.toArray();');
}

const shellOf = (name: string) =>
  new Proxy({}, { get: (_, collection: string) => set.client.db(name).collection(collection) });

describe('from an empty server to a full one, each command twice', () => {
  it('setup makes collections and users, then leaves them as they are', async () => {
    const first = await done('admin', ...SETUP);
    expect(first.users).toMatchObject([{ state: 'created' }, { state: 'created' }]);
    const before = await wholeDatabase(database());
    const second = await done('admin', ...SETUP);
    for (const { state } of [...second.collections, ...second.users]) expect(state).toBe('unchanged');
    await expectUnchanged(database(), before);
  });

  it('check finds nothing that fails', async () => {
    for (const user of ['app', 'admin'] as const) {
      for (const _ of [1, 2]) expect(await done(user, 'check', ...TINY)).toMatchObject({ ok: true });
    }
  });

  it('load fills it once; the second time is refused, and to resume it there is nothing to do', async () => {
    expect(await done('app', 'load', ...TINY)).toMatchObject({ documents: TOTAL });
    const sentence = await refused('app', 'load', ...TINY);
    expect(sentence).toMatch(/already holds stores, .*; use --drop to replace them/);
    const again = await done('app', 'load', ...TINY, '--resume');
    expect(again).toMatchObject({ already: true, documents: TOTAL });
  });

  it('indexes list finds none missing and none extra; indexes create has nothing to do', async () => {
    for (const _ of [1, 2]) expect(await done('app', 'indexes', 'list')).toMatchObject(ALL_INDEXES);
    for (const _ of [1, 2]) await done('app', 'indexes', 'create');
    expect(await done('app', 'indexes', 'list')).toMatchObject(ALL_INDEXES);
  });

  it('change-streams enable and verify', async () => {
    for (const _ of [1, 2]) await done('app', 'change-streams', 'enable');
    for (const _ of [1, 2]) expect(await done('app', 'change-streams', 'verify')).toMatchObject({ ok: true });
  });

  it('verify and validate: it is the dataset', async () => {
    for (const _ of [1, 2]) {
      await done('app', 'verify', ...TINY);
      expect(await done('app', 'validate', '--config', config)).toMatchObject({ ok: true });
    }
  });

  it('trigger-sync touches every document, and gives them back as they were', async () => {
    for (const flags of [[], [], ['--undo']]) {
      expect(await done('app', 'trigger-sync', ...FAST, ...flags)).toMatchObject({ documents: 3635 });
    }
    expect(await done('app', 'trigger-sync', ...FAST, '--undo')).toMatchObject({ documents: 0 });
    await done('app', 'verify', ...TINY);
    expect(await done('app', 'trigger-sync', ...FAST)).toMatchObject({ documents: 3635 });
    await done('app', 'verify', ...TINY, '--ignore-sync-fields');
  });

  it('clear empties it and keeps the rest, then has nothing to do', async () => {
    expect(await done('app', 'clear', '--yes')).toMatchObject({ documents: TOTAL });
    expect(await done('app', 'clear', '--yes')).toMatchObject({ documents: 0 });
    expect(await done('app', 'indexes', 'list')).toMatchObject(ALL_INDEXES);
  });

  it('load again, validate and verify', async () => {
    expect(await done('app', 'load', ...TINY)).toMatchObject({ documents: TOTAL });
    await refused('app', 'load', ...TINY);
    for (const _ of [1, 2])
      expect(await done('app', 'validate', '--config', config)).toMatchObject({ ok: true });
    for (const _ of [1, 2]) await done('app', 'verify', ...TINY);
    const again = await done('admin', ...SETUP);
    for (const { state } of again.collections) expect(state).toBe('unchanged');
  });
});

describe('the read-only user', () => {
  it.each([
    [['setup', '--validators', 'warn'], 'the user may not change options of stores: the right collMod'],
    [['indexes', 'drop', '--yes'], 'the user may not drop indexes: the right dropIndex'],
    [['change-streams', 'verify'], 'the user may not write to categories: the right insert, update, remove'],
    [['clear', '--yes'], 'the user may not delete documents: the right remove'],
    [['trigger-sync'], 'the user may not update stores: the right update'],
    [['load', ...TINY], 'already holds stores'],
    [['load', ...TINY, '--drop', '--yes'], 'the user has no permission for this'],
    [['load', ...TINY, '--part', '1/2', '--database', 'elsewhere'], 'the user has no permission for this'],
  ])('is refused %j in one sentence, twice, and nothing changes', async (args, words) => {
    const before = await wholeDatabase(database());
    const sentence = await refused('reader', ...args);
    expect(sentence).toContain(words);
    expect(await refused('reader', ...args)).toBe(sentence);
    await expectUnchanged(database(), before);
  });

  it('is told by check what it may not do, and by whom it could', async () => {
    for (const _ of [1, 2]) {
      const { code, stderr } = await as('reader', 'check', ...TINY, '--quiet');
      expect(code).toBe(1);
      expect(troublesIn(stderr)).toEqual(
        ['write', 'create and drop collections', 'create and drop indexes', 'change options'].map((what) =>
          expect.stringMatching(
            new RegExp(`^Rights: may not ${what} .* npx zava setup --app-user NAME --config ${config}\\.$`),
          ),
        ),
      );
    }
  });

  it('may look: indexes list, validate and verify', async () => {
    for (const _ of [1, 2]) {
      expect(await done('reader', 'indexes', 'list')).toMatchObject({ ...ALL_INDEXES, usesKnown: false });
      expect(await done('reader', 'validate', '--config', config)).toMatchObject({ ok: true });
      await done('reader', 'verify', ...TINY);
    }
  });
});

describe('a server that goes away in the middle', () => {
  /** What a command sends when it is at its work; it never arrives. */
  const COMMANDS: readonly [string, string[]][] = [
    ['update', ['trigger-sync', ...FAST]],
    ['delete', ['clear', '--yes', '--keep-collections']],
    ['createIndexes', ['indexes', 'create']],
    ['collMod', ['setup', '--validators', 'warn']],
    ['listIndexes', ['indexes', 'list']],
    ['find', ['verify', ...TINY, '--quiet']],
    ['aggregate', ['validate', ...TINY, '--quiet']],
  ];
  const cwd = join(folder, 'cut-off');
  let before: WholeCollection[];

  beforeAll(async () => {
    mkdirSync(cwd);
    cpSync(join(folder, config), join(cwd, config));
    await database().collection('orders').dropIndex('status_1');
    before = await wholeDatabase(database());
  });
  afterAll(async () => {
    await expectUnchanged(database(), before);
  });

  async function cutOff(word: string, args: readonly string[], end: End): Promise<string[]> {
    const link = await linkThatEnds(set.host, word, end);
    const uri = uriOf('admin')
      .replace(set.host, link.host)
      .replace('replicaSet=rs0', 'directConnection=true');
    try {
      const { code, stdout, stderr } = await zava(args, { cwd, env: { MONGODB_CONNECTION_STRING: uri } });
      expect(link.ended(), `${word} was sent by ${args.join(' ')}`).toBe(true);
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
      expect(stderr).not.toMatch(/Hunter|^\s+at /m);
      return troublesIn(stderr);
    } finally {
      link.close();
    }
  }

  // Side by side, as most of their time is waiting.
  it.concurrent.each(COMMANDS)('%s of %j, and is gone: one sentence', async (word, args) => {
    const troubles = await cutOff(word, args, 'gone');
    expect(troubles).toEqual([
      expect.stringMatching(/^There is no MongoDB server to be reached at .*; .*\.$/),
    ]);
    expect(isDocumented(troubles[0] as string)).toBe(true);
  });

  it.concurrent.each(COMMANDS)('%s of %j, and answers nothing any more: one sentence', async (word, args) => {
    const troubles = await cutOff(word, args, 'silent');
    expect(troubles).toEqual([expect.stringMatching(/has not answered for 7 s; see whether/)]);
    expect(isDocumented(troubles[0] as string)).toBe(true);
  });

  it.concurrent.each<End>(['gone', 'silent'])(
    'connectionStatus of check, and is %s: a failure with its cure',
    async (end) => {
      expect(await cutOff('connectionStatus', ['check', ...TINY, '--quiet'], end)).toEqual([
        expect.stringMatching(/^Login: There is no MongoDB server .*; .*\.$/),
      ]);
    },
  );
});

it('the upsert that DEPLOYMENT.md gives brings the dataset back, and deletes nothing', async () => {
  await done('admin', 'load', ...TINY, '--database', 'zava_fresh', '--no-indexes');
  const orders = database().collection<{ _id: string }>('orders');
  const stores = database().collection('stores');
  const { modifiedCount } = await orders.updateMany({ status: 'completed' }, { $set: { status: 'lost' } });
  await stores.updateOne({}, { $set: { deleted: true } });
  // What an app has added; as the validators want it, whole numbers in fields of money stay doubles.
  const added = { _id: 'order_20261231_added', order_id: 'order_20261231_added' };
  await orders.insertOne({ ...(await orders.findOne({}, { promoteValues: false })), ...added });
  const streams = [orders.watch(), stores.watch()];
  const seen: string[] = [];
  try {
    for (const stream of streams) await stream.tryNext();
    await runInNewContext(`(async () => { ${mergeScript()} })()`, {
      db: { getSiblingDB: (name: string) => shellOf(name) },
    });
    for (const stream of streams) {
      for (let event = await stream.tryNext(); event !== null; event = await stream.tryNext()) {
        seen.push(event.operationType);
      }
    }
  } finally {
    for (const stream of streams) await stream.close();
  }
  expect(modifiedCount).toBeGreaterThan(0);
  expect(seen).toEqual(Array.from({ length: modifiedCount + 1 }, () => 'replace'));
  expect(await orders.deleteOne({ _id: added._id })).toMatchObject({ deletedCount: 1 });
  await done('admin', 'verify', ...TINY);
});
