/** Same seed, same bytes: whatever the workers, the batches, the locale, the clock, the chance and the Node.js. */
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { COLLECTION_NAMES } from '../../src/core/model/index.js';
import { fixture, NODE_24, type Options, succeed, temporaryFolder, zava } from '../fixtures/cli.js';
import { allFiles, digests, documents } from '../fixtures/cli-dump.js';
import { expectSameDump } from '../fixtures/same-documents.js';

/** `generate --preset tiny --seed 42`. Another digest here is a new format version (see src/core/model/index.ts). */
const GOLDEN = {
  stores: '35f93a3b96133f7c3630b658fc30b8940f4e5f5156fe2e967da1e592a2fed887',
  categories: 'a0e0eabff17d740be8683c7d2f26ca5169292ab0da0acf70355eb75ba1bec378',
  product_types: '789c1a344fd6caf2ff16ca40bb578d5e36973aae017d822a98b2bc75d5f2874b',
  products: 'a3bae3786b93675f3c61753a33628b12a79076fe6772b573ba434a9316f42ddf',
  product_embeddings: '21e3112adbb1d92c56d3cc3d379db47eb6f39f406ef2f1e420463d43651b19d4',
  customers: '2d0ef0f6eec4a870d62b3cc670aecdb94bcb964caa389550f36006f27e93963b',
  inventory: '5e32a6e0e7dbb9ddfd7a99438c6f6c231a9b0ba358a0a4531dcb498201c937bf',
  orders: '3373709c29a543e529b51a2e1ea7d5a2794948280168b32811f6a07b4d8fb745',
  order_items: 'ecbbdb017c9a2f5d4b12a6dad046ab2fea6c6973f6aef15a1bb693ceedad08ec',
};

/** Those of the world of several shards below: how they are cut and in which order they come is part of the format. */
const GOLDEN_SHARDED = {
  customers: '2d0ef0f6eec4a870d62b3cc670aecdb94bcb964caa389550f36006f27e93963b',
  orders: '157781888ebd935d66cde4347282783a5824cfdb4525302689616b266448e3a8',
  order_items: '6f45dc536a0a023e5cc52efcaef3ef0b5e31e163aa8f8e4458c926d028830933',
};

const folder = temporaryFolder();
let made = 0;

/** Writes a tiny dump and returns its folder. */
async function generate(args: readonly string[], options?: Options): Promise<string> {
  const out = join(folder, `dump-${++made}`);
  await succeed(['generate', '--preset', 'tiny', '--out', out, '--quiet', ...args], options);
  return out;
}

async function config(name: string, text: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
}

describe('the bytes of seed 42', () => {
  it('are the golden ones', async () => {
    const dump = await generate(['--seed', '42']);
    expect(digests(dump)).toEqual(GOLDEN);
  });

  it('are the golden ones under Node.js 24', async () => {
    expect(existsSync(NODE_24), 'run `make .zava/node24/.ready`').toBe(true);
    const dump = await generate(['--seed', '42'], { node: NODE_24 });
    expect(digests(dump)).toEqual(GOLDEN);
    const said = await zava(['nonsense'], {
      node: NODE_24,
      env: { NODE_OPTIONS: '--import=data:text/javascript,console.error(process.version)' },
    });
    expect(said.stderr).toMatch(/^v24\./);
  });

  it('are the golden ones with another clock, chance, time zone and locale, in all threads', async () => {
    const proof = join(folder, 'proof.jsonl');
    const dump = await generate(['--seed', '42', '--workers', '2'], {
      env: {
        NODE_OPTIONS: `--import=${fixture('other-machine.mjs')}`,
        ZAVA_TEST_PROOF: proof,
        TZ: 'Asia/Kolkata',
        LANG: 'tr_TR.UTF-8',
      },
    });
    expect(digests(dump)).toEqual(GOLDEN);
    const lines = (await readFile(proof, 'utf8'))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.map(({ thread }) => thread).sort()).toEqual(['main', 'worker', 'worker']);
    for (const { thread: _, ...world } of lines) {
      expect(world).toEqual({
        now: '1999-12-31T23:59:59.000Z',
        ms: 946_684_799_000,
        random: 0.123,
        locale: 'tr-TR',
        timeZone: expect.stringMatching(/^Asia\/(Kolkata|Calcutta)$/), // the name depends on the ICU data
      });
    }
  });
});

describe('a world of several shards', () => {
  const ORDERS = ['--orders', '2000'];
  let sharded: string;
  let golden: string;
  let base: Record<string, string>;

  beforeAll(async () => {
    sharded = await config('shards.yaml', 'shards: { orders: 500, customers: 60 }');
    golden = await generate([...ORDERS, '--config', sharded, '--workers', '1']);
    base = allFiles(golden);
    const { stdout } = await succeed(['plan', '--json', '--preset', 'tiny', ...ORDERS, '--config', sharded]);
    // Else the workers would have nothing to share.
    expect(JSON.parse(stdout).shards).toMatchObject({ customers: 4 });
    expect(JSON.parse(stdout).shards.orders).toBeGreaterThanOrEqual(4);
  });

  it('has its golden bytes', () => {
    for (const [name, digest] of Object.entries(GOLDEN_SHARDED)) {
      expect(base[`zava/${name}.bson`], name).toBe(digest);
    }
  });

  it.each([2, 3, 5])('is the same, file by file, from %i workers as from one', async (workers) => {
    const dump = await generate([...ORDERS, '--config', sharded, '--workers', String(workers)]);
    expectSameDump(dump, golden);
  });

  it('is the same whatever the load settings', async () => {
    const other = await config(
      'load.yaml',
      'shards: { orders: 500, customers: 60 }\nload: { batch_documents: 3, batch_bytes: 1000, connections: 1, stock_update_months: 5 }',
    );
    expectSameDump(await generate([...ORDERS, '--config', other]), golden);
  });
});

describe('what depends on what', () => {
  it('another seed changes every collection that is generated and no fact of the catalog', async () => {
    const [one, other] = [await generate(['--seed', '42']), await generate(['--seed', '43'])];
    const [before, after] = [digests(one), digests(other)];
    const equal = COLLECTION_NAMES.filter((name) => before[name] === after[name]);
    expect(equal).toEqual(['stores', 'categories', 'product_types']);
    const facts = (dump: string) =>
      documents<Record<string, unknown>>(dump, 'products').map(({ updated_at, ...rest }) => rest);
    expect(facts(other)).toEqual(facts(one));
    for (const name of ['orders', 'customers'] as const) {
      const ids = (dump: string) =>
        documents<Record<string, unknown>>(dump, name).map((document) => JSON.stringify(document));
      const seen = new Set(ids(one));
      expect(ids(other).filter((text) => seen.has(text))).toEqual([]);
    }
  });

  it('fewer customers and orders leave everything of the catalog alone', async () => {
    const fewer = digests(await generate(['--seed', '42', '--customers', '50', '--orders', '100']));
    for (const name of ['stores', 'categories', 'product_types', 'products', 'product_embeddings'] as const) {
      expect(fewer[name], name).toBe(GOLDEN[name]);
    }
    expect(fewer.orders).not.toBe(GOLDEN.orders);
  });
});
