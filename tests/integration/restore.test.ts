/** zava restore: a dump arrives as it is, and one that is damaged not at all. */
import { cpSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { COLLECTION_NAMES, MODELS } from '../../src/core/model/index.js';
import { LOAD_RECORD, readLoadRecord } from '../../src/mongodb/load-record.js';
import { eventually, start, succeed, temporaryFolder, zava } from '../fixtures/cli.js';
import { fewProducts } from '../fixtures/few-products.js';
import { testServer } from '../fixtures/server.js';

const folder = temporaryFolder();
const elsewhere = temporaryFolder();
const server = testServer();
const config = join(folder, 'zava.yaml');
const world = ['--preset', 'tiny', '--seed', '41', '--orders', '5000', '--config', config];
const dump = join(folder, 'dump');
const manifest = join(dump, 'manifest.json');

const restore = (database: string, from: string, ...more: string[]) => [
  'restore',
  ...['--dump', from, '--uri', server.uri, '--database', database],
  ...more,
];
const exact = async (database: string) => {
  const args = [
    'verify',
    '--uri',
    server.uri,
    '--database',
    database,
    '--manifest',
    manifest,
    '--config',
    config,
  ];
  expect((await succeed(args, { cwd: folder })).stdout).toMatch(/^Exactly seed 41, format \d+: /);
};
const collectionsIn = async (database: string) => {
  const list = await server.client.db(database).listCollections().toArray();
  return list.map(({ name }) => name).sort();
};

beforeAll(async () => {
  writeFileSync(config, fewProducts(folder));
  await succeed(['generate', ...world, '--out', dump]);
});

it('brings documents, options and indexes, as a load does', async () => {
  const { stdout } = await succeed(restore('whole', dump, '--json'), { cwd: folder });
  expect(JSON.parse(stdout)).toMatchObject({ command: 'restore', database: 'whole', dump });
  await exact('whole');
  expect(await collectionsIn('whole')).toEqual([LOAD_RECORD, ...COLLECTION_NAMES].sort());
  await succeed(['load', '--uri', server.uri, '--database', 'loaded', ...world], { cwd: folder });
  for (const name of COLLECTION_NAMES) {
    const kept = async (database: string) => {
      const db = server.client.db(database);
      const [{ options }] = (await db.listCollections({ name }).toArray()) as unknown as [
        { options: object },
      ];
      return { options, indexes: await db.collection(name).listIndexes().toArray() };
    };
    const { options, indexes } = await kept('whole');
    expect(indexes).toHaveLength(MODELS[name].indexes.length + 1);
    expect({ options, indexes }).toEqual(await kept('loaded'));
  }
});

it('takes options and indexes from the metadata files', async () => {
  const own = join(folder, 'own');
  cpSync(dump, own, { recursive: true });
  // A dump of before metadata_sha256, with an index less and no images.
  const said = JSON.parse(readFileSync(join(own, 'manifest.json'), 'utf8'));
  delete said.collections.stores.metadata_sha256;
  writeFileSync(join(own, 'manifest.json'), JSON.stringify(said));
  const path = join(own, 'zava/stores.metadata.json');
  const metadata = JSON.parse(readFileSync(path, 'utf8'));
  writeFileSync(path, JSON.stringify({ ...metadata, options: {}, indexes: metadata.indexes.slice(0, 2) }));
  await succeed(restore('own', own), { cwd: folder });
  const db = server.client.db('own');
  expect(await db.collection('stores').listIndexes().toArray()).toHaveLength(2);
  const [{ options }] = (await db.listCollections({ name: 'stores' }).toArray()) as unknown as [
    { options: object },
  ];
  expect(options).toEqual({});
});

it('refuses collections with documents unless --drop is given', async () => {
  const db = server.client.db('taken');
  await db.collection('orders').insertOne({ mine: true });
  const { code, stderr } = await zava(restore('taken', dump), { cwd: folder });
  expect(code).toBe(1);
  expect(stderr).toContain('already holds orders; use --drop to replace them');
  expect(await collectionsIn('taken')).toEqual(['orders']);
  const unasked = await zava(restore('taken', dump, '--drop'), { cwd: folder });
  expect(unasked).toMatchObject({ code: 2, stderr: expect.stringContaining('would lose 1 document, and') });
  expect(await collectionsIn('taken')).toEqual(['orders']);
  await succeed(restore('taken', dump, '--drop', '--yes'), { cwd: folder });
  await exact('taken');
  const both = await zava(restore('taken', dump, '--drop', '--resume'), { cwd: folder });
  expect(both).toMatchObject({ code: 2, stderr: expect.stringContaining('give one of the two') });
});

it('after a kill -9, --resume goes on and nothing is there twice', async () => {
  const running = start(restore('killed', dump), { cwd: folder });
  await eventually(async () => {
    const orders = server.client.db('killed').collection('orders');
    return running.process.exitCode === null && (await orders.estimatedDocumentCount()) > 0;
  });
  running.process.kill('SIGKILL');
  await running.ended;
  const again = await zava(restore('killed', dump), { cwd: folder });
  expect(again).toMatchObject({ code: 1, stderr: expect.stringContaining('--resume goes on with it') });
  await succeed(restore('killed', dump, '--resume'), { cwd: folder });
  await exact('killed');
  expect(await collectionsIn('killed')).toEqual([LOAD_RECORD, ...COLLECTION_NAMES].sort());
});

describe('the record of a restore', () => {
  it('is what the dump says, so that other commands need neither dump nor flags', async () => {
    const record = await readLoadRecord(server.client.db('whole'));
    const { settings, collections } = JSON.parse(readFileSync(join(dump, 'manifest.json'), 'utf8'));
    expect(record?.manifest).toMatchObject({ seed: 41, settings, collections });
    expect(record?.stock).toBe(readFileSync(join(dump, 'stock.jsonl'), 'utf8'));
    const target = ['--uri', server.uri, '--database', 'whole'];
    const verified = await succeed(['verify', ...target, '--config', config], { cwd: elsewhere });
    expect(verified.stdout).toMatch(/^Exactly seed 41, format \d+: [\d,]+ documents in 9 collections\.\n$/);
  });

  it('without the catalog of the dump says that another one is needed, and a load has it in its record', async () => {
    const copy = ['--uri', server.uri, '--database'];
    await succeed(['restore', '--dump', dump, ...copy, 'bare', '--no-indexes'], { cwd: elsewhere });
    const { code, stderr } = await zava(['verify', ...copy, 'bare'], { cwd: elsewhere });
    expect(code).toBe(2);
    expect(stderr).toMatch(
      /^zava: the record _zava of database bare at .* was made from another catalog; name that one by a --config file with its folder as catalog\.\n$/,
    );
    expect(await zava(['verify', ...copy, 'loaded'], { cwd: elsewhere })).toMatchObject({ code: 0 });
  });

  it('tells --resume that it is finished, also where a load made it', async () => {
    for (const database of ['whole', 'loaded']) {
      const { stdout } = await succeed(restore(database, dump, '--resume'), { cwd: folder });
      expect(stdout).toMatch(/^The restore of .* is finished: [\d,]+ documents; nothing was done\.\n$/);
    }
  });

  it('is left out with --no-record', async () => {
    await succeed(restore('bare', dump, '--drop', '--yes', '--no-record', '--no-indexes'), { cwd: folder });
    expect(await collectionsIn('bare')).toEqual([...COLLECTION_NAMES].sort());
  });
});

describe('a dump that is damaged is refused before anything is written:', () => {
  /** A copy in which something is done to one file. */
  async function damaged(file: string, damage: (path: string) => void): Promise<string> {
    const copy = join(folder, 'copy');
    rmSync(copy, { recursive: true, force: true });
    cpSync(dump, copy, { recursive: true });
    damage(join(copy, file));
    const { code, stderr } = await zava(restore('untouched', copy, '--drop'), { cwd: folder });
    expect(code).toBe(file === 'manifest.json' ? 2 : 1);
    expect(stderr).toContain(join('copy', file));
    expect(await collectionsIn('untouched')).toEqual([]);
    return stderr;
  }
  const flip = (path: string) => {
    const bytes = readFileSync(path);
    bytes[bytes.length >> 1] ^= 1;
    writeFileSync(path, bytes);
  };
  const cut = (path: string) => truncateSync(path, readFileSync(path).length - 1);
  const files = ['zava/orders.bson', 'zava/stores.bson', 'zava/products.metadata.json', 'stock.jsonl'];

  it.each(files)('a flipped byte in %s', async (file) => {
    expect(await damaged(file, flip)).toMatch(/is not what manifest\.json says: /);
  });

  it.each(files)('a missing byte in %s', async (file) => {
    expect(await damaged(file, cut)).toMatch(/is not what manifest\.json says: /);
  });

  it.each(files)('%s gone', async (file) => {
    expect(await damaged(file, (path) => rmSync(path))).toMatch(
      /is missing, so nothing of the dump was restored/,
    );
  });

  it('the manifest cut off, or gone', async () => {
    expect(await damaged('manifest.json', (path) => truncateSync(path, 3000))).toContain(
      'which is no finished dump',
    );
    const { stderr } = await zava(restore('untouched', join(folder, 'nothing')), { cwd: folder });
    expect(stderr).toContain('Allowed is a folder that zava generate wrote.');
  });
});
