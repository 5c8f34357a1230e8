/** `zava reset` as people use it: what it says, what it refuses, beside whom it works, and what an interruption leaves. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ChangeStreamDocument, Db, Document } from 'mongodb';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { COLLECTION_NAMES, FORMAT_VERSION } from '../../src/core/model/index.js';
import { resolveSettings } from '../../src/core/settings/resolve.js';
import { LOAD_RECORD } from '../../src/mongodb/load-record.js';
import { insertBson } from '../../src/mongodb/wire/raw-insert.js';
import { rawDriver } from '../../src/mongodb/wire/raw-sequence.js';
import { objectOf } from '../../src/tools/reset/raw.js';
import type { ResetOutcome } from '../../src/tools/reset/result.js';
import { type ResetRun, resetDatabase } from '../../src/tools/reset/run.js';
import { verifyDatabase } from '../../src/tools/verify/verify.js';
import { start, succeed, temporaryFolder, zava } from '../fixtures/cli.js';
import { fewProducts } from '../fixtures/few-products.js';
import { shapes } from '../fixtures/reset.js';
import { testServer } from '../fixtures/server.js';

const folder = temporaryFolder();
/** As another machine has it: no settings, no files. */
const elsewhere = temporaryFolder();
const server = testServer();
const config = join(folder, 'zava.yaml');
writeFileSync(config, `preset: tiny\n${fewProducts(folder)}`);

const db = (database: string): Db => server.client.db(database);
const documents = (database: string, name: string) =>
  db(database).collection<Document & { _id: string }>(name);
const load = (database: string, ...more: string[]) =>
  succeed(
    [
      'load',
      '--uri',
      server.uri,
      '--database',
      database,
      '--config',
      config,
      '--drop',
      '--yes',
      '--quiet',
      ...more,
    ],
    { cwd: folder },
  );
const on = (database: string, ...args: string[]) => [
  'reset',
  '--uri',
  server.uri,
  '--database',
  database,
  ...args,
];
const reset = (database: string, ...args: string[]) => zava(on(database, ...args), { cwd: elsewhere });
const settingsOf = (database: string) =>
  resolveSettings({ config, database, workers: '1' }, { env: {}, cwd: folder });
const resetHere = async (database: string, run: Partial<ResetRun> = {}): Promise<ResetOutcome> =>
  (await resetDatabase(settingsOf(database), server.uri, {
    soft: false,
    full: false,
    dryRun: false,
    ...run,
  })) as ResetOutcome;
const isExact = async (database: string) => (await verifyDatabase(settingsOf(database), server.uri)).exact;

/** Bytes with a text in place of another one of the same length. */
function replaced(bytes: Uint8Array, text: string, other: string): Uint8Array {
  const copy = Buffer.from(bytes);
  copy.write(other, copy.indexOf(text), 'latin1');
  return copy;
}

/** What an afternoon of a demo leaves behind. */
async function use(database: string): Promise<void> {
  await documents(database, 'orders').updateMany({ status: 'pending' }, { $set: { status: 'completed' } });
  await documents(database, 'orders').insertOne({ _id: 'demo', order_id: 'demo' });
  await documents(database, 'customers').deleteMany({ last_name: /^A/ });
  await documents(database, 'inventory').updateMany(
    { stock_level: { $gt: 50 } },
    { $inc: { stock_level: -1 } },
  );
}

describe('a database that was used', () => {
  beforeAll(() => load('used'));
  beforeEach(async () => {
    await resetHere('used');
  });

  it('--dry-run says what would be changed, and changes nothing', async () => {
    await use('used');
    const { code, stdout } = await reset('used', '--dry-run');
    expect(stdout).toMatch(/orders, extra: demo\n/);
    expect(stdout).toMatch(/ documents would be written in database used at .*; nothing was changed\.\n$/);
    expect(code).toBe(0);
    const { stdout: json } = await reset('used', '--dry-run', '--json');
    const told = JSON.parse(json);
    expect(told).toMatchObject({ command: 'reset', dryRun: true, by: 'changes', seed: 42 });
    expect(told.collections.orders.extra).toEqual({ documents: 1, ids: ['demo'] });
    expect(told.collections.customers.missing.documents).toBeGreaterThan(0);
    expect(await documents('used', 'orders').findOne({ _id: 'demo' })).not.toBeNull();
  });

  it('asks before anything is lost, and is then what the seed makes', async () => {
    await use('used');
    const refused = await reset('used');
    expect(refused.stderr).toMatch(/would lose what was changed in \d+ documents, and there is no terminal/);
    expect(refused.code).toBe(2);
    expect(await isExact('used')).toBe(false);
    const { code, stdout } = await reset('used', '--yes');
    expect(stdout).toMatch(
      /^Database used at \S+ is what seed 42 made again: \d+ documents written in [\d.]+ s\.$/m,
    );
    expect(code).toBe(0);
    expect(await isExact('used')).toBe(true);
    const nothing = await reset('used');
    expect(nothing.stdout).toMatch(/^Nothing to reset in database used at \S+: it is what seed 42 made\.\n$/);
    expect(nothing.code).toBe(0);
  });

  it('what is only missing comes back without a question', async () => {
    await documents('used', 'stores').deleteMany({});
    const { code, stderr } = await reset('used');
    expect([code, stderr]).toEqual([0, expect.not.stringContaining('would lose')]);
    expect(await isExact('used')).toBe(true);
  });

  it('where more than a tenth differs, load --drop is said to be quicker', async () => {
    await documents('used', 'order_items').deleteMany({});
    const { code, stderr } = await reset('used', '--dry-run');
    expect([code, stderr]).toEqual([0, '']);
    const asked = await reset('used');
    expect(asked.code).toBe(2);
    const { stderr: told } = await reset('used', '--yes');
    expect(told).toMatch(
      /documents differ, of \d[\d,]*: npx zava load .* of the same settings with --drop may be quicker\./,
    );
    expect(await isExact('used')).toBe(true);
  });

  it('takes the comparison for collections that were dropped, and makes them as they were', async () => {
    const before = await shapes(db('used'));
    await documents('used', 'customers').drop();
    await documents('used', 'orders').dropIndex('status_1');
    const outcome = await resetHere('used');
    expect(outcome).toMatchObject({ by: 'comparison', why: expect.stringContaining('customers') });
    expect(await shapes(db('used'))).toEqual(before);
    expect(await isExact('used')).toBe(true);
    // From here on the log can be followed again.
    await use('used');
    expect(await resetHere('used')).toMatchObject({ by: 'changes' });
  });

  it('names the indexes that are not of the model, and leaves them', async () => {
    await documents('used', 'orders').createIndex({ customer_name: 1 });
    const { stdout } = await reset('used');
    expect(stdout).toContain('Left as found, not being of the model: the index orders.customer_name_1.');
    await documents('used', 'orders').dropIndex('customer_name_1');
  });

  it('replaces indexes that stand in the place of the model’s, after a question', async () => {
    const before = await shapes(db('used'));
    await documents('used', 'customers').dropIndex('email_1');
    await documents('used', 'customers').createIndex({ email: 1 }, { unique: true, name: 'mine' });
    expect((await reset('used')).code).toBe(2);
    const { stdout } = await reset('used', '--yes');
    expect(stdout).toContain(
      'Removed: the index mine of customers.\nMade: the index email_1 of customers.\n',
    );
    expect(await shapes(db('used'))).toEqual(before);
  });

  it('fills collections that were emptied, by its record', async () => {
    for (const name of COLLECTION_NAMES) await documents('used', name).deleteMany({});
    expect((await reset('used', '--yes')).code).toBe(0);
    expect(await isExact('used')).toBe(true);
    for (const name of COLLECTION_NAMES) await documents('used', name).drop();
    expect((await reset('used', '--yes')).code).toBe(0);
    expect(await isExact('used')).toBe(true);
  });

  it.each<[string, (own: Uint8Array) => Uint8Array]>([
    ['no UTF-8', (own) => replaced(own, 'completed', '\xff\xfe\x80leted')],
    ['a field twice', (own) => replaced(own, 'created_at', 'updated_at')],
  ])('puts a document right that no driver would write: %s', async (_, change) => {
    const [found] = await db('used')
      .collection('orders')
      .find({ status: 'completed' }, { raw: true })
      .limit(1)
      .toArray();
    const own = found as unknown as Uint8Array;
    const { _id } = objectOf(own);
    await documents('used', 'orders').deleteOne({ _id });
    await insertBson(db('used'), 'orders', change(own), rawDriver);
    for (const full of [false, true]) {
      await resetHere('used', { full });
      expect(await isExact('used')).toBe(true);
    }
  });

  it('removes a document of nearly 16 MB', async () => {
    const text = 'x'.repeat((16 << 20) - 100);
    await documents('used', 'orders').insertOne({ _id: 'large', order_id: 'large', text });
    await resetHere('used');
    expect(await documents('used', 'orders').countDocuments()).toBe(1000);
  });

  it('puts right again what another client writes meanwhile, and says so', async () => {
    await use('used');
    const over = new AbortController();
    const writing = (async () => {
      for (let i = 0; !over.signal.aborted; i++) {
        await documents('used', 'orders').updateOne({ order_id: /_00[1-9]$/ }, { $set: { note: i } });
        await documents('used', 'order_items').insertOne({ _id: `busy ${i}` });
        await sleep(5);
      }
    })();
    const outcome = resetHere('used');
    setTimeout(() => over.abort(), 300);
    await outcome.catch(() => undefined);
    over.abort();
    await writing;
    await resetHere('used');
    expect(await isExact('used')).toBe(true);
  });

  it('a client that never stops is named', async () => {
    const over = new AbortController();
    const writing = Array.from({ length: 4 }, async (_, writer) => {
      for (let i = 0; !over.signal.aborted; i++) {
        await documents('used', 'stores').updateOne(
          { _id: 'store_seattle' },
          { $set: { [`note${writer}`]: i } },
        );
      }
    });
    const outcome = resetHere('used');
    await expect(outcome).rejects.toThrow(
      /^Another client goes on writing to stores in database used, such as to store_seattle: stop it, and run the same command again\. What was put right stays so; the same command goes on\.$/,
    );
    over.abort();
    await Promise.all(writing);
  });

  it('kill -9 in the middle, and again', async () => {
    await documents('used', 'order_items').updateMany({}, { $set: { quantity: 9 } });
    const running = start(on('used', '--yes', '--max-rate', '300'), { cwd: elsewhere });
    for (;;) {
      const left = await documents('used', 'order_items').countDocuments({ quantity: 9 });
      if (left < 2000) break;
      await sleep(20);
    }
    running.process.kill('SIGKILL');
    await running.ended;
    expect(await isExact('used')).toBe(false);
    expect((await reset('used', '--yes')).code).toBe(0);
    expect(await isExact('used')).toBe(true);
  });
});

it.each([
  ['a store', ['--store', 'seattle']],
  ['a share, with those who placed its orders', ['--sample', '20%']],
])('a slice is reset to the slice: %s', async (_, flags) => {
  await load('sliced', ...flags);
  await use('sliced');
  const { stdout, code } = await reset('sliced', '--yes', '--json');
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    by: 'changes',
    collections: { orders: { extra: { documents: 1 } } },
  });
  const verified = await zava(['verify', '--uri', server.uri, '--database', 'sliced'], { cwd: elsewhere });
  expect(verified.stdout).toMatch(/^Exactly seed 42/);
  await use('sliced');
  expect((await reset('sliced', '--yes', '--full')).code).toBe(0);
  expect((await zava(['verify', '--uri', server.uri, '--database', 'sliced'], { cwd: elsewhere })).code).toBe(
    0,
  );
});

it('load --drop over the very same dataset says that there is a quicker way', async () => {
  const again = () =>
    succeed(['load', '--uri', server.uri, '--database', 'loaded', '--config', config, '--drop', '--yes'], {
      cwd: folder,
    });
  expect((await again()).stdout).not.toContain('reset');
  const { stdout } = await again();
  expect(stdout).toMatch(
    /^The database held this very dataset before: npx zava reset --uri .* makes it right again/m,
  );
});

describe('what is refused', () => {
  beforeAll(() => load('kept'));

  it('a database that holds nothing: the load is named', async () => {
    const { code, stderr } = await reset('nothing');
    expect(stderr).toMatch(
      /There is nothing to reset in database nothing at \S+, .*; npx zava load .*--database nothing.* fills it\./,
    );
    expect(code).toBe(1);
  });

  it('one without a record', async () => {
    await load('unrecorded', '--no-record');
    const { code, stderr } = await reset('unrecorded');
    expect(stderr).toMatch(/There is no record of a load in database unrecorded at /);
    expect(code).toBe(1);
    expect((await reset('unrecorded', '--soft')).stderr).not.toContain('--drop');
  });

  it.each([
    [['--seed', '7'], /seed is 42 there and 7 here/],
    [['--orders', '5'], /num_orders is 1000 there and 5 here/],
  ])('other settings: %j', async (flags, words) => {
    const { code, stderr } = await reset('kept', ...flags);
    expect(stderr).toMatch(words);
    expect(stderr).toContain('nothing was changed');
    expect(code).toBe(1);
  });

  it('another format version', async () => {
    const head = { _id: 'load' } as object;
    await documents('kept', LOAD_RECORD).updateOne(head, { $set: { format_version: FORMAT_VERSION + 1 } });
    const { code, stderr } = await reset('kept');
    expect(stderr).toContain(`is of format version ${FORMAT_VERSION + 1}`);
    expect(code).toBe(2);
    await documents('kept', LOAD_RECORD).updateOne(head, { $set: { format_version: FORMAT_VERSION } });
  });

  it('one that a connector follows, without --soft', async () => {
    await db('kept').createCollection('__ditto_connector_sessions');
    const { code, stderr } = await reset('kept');
    expect(stderr).toMatch(
      /Ditto's connector follows database kept at .*: --soft resets it without deleting\./,
    );
    expect(stderr).not.toContain('--drop');
    expect(code).toBe(1);
  });
});

describe('beside a connector', () => {
  beforeAll(async () => {
    await load('followed');
    await db('followed').createCollection('__ditto_connector_sessions');
  });

  it('--soft deletes nothing', async () => {
    const stream = db('followed').watch([], { maxAwaitTimeMS: 50 });
    await stream.tryNext();
    await use('followed');
    const [taken] = await documents('followed', 'customers').find().limit(1).toArray();
    await documents('followed', 'customers').deleteOne({ _id: taken?._id });
    await documents('followed', 'customers').insertOne({ ...taken, _id: 'another' });
    const kinds: string[] = [];
    const read = async () => {
      for (let event = await stream.tryNext(); event !== null; event = await stream.tryNext()) {
        kinds.push((event as ChangeStreamDocument).operationType);
      }
    };
    await read();
    kinds.length = 0;
    const { code, stdout } = await reset('followed', '--soft', '--yes');
    expect(code).toBe(0);
    expect(stdout).toContain('lose against their tombstones on devices');
    expect(stdout).toContain('is what seed 42 made again, and 2 soft-deleted documents that are not of it');
    await read();
    await stream.close();
    expect(kinds).not.toContain('delete');
    expect(kinds.length).toBeGreaterThan(10);
    const marked = await documents('followed', 'customers').findOne({ _id: 'another' });
    expect(marked).toMatchObject({ deleted: true, deleted_at: expect.stringMatching(/^\d{4}-.*Z$/) });
    expect(marked?.email).not.toBe(taken?.email);
    await documents('followed', 'orders').dropIndexes();
    const [order] = await documents('followed', 'orders').find({ deleted: false }).limit(1).toArray();
    await documents('followed', 'orders').insertMany(['one', 'two'].map((_id) => ({ ...order, _id })));
    expect((await reset('followed', '--soft', '--yes')).code).toBe(0);
    expect(await documents('followed', 'orders').indexes()).toHaveLength(10);
    // Once is enough.
    const again = await reset('followed', '--soft');
    expect(again.stdout).toMatch(
      /^Nothing to reset in .*, and 4 soft-deleted documents that are not of it\.\n$/,
    );
    const verified = await zava(['verify', '--uri', server.uri, '--database', 'followed'], {
      cwd: elsewhere,
    });
    expect(verified.stdout).toContain(
      `Seed 42, format ${FORMAT_VERSION}, and 4 soft-deleted documents that are not of it`,
    );
    expect(verified.code).toBe(0);
    const { written } = JSON.parse((await reset('followed', '--soft', '--json', '--full')).stdout);
    expect(written).toEqual({ missing: 0, extra: 0, changed: 0 });
  });
});
