/** The record of a load: it lies in the database, whoever asks finds it, and it goes before it becomes untrue. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Document, Timestamp } from 'mongodb';
import { beforeAll, describe, expect, it } from 'vitest';
import { COLLECTION_NAMES, FORMAT_VERSION } from '../../src/core/model/index.js';
import { resolveSettings } from '../../src/core/settings/resolve.js';
import { type LoadRequest, loadDatabase } from '../../src/engine/load.js';
import { ShardThreads } from '../../src/engine/pool/shard-threads.js';
import { followableSince, LOAD_RECORD, readLoadRecord } from '../../src/mongodb/load-record.js';
import { succeed, temporaryFolder, zava } from '../fixtures/cli.js';
import { fewProducts } from '../fixtures/few-products.js';
import { testServer } from '../fixtures/server.js';
import { collectionsOf, recordIn } from '../fixtures/server-facts.js';

const folder = temporaryFolder();
/** As another machine has it: without the files of the load. */
const elsewhere = temporaryFolder();
const server = testServer();
const config = join(folder, 'zava.yaml');
const WORLD = { preset: 'tiny', seed: '7', orders: '800', start: '2024-01-01' };
/** The same for the command line. */
const FLAGS = [...Object.entries(WORLD).flatMap(([name, value]) => [`--${name}`, value]), '--config', config];

const to = (database: string) => ['--uri', server.uri, '--database', database];
const verify = (...args: string[]) => zava(['verify', ...args], { cwd: elsewhere });
const db = (database: string) => server.client.db(database);
const documents = (database: string, name: string) =>
  db(database).collection<Document & { _id: string }>(name);

/** A load in this process. */
function load(database: string, request: Partial<LoadRequest> = {}, flags = {}, signal?: AbortSignal) {
  const settings = resolveSettings({ ...WORLD, config, database, ...flags }, { env: {}, cwd: folder });
  const asked = { drop: false, indexes: false, ...request };
  return loadDatabase(settings, server.uri, asked, { threads: new ShardThreads(1, 'send'), signal });
}

beforeAll(async () => {
  writeFileSync(config, `${fewProducts(folder)}baskets: { items_weights: [1, 2] }\n`);
  await load('kept');
});

describe('the record of a load', () => {
  it('has seed, settings, counts, stock, and where and when it ended', async () => {
    const { manifest, content, origin, rows } = await recordIn(db('kept'));
    expect(manifest).toMatchObject({ generator: 'zava', format_version: FORMAT_VERSION, seed: 7 });
    expect(content.world).toMatchObject({ customers: 200, orders: 800, baskets: { items_weights: [1, 2] } });
    for (const name of COLLECTION_NAMES) {
      expect([name, content.written.get(name)?.count]).toEqual([
        name,
        await db('kept').collection(name).countDocuments(),
      ]);
    }
    const inventory = await documents('kept', 'inventory').find().toArray();
    expect(rows).toHaveLength(inventory.length);
    const rowOf = new Map(inventory.map((row) => [`${row.store_id} ${row.product_id}`, row]));
    for (const { store_id, product_id, level, last_updated, last_counted } of rows) {
      const state = { stock_level: level, last_updated, last_counted };
      expect(rowOf.get(`${store_id} ${product_id}`)).toMatchObject(state);
    }
    const [info] = await db('kept').listCollections({ name: 'orders' }).toArray();
    expect(info).toMatchObject({ info: { uuid: origin.uuids.orders } });
    expect(Object.keys(origin.uuids)).toHaveLength(9);
    expect(origin.replica_set).toMatch(/./);
    expect(origin.operation_time).toBeInstanceOf(Timestamp);
  });

  it('names no host, no user and no connection string', async () => {
    const text = JSON.stringify(await documents('kept', LOAD_RECORD).find().toArray());
    for (const word of [new URL(server.uri).port, '127.0.0.1', 'localhost', 'mongodb:', 'hostname']) {
      expect(text).not.toContain(word);
    }
  });

  it('is found from another folder, by another name of the host, without the configuration of the load', async () => {
    const target = ['--uri', server.uri.replace('127.0.0.1', 'localhost'), '--database', 'kept'];
    const env = { NUM_ORDERS: '5', START_DATE: '2025-01-01' };
    const { stdout } = await succeed(['verify', ...target, '--seed', '7'], { cwd: elsewhere, env });
    expect(stdout).toMatch(/^Exactly seed 7, format \d+: [\d,]+ documents in 9 collections\.\n$/);
  });

  it('is what validate holds the data against, stock included, also beside flags that agree', async () => {
    const flags = ['--preset', 'tiny', '--orders', '800', '--seed', '7'];
    const { stdout } = await zava(['validate', ...to('kept'), ...flags, '--json'], { cwd: elsewhere });
    const { expected, checks, notes } = JSON.parse(stdout);
    expect(expected).toMatchObject({ source: 'record', seed: 7, orders: 800 });
    expect([expected.note, notes]).toEqual([undefined, []]);
    expect(checks.map(({ id }: Document) => id)).toContain('stock.level');
    expect(checks.filter(({ ok, id }: Document) => !ok && !/\.(indexes|plans)$/.test(id))).toEqual([]);
  });

  it('counts in everything that flags do not say, and a disagreement is told', async () => {
    const { code, stdout } = await verify(...to('kept'), '--seed', '8', '--json');
    expect(code).toBe(1);
    const { note, collections } = JSON.parse(stdout);
    expect(note).toMatch(
      /^The record of the load in database kept at .* disagrees .*: seed is 7 there and 8 here\. /,
    );
    expect(collections.orders).toMatchObject({ expected: { documents: 800 }, found: { documents: 800 } });
    expect(collections.stores.exact).toBe(true);
  });

  it.each([
    ['stock/000000', { text: '{}' }, 'its stock is not the one of the load'],
    ['load', { format_version: 99 }, 'is of format version 99; this zava makes and knows'],
    ['load', { seed: 'x' }, /^seed in the record of kept is 'x'; allowed is a whole number/],
    ['catalog/000000', { text: '[]' }, 'was made from another catalog; name that one by'],
  ])('that is damaged is refused: %s, %j', async (_id, change, reason) => {
    const rows = documents('kept', LOAD_RECORD);
    const before = await rows.findOne({ _id }, { promoteValues: false });
    await rows.updateOne({ _id }, { $set: change });
    await expect(recordIn(db('kept'))).rejects.toThrow(reason);
    await rows.replaceOne({ _id }, before as Document);
  });
});

it('without a record the first line says so, and what is assumed', async () => {
  await load('plain', { record: false });
  expect(await collectionsOf(db('plain'))).toEqual([...COLLECTION_NAMES].sort());
  const first =
    /^No record of the load in database plain at .* was found; assumed is seed 7, format version \d+, 200 customers, 800 orders, 2024-01-01 to 2026-12-31\.\n/;
  const flags = [...to('plain'), ...FLAGS];
  expect((await verify(...flags)).stdout).toMatch(first);
  const { stdout } = await zava(['validate', ...flags], { cwd: elsewhere });
  expect(stdout).toMatch(first);
  expect(stdout).toContain('\nHeld against the settings: seed 7, ');
});

describe('what makes a record untrue removes it first', () => {
  it('a load with drop, and one without a record for good', async () => {
    await load('dropped', {}, { seed: '8' });
    const stop = new AbortController();
    const stopped = load('dropped', { drop: true, maxRate: 100 }, {}, stop.signal);
    while ((await readLoadRecord(db('dropped'))) !== undefined);
    stop.abort(new Error('enough'));
    await expect(stopped).rejects.toThrow('enough');
    await load('dropped', { resume: true });
    expect((await recordIn(db('dropped'))).content.world.seed).toBe(7);
    await load('dropped', { drop: true, record: false });
    expect(await collectionsOf(db('dropped'))).toEqual([...COLLECTION_NAMES].sort());
  });

  it('clear, but not where some collections are left', async () => {
    await load('cleared');
    const clear = ['clear', ...to('cleared'), '--yes'];
    await succeed([...clear, '--collections', 'orders,order_items'], { cwd: elsewhere });
    expect((await recordIn(db('cleared'))).content.world.seed).toBe(7);
    await succeed(clear, { cwd: elsewhere });
    expect(await collectionsOf(db('cleared'))).toEqual([...COLLECTION_NAMES].sort());
  });
});

describe('changes since a load can be followed', () => {
  it('from its operation time on: that sees what an app does, and nothing of the load', async () => {
    const { origin } = await recordIn(db('kept'));
    const followable = await followableSince(db('kept'), origin);
    if (!('since' in followable)) throw new Error(followable.why);
    await documents('kept', 'orders').insertOne({ _id: 'mine' });
    const stream = db('kept').watch([{ $match: { 'ns.coll': { $in: [...COLLECTION_NAMES] } } }], {
      startAtOperationTime: followable.since,
    });
    expect(await stream.next()).toMatchObject({ operationType: 'insert', documentKey: { _id: 'mine' } });
    await stream.close();
    await documents('kept', 'orders').deleteOne({ _id: 'mine' });
  });

  it('not in a copy of the database, in another set, or where a collection was made again', async () => {
    const { origin } = await recordIn(db('kept'));
    const copy = db('copied');
    for (const name of [LOAD_RECORD, ...COLLECTION_NAMES]) {
      await copy.collection(name).insertMany(await db('kept').collection(name).find().toArray());
    }
    expect(await followableSince(copy, (await recordIn(copy)).origin)).toEqual({
      why: `${COLLECTION_NAMES.join(', ')} are not those that the load made`,
    });
    expect(await followableSince(db('kept'), { ...origin, replica_set: 'other' })).toEqual({
      why: `they were loaded into the replica set other, and this is ${origin.replica_set}`,
    });
    expect(await followableSince(db('kept'), { ...origin, operation_time: null })).toEqual({
      why: 'they were loaded into a server alone, which has no oplog',
    });
    await db('kept').collection('categories').drop();
    expect(await followableSince(db('kept'), origin)).toEqual({
      why: 'categories is not the one that the load made',
    });
  });
});

describe('resuming a load that is finished', () => {
  beforeAll(() => load('done'));

  it('says so and ends well, with whatever goes on with a load', async () => {
    const args = ['load', ...to('done'), ...FLAGS, '--resume'];
    const { stdout } = await succeed(args, { cwd: elsewhere });
    expect(stdout).toMatch(
      /^The load into database done at .* is finished: [\d,]+ documents; nothing was done\.\nMissing indexes: 40; npx zava indexes create .*builds them\.\n$/,
    );
    for (const how of [{ part: { index: 0, of: 4 } }, { finishing: true, resume: true }]) {
      expect(await load('done', how)).toMatchObject({
        already: true,
        collections: { orders: { documents: 800 } },
      });
    }
  });

  it('is refused where the settings are others, naming what differs', async () => {
    await expect(load('done', { resume: true }, { seed: '8' })).rejects.toThrow(
      /^There is a load of other settings in database done at .*: seed is 7 there and 8 here\. Use the same settings with resume: true, or drop: true to replace it\.$/,
    );
  });

  it('tells what came since, refuses where documents are gone, and begins where all are', async () => {
    await documents('done', 'orders').insertOne({ _id: 'mine' });
    expect(await load('done', { resume: true })).toMatchObject({ already: true, more: { orders: 1 } });
    await documents('done', 'orders').deleteMany({});
    await expect(load('done', { resume: true })).rejects.toThrow(
      /^The load into database done at .* was finished, but orders holds 0 of its 800 documents now: use drop: true to load it again\.$/,
    );
    for (const name of COLLECTION_NAMES) await db('done').collection(name).deleteMany({});
    const { already, documents: all } = await load('done', { resume: true });
    expect([already, all > 800]).toEqual([undefined, true]);
  });

  it('stands on the journal where there is no record', async () => {
    await load('ledger', { record: false, keepJournal: true });
    expect(await load('ledger', { resume: true })).toMatchObject({ already: true });
    await db('ledger').collection('customers').deleteOne({});
    await expect(load('ledger', { resume: true })).rejects.toThrow(
      'customers holds 199 of its 200 documents',
    );
  });
});

it('a folder that cannot be written is nothing to a load', async () => {
  const args = ['load', ...to('locked'), ...FLAGS, '--no-indexes', '--workers', '1'];
  // As in a folder of another user, also for root.
  writeFileSync(join(elsewhere, '.zava'), '');
  expect(await zava(args, { cwd: elsewhere })).toMatchObject({ code: 0 });
});
