/** `zava up` with a dataset: at once, exactly, a copy for each run, and nothing of anybody else's touched. */
import { existsSync, mkdirSync, readdirSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { MongoClient } from 'mongodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findKept, keyOf, nameOf } from '../../src/mongodb/embedded/seeded/kept.js';
import { dataIn, filesUnder, writeStamp } from '../../src/mongodb/embedded/seeded/stamp.js';
import { followableSince, readLoadRecord } from '../../src/mongodb/load-record.js';
import {
  eventually,
  mongodsUnder,
  type Running,
  start,
  succeed,
  temporaryFolder,
  zava,
} from '../fixtures/cli.js';
import { mayMount, mount, unmount } from '../fixtures/small-disk.js';

const cwd = temporaryFolder();
const root = join(cwd, '.zava/seeded');
const running: Running[] = [];
let own: { uri: string };

const inFolder = () => readdirSync(root).filter((name) => name !== 'server.json');
const KEPT = expect.stringMatching(/^[0-9a-f]{16}$/);

function up(...args: string[]): Running {
  const one = start(['up', '--json', '--quiet', ...args], { cwd });
  running.push(one);
  return one;
}

async function told(one: Running) {
  await eventually(() => {
    if (one.process.exitCode !== null) throw new Error(one.output.stderr);
    return one.output.stdout.endsWith('\n');
  });
  return JSON.parse(one.output.stdout);
}

async function interrupt(one: Running): Promise<void> {
  one.process.kill('SIGINT');
  expect(await one.ended).toMatchObject({ code: 130, stderr: '' });
}

async function connected<T>(uri: string, work: (client: MongoClient) => Promise<T>): Promise<T> {
  const client = new MongoClient(uri);
  try {
    return await work(client);
  } finally {
    await client.close();
  }
}

const isExact = (uri: string) => succeed(['verify', '--quiet', '--uri', uri], { cwd });

/** As if it had been left long ago. */
const age = (name: string) => utimesSync(join(root, name), 0, 0);

beforeAll(async () => {
  own = await told(up());
  await connected(own.uri, (client) => client.db('zava').collection('orders').insertOne({ mine: true }));
});
afterAll(() => {
  for (const one of running) one.process.kill('SIGKILL');
});

describe('zava up with a dataset', () => {
  it('loads it once: of two at the same moment, each has a server of its own, and one dataset is kept', async () => {
    const both = [up('--preset', 'tiny'), up('--preset', 'tiny')];
    const servers = await Promise.all(both.map(told));
    expect(servers[0]).toMatchObject({ command: 'up', database: 'zava', seed: 42, documents: 7383 });
    expect(new Set([own.uri, ...servers.map(({ uri }) => uri)]).size).toBe(3);
    await Promise.all(servers.map(({ uri }) => isExact(uri)));
    await connected(servers[0].uri, (client) => client.db().collection('orders').deleteMany({}));
    await Promise.all(both.map(interrupt));
    expect(inFolder()).toEqual([KEPT]);
  });

  it('has it again the next time, whatever was changed, and its changes can be followed', async () => {
    const one = up('--preset', 'tiny', '--seed', '42');
    const { uri, cached } = await told(one);
    expect(cached).toBe(true);
    await isExact(uri);
    await connected(uri, async (client) => {
      const db = client.db();
      const record = await readLoadRecord(db);
      if (record === undefined) throw new Error('no record');
      const from = await followableSince(db, record.origin);
      if (!('since' in from)) throw new Error(from.why);
      const orders = db.collection('orders');
      const before = await orders.findOneAndUpdate({}, { $set: { status: 'lost' } });
      const stream = orders.watch([], {
        startAtOperationTime: from.since,
        fullDocumentBeforeChange: 'required',
      });
      expect(await stream.next()).toMatchObject({
        operationType: 'update',
        fullDocumentBeforeChange: before,
      });
      await stream.close();
    });
    const reset = await succeed(['reset', '--yes', '--json', '--uri', uri], { cwd });
    expect(JSON.parse(reset.stdout)).toMatchObject({ by: 'changes', documents: 1 });
    expect(await zava(['up', '--prune'], { cwd })).toMatchObject({
      code: 0,
      stdout: expect.stringContaining(
        'In use, and kept: seed 42 with 200 customers and 1,000 orders.\n0 kept datasets removed; ',
      ),
    });
    await interrupt(one);
    const { uri: again } = await told(up('--preset', 'tiny'));
    expect(again).toBe(uri);
  });

  it('leaves nothing that is used where it is killed, and --prune gives the room back', async () => {
    const copying = running.at(-1) as Running;
    const making = up('--preset', 'tiny', '--seed', '7');
    await eventually(() => inFolder().some((name) => name.startsWith('.making-')));
    const both = [copying, making];
    for (const one of both) one.process.kill('SIGKILL');
    await Promise.all(both.map(({ ended }) => ended));
    // What watches the process that started a server ends it when its pipe does.
    await eventually(() => mongodsUnder(root).length === 0);
    const left = inFolder().filter((name) => name.startsWith('.'));
    expect(left.map((name) => name.replace(/-.*/, '')).sort()).toEqual(['.copy', '.copy', '.making']);
    expect(inFolder().filter((name) => !name.startsWith('.'))).toEqual([KEPT]);
    left.forEach(age);
    const { stdout } = await succeed(['up', '--prune', '--json'], { cwd });
    const pruned = JSON.parse(stdout);
    expect(pruned).toMatchObject({ command: 'up', removed: [{ seed: 42, orders: 1000 }], kept: [] });
    expect(pruned.removed[0].bytes).toBeGreaterThan(1e6);
    expect(pruned.bytes).toBeGreaterThan(2 * pruned.removed[0].bytes);
    expect(inFolder()).toEqual([]);
  });

  it('touches nothing of the server on the data of load --local', async () => {
    const rows = await connected(own.uri, (client) =>
      client.db('zava').collection('orders').find().toArray(),
    );
    expect(rows).toEqual([expect.objectContaining({ mine: true })]);
  });

  it.each([
    [
      ['--workers', '1'],
      "--workers is '1', without a dataset that it is about; allowed is only beside --preset",
    ],
    [['--prune', '--seed', '7'], '--prune removes what is kept and --seed is about a dataset'],
    [['--seed', 'x'], "--seed is 'x'"],
  ])('refuses %j', async (args, sentence) => {
    const { code, stderr } = await zava(['up', ...args], { cwd });
    expect(code).toBe(2);
    expect(stderr).toContain(sentence);
  });
});

describe.runIf(mayMount())('on a disk that is too small', () => {
  const small = join(cwd, 'small');
  beforeAll(() => {
    mkdirSync(small);
    mount(small, 'size=20m');
  });
  afterAll(() => unmount(small));

  it('it says so, and leaves nothing', async () => {
    const { code, stderr } = await zava(['up', '--preset', 'tiny', '--quiet'], { cwd: small });
    expect(code).toBe(1);
    expect(stderr).toMatch(/^zava: The disk that holds \S+ is full; [^\n]+\n$/);
    expect(readdirSync(join(small, '.zava/seeded'))).toEqual([]);
  });
});

describe('a kept dataset', () => {
  const kept = join(cwd, 'kept');
  const key = keyOf({ seed: 1 }, '6.0.5');
  const folder = join(kept, nameOf(key));
  const file = join(dataIn(folder), 'journal/log');

  beforeAll(async () => {
    mkdirSync(join(dataIn(folder), 'journal'), { recursive: true });
    writeFileSync(file, 'abc');
    await writeStamp(folder, { key, about: {}, result: 1, files: await filesUnder(dataIn(folder)) });
  });

  it('is that of one mongod, one version of zava and one content', async () => {
    expect(await findKept(kept, key)).toMatchObject({ folder, stamp: { result: 1 } });
    for (const other of [keyOf({ seed: 1 }, '6.0.6'), keyOf({ seed: 2 }, '6.0.5')]) {
      expect(other).not.toBe(key);
      expect(await findKept(kept, other)).toBeUndefined();
    }
  });

  it('is none where a file is not whole, or there is one more', async () => {
    truncateSync(file, 2);
    expect(await findKept(kept, key)).toBeUndefined();
    writeFileSync(file, 'abc');
    writeFileSync(join(dataIn(folder), 'more'), '');
    expect(await findKept(kept, key)).toBeUndefined();
    expect(existsSync(folder)).toBe(true);
  });
});
