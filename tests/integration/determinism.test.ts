/** Same seed, same bytes: whatever the workers, the batches, the locale, the clock, the chance and the Node.js. */
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { COLLECTION_NAMES } from '../../src/model/index.js';
import { fixture, NODE_24, type Options, succeed, temporaryFolder, zava } from '../fixtures/cli.js';
import { allFiles, digests, documents } from '../fixtures/cli-dump.js';

/** `generate --preset tiny --seed 42`. Another digest here is a new format version (see src/model/index.ts). */
const GOLDEN = {
  stores: '35f93a3b96133f7c3630b658fc30b8940f4e5f5156fe2e967da1e592a2fed887',
  categories: 'a0e0eabff17d740be8683c7d2f26ca5169292ab0da0acf70355eb75ba1bec378',
  product_types: '789c1a344fd6caf2ff16ca40bb578d5e36973aae017d822a98b2bc75d5f2874b',
  products: 'a3bae3786b93675f3c61753a33628b12a79076fe6772b573ba434a9316f42ddf',
  product_embeddings: '21e3112adbb1d92c56d3cc3d379db47eb6f39f406ef2f1e420463d43651b19d4',
  customers: '2d0ef0f6eec4a870d62b3cc670aecdb94bcb964caa389550f36006f27e93963b',
  inventory: 'fdef7350e6d871749a357148a330a684afa506fa58ab38cad8b3acd7a632779e',
  orders: 'f6a50013c40f20dad0289a1d6b22eaa3e5be566699fa72c45f88c24c82594230',
  order_items: 'ecbbdb017c9a2f5d4b12a6dad046ab2fea6c6973f6aef15a1bb693ceedad08ec',
};

/** Those of the world of several shards below: how they are cut and in which order they come is part of the format. */
const GOLDEN_SHARDED = {
  customers: '2d0ef0f6eec4a870d62b3cc670aecdb94bcb964caa389550f36006f27e93963b',
  orders: 'd996ff7013c5c052d17ccd6a552ce91d39ff05b188445c42b8c93de8a42a074c',
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
  let base: Record<string, string>;

  beforeAll(async () => {
    sharded = await config('shards.yaml', 'shards: { orders: 500, customers: 60 }');
    base = allFiles(await generate([...ORDERS, '--config', sharded, '--workers', '1']));
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
    expect(allFiles(dump)).toEqual(base);
  });

  it('is the same whatever the load settings', async () => {
    const other = await config(
      'load.yaml',
      'shards: { orders: 500, customers: 60 }\nload: { batch_documents: 3, batch_bytes: 1000, connections: 1, stock_update_months: 5 }',
    );
    expect(allFiles(await generate([...ORDERS, '--config', other]))).toEqual(base);
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
