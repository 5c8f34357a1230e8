/** zava ditto seed: a real Ditto store, filled by the command, and what it refuses. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deserialize } from 'bson';
import { describe, expect, it } from 'vitest';
import { SYNCED } from '../../src/core/model/ditto.js';
import type { CollectionName } from '../../src/core/model/index.js';
import type { DittoProfile } from '../../src/core/model/schema.js';
import { settingsFor } from '../../src/core/settings/settings-for.js';
import { type SliceRequest, sliced } from '../../src/core/slices/request.js';
import { documentsOf } from '../../src/core/world/documents.js';
import { PreparedWorld } from '../../src/core/world/prepared-world.js';
import { dittoDocument } from '../../src/tools/ditto/document.js';
import { DITTO_INDEXES } from '../../src/tools/ditto/seed/indexes.js';
import { type Ended, eventually, start, succeed, temporaryFolder, zava } from '../fixtures/cli.js';
import { type OpenStore, openDittoStore, SDK_HOME } from '../fixtures/ditto-store.js';

const folder = temporaryFolder();

const seed = (args: readonly string[], cwd = SDK_HOME): Promise<Ended> =>
  zava(['ditto', 'seed', ...args], { cwd });

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
    indexes: DITTO_INDEXES.length,
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
});

describe('what is refused, in one sentence', () => {
  const refused = (problem: string) =>
    `zava: --dir is '${problem}; allowed is a new or empty folder, or one with a Ditto store.\n`;

  it.each([
    [[], 'zava: --dir is not given; allowed is a new or empty folder, or one with a Ditto store.\n'],
    [['--dir', join(folder, 'full')], refused("full', which is not empty and holds no Ditto store")],
    [['--dir', join(folder, 'full/file')], refused("full/file', which is not a folder")],
    [
      ['--dir', 'x', '--inventory', 'guid'],
      "zava: --inventory is 'guid'; allowed is store-product or uuid.\n",
    ],
    [['--dir', 'x', '--store', 'settle'], "zava: --store is 'settle'; allowed is one of store_seattle, "],
  ])('%j', async (args, sentence) => {
    mkdirSync(join(folder, 'full'), { recursive: true });
    writeFileSync(join(folder, 'full/file'), '');
    const { code, stdout, stderr } = await seed(['--preset', 'tiny', ...args], folder);
    expect(stderr).toContain(sentence);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect([code, stdout]).toEqual([2, '']);
  });

  /** A folder with a package of the SDK's name in it. */
  function withPackage(name: string, [version, code]: readonly [string, string]): string {
    const home = join(folder, name);
    const place = join(home, 'node_modules/@dittolive/ditto');
    mkdirSync(place, { recursive: true });
    writeFileSync(join(place, 'package.json'), JSON.stringify({ version, main: 'main.cjs' }));
    writeFileSync(join(place, 'main.cjs'), code);
    return home;
  }
  const CANNOT_LOAD = `throw new Error("Couldn't load native module: GLIBC_2.35 not found\\nRequire stack");`;
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
    ['dying', ['5.0.0', DIES], "The process of Ditto's SDK ended with SIGABRT: thread 'main' panicked"],
  ] as const)('an SDK that is %s', async (name, made, sentence) => {
    const home = made === undefined ? folder : withPackage(name, made);
    const { code, stdout, stderr } = await seed(
      ['--dir', join(folder, `of-${name}`), '--preset', 'tiny'],
      home,
    );
    expect(stderr).toContain(sentence);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect([code, stdout]).toEqual([1, '']);
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
