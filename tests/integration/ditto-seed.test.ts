/** zava ditto seed: a real Ditto store, filled by the command, and what it refuses. */
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deserialize } from 'bson';
import { beforeAll, describe, expect, it } from 'vitest';
import { SYNCED } from '../../src/core/model/ditto.js';
import type { CollectionName } from '../../src/core/model/index.js';
import type { DittoProfile } from '../../src/core/model/schema.js';
import { settingsFor } from '../../src/core/settings/settings-for.js';
import { type SliceRequest, sliced } from '../../src/core/slices/request.js';
import { documentsOf } from '../../src/core/world/documents.js';
import { PreparedWorld } from '../../src/core/world/prepared-world.js';
import { dittoDocument } from '../../src/tools/ditto/document.js';
import { takeStore } from '../../src/tools/ditto/seed/filled.js';
import { DITTO_INDEXES } from '../../src/tools/ditto/seed/indexes.js';
import { outcomeOf } from '../../src/tools/ditto/seed/seeder.js';
import { type Ended, eventually, start, succeed, temporaryFolder, zava } from '../fixtures/cli.js';
import { type OpenStore, openDittoStore, SDK_HOME } from '../fixtures/ditto-store.js';
import { mayMount, mount, unmount } from '../fixtures/small-disk.js';

const folder = temporaryFolder();

const seed = (args: readonly string[], cwd = SDK_HOME): Promise<Ended> =>
  zava(['ditto', 'seed', ...args], { cwd });

/** A folder with a package of the SDK's name in it. @param manifest its package.json, or the version there. */
function withPackage(name: string, [manifest, code]: readonly [string, string]): string {
  const home = join(folder, name);
  const place = join(home, 'node_modules/@dittolive/ditto');
  mkdirSync(place, { recursive: true });
  const text = /^\d/.test(manifest) ? JSON.stringify({ version: manifest, main: 'main.cjs' }) : manifest;
  writeFileSync(join(place, 'package.json'), text);
  writeFileSync(join(place, 'main.cjs'), code);
  return home;
}

async function withStore<T>(dir: string, work: (store: OpenStore) => Promise<T>): Promise<T> {
  const store = await openDittoStore(dir);
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

/** Documents as texts that can be compared, whatever the order of theirs and of their fields. */
const comparable = (documents: readonly object[]): string[] =>
  documents.map((document) => JSON.stringify(sorted(document))).sort();

function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, one]) => [key, sorted(one)] as const);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The texts of all documents that a store must hold. */
async function expected(profile: DittoProfile, slice: SliceRequest = {}): Promise<Map<string, string[]>> {
  const settings = await settingsFor({ preset: 'tiny' }, { env: {}, cwd: folder });
  const { world, slice: part } = sliced(settings, slice);
  const prepared = new PreparedWorld(world, part);
  const documents = (name: CollectionName) =>
    [...documentsOf(prepared, name)].map((bytes) => dittoDocument(name, profile, deserialize(bytes)));
  return new Map(SYNCED.map((name) => [name, comparable(documents(name))]));
}

async function expectAll(store: OpenStore, wanted: ReadonlyMap<string, string[]>): Promise<void> {
  for (const [name, texts] of wanted) {
    expect(comparable(await store.query(`SELECT * FROM ${name}`)), name).toEqual(texts);
  }
}

it('a store holds every document under its Ditto id, and the counts told are its own', async () => {
  const dir = join(folder, 'whole');
  const args = ['ditto', 'seed', '--dir', dir, '--preset', 'tiny', '--json'];
  const told = JSON.parse((await succeed(args, { cwd: SDK_HOME })).stdout);
  expect(told).toMatchObject({
    ...{ command: 'ditto seed', seed: 42, dir, inventory: 'store-product', sdk: '5.1.0' },
    ...{ indexes: DITTO_INDEXES.length, besides: 0 },
  });
  expect(Object.keys(told.collections)).toEqual(SYNCED);
  await withStore(dir, async (store) => {
    await expectAll(store, await expected('store-product'));
    for (const name of SYNCED) {
      const [row] = await store.query(`SELECT COUNT(*) AS n FROM ${name}`);
      expect(told.collections[name]).toEqual({ documents: row?.n, inStore: row?.n });
    }
    expect(await store.query('SELECT COUNT(*) AS n FROM product_embeddings')).toEqual([{ n: 0 }]);
    expect(await store.query('SELECT * FROM system:indexes')).toHaveLength(DITTO_INDEXES.length);
  });
});

it('a slice is what generate makes of it, by uuid, and again after a second run', async () => {
  const dir = join(folder, 'slice');
  const slice = { store: 'tacoma,online', since: '2026-01-01' };
  const wanted = await expected('uuid', slice);
  const flags = ['--store', slice.store, '--since', slice.since, '--inventory', 'uuid', '--no-indexes'];
  const args = ['--dir', dir, '--preset', 'tiny', ...flags];
  const { stdout, stderr } = await seed([...args, '--quiet']);
  expect([stdout, stderr]).toEqual(['', '']);
  await withStore(dir, async (store) => {
    await expectAll(store, wanted);
    expect(await store.query('SELECT * FROM system:indexes')).toEqual([]);
    await store.execute("UPDATE products SET deleted = true, base_price = 0 WHERE type_id = 'type_drills'");
    await store.execute("DELETE FROM orders WHERE store_id = 'store_tacoma'");
    await store.execute("INSERT INTO stores DOCUMENTS ({'_id': 'mine', 'deleted': false})");
  });
  const again = await seed(args);
  expect(again.stdout).toMatch(/│ stores +│ +8 │ +9 │/);
  expect(again.stderr).toContain('Note: the store holds 1 document besides.');
  await withStore(dir, async (store) => {
    await store.execute("DELETE FROM stores WHERE _id = 'mine'");
    await expectAll(store, wanted);
  });
  const other = await seed([...args, '--inventory', 'store-product']);
  expect(other.stderr).toContain('dataset: inventory is uuid there and store-product here. Use the same');
  expect([other.code, other.stdout]).toEqual([1, '']);
});

/** The code of an SDK that answers no statement, and says in `pid` beside the store which process it is in. */
const stuck = (first = '') => `
  class DittoConfig { constructor(id, connect, folder) { this.folder = folder; } }
  const execute = () => new Promise(() => { ${first} });
  const open = async ({ folder }) => {
    require('node:fs').writeFileSync(folder + '.pid', String(process.pid));
    return { store: { execute }, close: async () => {} };
  };
  module.exports = { Ditto: { open }, DittoConfig, Logger: {} };`;

describe('what is refused, in one sentence', () => {
  beforeAll(() => symlinkSync(join(folder, 'nowhere'), join(folder, 'dangling')));

  const refused = (problem: string) =>
    `${problem}; allowed is a new or empty folder, or one with a Ditto store.\n`;

  it.each([
    [[], 'zava: --dir is not given; allowed is a new or empty folder, or one with a Ditto store.\n'],
    [['--dir', join(folder, 'full')], refused("/full', which is not empty and holds no Ditto store")],
    [['--dir', join(folder, 'full/file')], refused("/full/file', which is not a folder")],
    [['--dir', join(folder, 'full/file/x')], refused("/x', where no folder can be made (ENOTDIR)")],
    [['--dir', join(folder, 'dangling')], refused("/dangling', where no folder can be made (ENOENT)")],
    [['--dir', '/proc/x'], refused("zava: --dir is '/proc/x', where no folder can be made (ENOENT)")],
    [
      ['--dir', 'x', '--inventory', 'guid'],
      "zava: --inventory is 'guid'; allowed is store-product or uuid.\n",
    ],
    [['--dir', 'x', '--store', 'settle'], "zava: --store is 'settle'; allowed is one of store_seattle, "],
  ])('%j', async (args, sentence) => {
    mkdirSync(join(folder, 'full'), { recursive: true });
    writeFileSync(join(folder, 'full/file'), '');
    const { code, stdout, stderr } = await seed(['--preset', 'tiny', ...args]);
    expect(stderr).toContain(sentence);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect([code, stdout]).toEqual([2, '']);
  });

  const CANNOT_LOAD = `throw new Error("Couldn't load native module: GLIBC_2.35 not found\\nRequire stack");`;
  const FULL = stuck(
    `process.stderr.write('(Error { code: DiskFull }, Some("database or disk is full"))\\n')`,
  );
  const DIES = `class DittoConfig {}
    const open = () => { process.stderr.write("first\\nthread 'main' panicked\\n"); process.abort(); };
    module.exports = { Ditto: { open }, DittoConfig, Logger: {} };`;

  it.each([
    [
      'none',
      undefined,
      "Ditto's SDK is not installed, and zava does not bring it along; install it in the folder you call zava from: npm install @dittolive/ditto@5",
    ],
    [
      'older',
      ['4.9.3', ''],
      'is of version 4.9.3, and zava works with version 5: npm install @dittolive/ditto@5',
    ],
    ['newer', ['6.0.0-rc.1', ''], 'is of version 6.0.0-rc.1, and zava works with version 5'],
    [
      'unloadable',
      ['5.0.0', CANNOT_LOAD],
      "cannot be loaded (Couldn't load native module: GLIBC_2.35 not found); it runs on",
    ],
    [
      'damaged',
      ['{ "version": ', ''],
      "is damaged, so Ditto's SDK is not found; mend it, or install the SDK again",
    ],
    ['nameless', ['{}', ''], "is damaged, so Ditto's SDK is not found; mend it, or install the SDK again"],
    ['smaller', ['5.9.0', 'exports.Ditto = exports.DittoConfig = {};'], 'has no Logger, which zava calls'],
    ['on a full disk', ['5.0.0', FULL], 'on-a-full-disk is full; make room and run the same command again'],
    ['dying', ['5.0.0', DIES], "The process of Ditto's SDK ended with SIGABRT: thread 'main' panicked"],
  ] as const)('an SDK that is %s', async (name, made, sentence) => {
    const home = made === undefined ? folder : withPackage(name, made);
    const { code, stdout, stderr } = await seed(
      ['--dir', join(folder, `of-${name.replaceAll(' ', '-')}`), '--preset', 'tiny'],
      home,
    );
    expect(stderr).toContain(sentence);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect([code, stdout]).toEqual([1, '']);
  });

  it('a store of another dataset', async () => {
    const dir = join(folder, 'one-dataset');
    mkdirSync(dir);
    const worldOf = async (flags: object) =>
      (await settingsFor({ preset: 'tiny', ...flags }, { env: {}, cwd: folder })).world;
    const world = await worldOf({});
    await takeStore(dir, world, 'uuid');
    await takeStore(dir, world, 'uuid');
    for (const [other, profile, unlike] of [
      [world, 'store-product', 'inventory is uuid there and store-product here'],
      [await worldOf({ seed: 8 }), 'uuid', 'seed is 42 there and 8 here'],
      [await worldOf({ orders: 999 }), 'uuid', 'num_orders is 1000 there and 999 here'],
    ] as const) {
      await expect(takeStore(dir, other, profile)).rejects.toThrow(
        `The Ditto store in ${dir} was filled with another dataset: ${unlike}. Use the same settings, or another --dir.`,
      );
    }
    writeFileSync(join(dir, 'zava.json'), '{}');
    await expect(takeStore(dir, world, 'uuid')).rejects.toThrow('one-dataset/zava.json is damaged');
  });

  it('a store that is damaged', async () => {
    const dir = join(folder, 'damaged-store');
    await withStore(dir, async () => {});
    writeFileSync(join(dir, 'ditto_store/db.sql'), 'none');
    const { code, stderr } = await seed(['--dir', dir, '--preset', 'tiny']);
    expect(stderr).toBe(
      `zava: The Ditto store in ${dir} is damaged or encrypted, and Ditto cannot open it; take another folder.\n`,
    );
    expect(code).toBe(1);
  });

  it('a store that another process has open', async () => {
    const dir = join(folder, 'open');
    await withStore(dir, async () => {
      const { code, stderr } = await seed(['--dir', dir, '--preset', 'tiny']);
      expect(stderr).toBe(
        `zava: Another process has the Ditto store in ${dir} open; end it, or take another folder.\n`,
      );
      expect(code).toBe(1);
    });
  });
});

it('Ctrl-C ends between two statements, and says how things stand and how to go on', async () => {
  const dir = join(folder, 'interrupted');
  const args = ['ditto', 'seed', '--dir', dir, '--preset', 'tiny', '--orders', '20000'];
  const running = start(args, { cwd: SDK_HOME });
  await eventually(() => /Documents: \d/.test(running.output.stderr));
  running.process.kill('SIGINT');
  const { code, stdout, stderr } = await running.ended;
  expect([code, stdout]).toEqual([130, '']);
  const sentence =
    /^Interrupted with ([\d,]+) documents in the Ditto store in .*; run the same command again to go on\.$/m;
  const [, taken = ''] = sentence.exec(stderr) ?? [];
  await withStore(dir, async (store) => {
    const counts = SYNCED.map((name) => store.query(`SELECT COUNT(*) AS n FROM ${name}`));
    const inStore = (await Promise.all(counts)).reduce((sum, [row]) => sum + Number(row?.n), 0);
    expect(inStore).toBeGreaterThanOrEqual(Number(taken.replaceAll(',', '')));
    expect(inStore).toBeLessThan(60_000);
  });
});

describe.concurrent('an SDK that answers nothing', () => {
  const isThere = (pid: number): boolean => {
    try {
      return !/^State:\tZ/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
    } catch {
      return false;
    }
  };

  /** The command at work, and the process of the SDK. */
  async function begun(name: string) {
    const cwd = withPackage(name, ['5.0.0', stuck()]);
    const dir = join(folder, `of-${name}`);
    const running = start(['ditto', 'seed', '--dir', dir, '--preset', 'tiny'], { cwd });
    let pid = 0;
    await eventually(() => {
      pid = Number(readFileSync(`${dir}.pid`, 'utf8'));
      return pid > 0;
    });
    return { running, pid };
  }

  it('is ended by Ctrl-C', async () => {
    const { running, pid } = await begun('stuck');
    running.process.kill('SIGINT');
    const { code, stderr } = await running.ended;
    expect(stderr).toMatch(/^Interrupted before the first documents were in the Ditto store in /m);
    expect([code, isThere(pid)]).toEqual([130, false]);
  });

  it('is ended at once by a second Ctrl-C', async () => {
    const { running, pid } = await begun('stuck-twice');
    running.process.kill('SIGINT');
    await eventually(() => running.output.stderr.includes('Interrupted'));
    running.process.kill('SIGINT');
    expect((await running.ended).code).toBe(130);
    await eventually(() => !isThere(pid));
  });

  it('ends when the command is gone', async () => {
    const { running, pid } = await begun('orphaned');
    running.process.kill('SIGKILL');
    await running.ended;
    await eventually(() => !isThere(pid));
  });

  it('is ended when it has been silent for too long', async () => {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const watch = { folder, stop: () => {}, patience: 100 };
    await expect(outcomeOf(child, watch)).rejects.toThrow(
      "Ditto's SDK has answered nothing for 0 s and was ended.",
    );
    expect(child.signalCode).toBe('SIGKILL');
  });
});

describe.runIf(mayMount())('a small disk', () => {
  const disk = join(folder, 'disk');
  beforeAll(() => {
    mkdirSync(disk);
    mount(disk, 'size=2m');
    return () => unmount(disk);
  });

  it('is refused where it has no room; one that gets full ends the command', async () => {
    const args = ['--dir', join(disk, 'store'), '--preset', 'tiny', '--json'];
    const small = await seed(args);
    expect(small.stderr).toMatch(
      /needs more than 6\.\d+ MB, and 2\.\d+ MB are free on its disk; make room, or take a folder on another disk\.$/m,
    );
    mount(disk, 'remount,size=8m');
    const full = await seed(args);
    expect(full.stderr).toContain(
      `zava: The disk of the Ditto store in ${join(disk, 'store')} is full; make room`,
    );
    expect([small.code, full.code]).toEqual([1, 1]);
  });
});
