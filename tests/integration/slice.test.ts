/** Slices through the command line: dumps, loads, parts, resuming and what is refused. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deserialize } from 'bson';
import { beforeAll, describe, expect, it } from 'vitest';
import { COLLECTION_NAMES, type CollectionName } from '../../src/core/model/index.js';
import { resolveSettings } from '../../src/core/settings/resolve.js';
import { sliced } from '../../src/core/slices/request.js';
import { generateDump } from '../../src/engine/generate-dump.js';
import { createDataset } from '../../src/library/dataset.js';
import { generateDump as generateLibraryDump } from '../../src/library/runs.js';
import { succeed, temporaryFolder, zava } from '../fixtures/cli.js';
import { bsonFile, digests, documents, dumpedById, rawDocuments, sha256 } from '../fixtures/cli-dump.js';
import { fewProducts } from '../fixtures/few-products.js';
import { expectSameCollections, expectSameDump } from '../fixtures/same-documents.js';
import { testServer } from '../fixtures/server.js';
import { documentsById } from '../fixtures/server-facts.js';
import { tiny } from '../fixtures/worlds.js';

const folder = temporaryFolder();
const server = testServer();
const full = join(folder, 'full');
// Shards so small that a slice has to hold through many of them.
const config = join(folder, 'small-shards.yaml');
// The same with all products.
const whole = join(folder, 'all-products.yaml');
const world = ['--preset', 'tiny', '--config', config];

const generate = (name: string, ...more: string[]) =>
  succeed(['generate', ...world, '--out', join(folder, name), '--quiet', ...more]);
const manifestOf = (name: string) => JSON.parse(readFileSync(join(folder, name, 'manifest.json'), 'utf8'));

beforeAll(async () => {
  writeFileSync(config, `${fewProducts(folder)}shards: { orders: 90, customers: 23 }\n`);
  writeFileSync(whole, 'shards: { orders: 90, customers: 23 }\n');
  await generate('full');
});

/** The digest of those of the full dataset that a filter keeps. */
function filteredDigest(name: CollectionName, keeps: (document: Record<string, string>) => boolean): string {
  return sha256(Buffer.concat(rawDocuments(full, name).filter((bytes) => keeps(deserialize(bytes)))));
}

describe('a dump of one store', () => {
  it.each(tiny.catalog.stores.map(({ store_id }) => store_id))(
    '%s is the filter of the full dump, by digest',
    async (store) => {
      const name = `only-${store}`;
      await generate(name, '--store', store.replace('store_', ''));
      const mine = new Set(
        documents<{ order_id: string; store_id: string }>(full, 'orders')
          .filter(({ store_id }) => store_id === store)
          .map(({ order_id }) => order_id),
      );
      const all = () => true;
      const here = (document: Record<string, string>) => document.store_id === store;
      const expected: Record<CollectionName, string> = {
        stores: filteredDigest('stores', all),
        categories: filteredDigest('categories', all),
        product_types: filteredDigest('product_types', all),
        products: filteredDigest('products', all),
        product_embeddings: filteredDigest('product_embeddings', all),
        customers: filteredDigest('customers', ({ primary_store_id }) => primary_store_id === store),
        inventory: filteredDigest('inventory', here),
        orders: filteredDigest('orders', here),
        order_items: filteredDigest('order_items', ({ order_id }) => mine.has(order_id)),
      };
      expect(digests(join(folder, name))).toEqual(expected);
      const { settings, collections, stock } = manifestOf(name);
      expect(settings.slice).toEqual({ stores: [store] });
      expect(settings.num_orders).toBe(1000);
      for (const collection of COLLECTION_NAMES) {
        const { count, sha256: said } = collections[collection];
        expect([count, said]).toEqual([
          rawDocuments(join(folder, name), collection).length,
          expected[collection],
        ]);
      }
      const rows = documents<{ stock_level: number }>(join(folder, name), 'inventory');
      expect(stock.level).toBe(rows.reduce((sum, { stock_level }) => sum + stock_level, 0));
      expect(stock.opening + stock.received - stock.sold).toBe(stock.level);
    },
  );
});

describe('a sample', () => {
  it('is the same with any number of workers, and every reference holds', async () => {
    await generate('one', '--sample', '20%', '--workers', '1');
    await generate('three', '--sample', '0.2', '--workers', '3');
    expectSameDump(join(folder, 'three'), join(folder, 'one'));
    const orders = documents<{ order_id: string; customer_id: string; item_count: number }>(
      join(folder, 'one'),
      'orders',
    );
    const customers = documents<{ customer_id: string }>(join(folder, 'one'), 'customers');
    const lines = documents<{ order_id: string }>(join(folder, 'one'), 'order_items');
    expect(new Set(customers.map(({ customer_id }) => customer_id))).toEqual(
      new Set(orders.map(({ customer_id }) => customer_id)),
    );
    for (const { order_id, item_count } of orders) {
      expect(lines.filter((line) => line.order_id === order_id)).toHaveLength(item_count);
    }
    expect(lines).toHaveLength(orders.reduce((sum, { item_count }) => sum + item_count, 0));
    for (const name of COLLECTION_NAMES) {
      const there = new Set(rawDocuments(full, name).map((bytes) => bytes.toString('hex')));
      for (const bytes of rawDocuments(join(folder, 'one'), name))
        expect(there.has(bytes.toString('hex'))).toBe(true);
    }
  });
});

describe('a slice in parts and stages', () => {
  it('is the same made in parts', async () => {
    await generate('whole', '--store', 'seattle,online');
    for (const part of ['2/2', '1/2']) await generate('parts', '--store', 'seattle,online', '--part', part);
    await generate('parts', '--store', 'online,seattle', '--finish');
    expectSameDump(join(folder, 'parts'), join(folder, 'whole'));
  });

  it('that is finished is not made again, and is no other one', async () => {
    await generate('since', '--since', '2026-06-01');
    const again = await succeed([
      'generate',
      ...world,
      '--since',
      '2026-06-01',
      '--resume',
      '--out',
      join(folder, 'since'),
      '--json',
    ]);
    expect(JSON.parse(again.stdout)).toMatchObject({ already: true });
    for (const [flags, words] of [
      [['--since', '2026-06-02'], /slice\.since is 2026-06-01 there and 2026-06-02 here/],
      [[], /slice\.since is 2026-06-01 there and not set here/],
    ] as const) {
      const { code, stderr } = await zava([
        'generate',
        ...world,
        ...flags,
        '--resume',
        '--out',
        join(folder, 'since'),
      ]);
      expect(stderr).toMatch(words);
      expect(code).toBe(1);
    }
  });
});

describe('a slice that was interrupted', () => {
  // Of some 6,000, half of which are the inventory, made last.
  it.each([300, 1500, 2700])(
    'after %d documents, and resumed, is that of an undisturbed run',
    async (documents) => {
      const flags = { preset: 'tiny', config: whole, workers: 2 };
      const settings = sliced(resolveSettings(flags, { env: {}, cwd: folder }), { sample: '0.6' });
      const place = join(folder, `interrupted-${documents}`);
      const stop = new AbortController();
      const interrupted = generateDump(settings, place, {
        signal: stop.signal,
        onProgress: ({ done }) => done > documents && stop.abort(new Error('enough')),
      });
      await expect(interrupted).rejects.toThrow('enough');
      expect(existsSync(join(place, 'manifest.json'))).toBe(false);
      await generateDump(settings, place, { resume: true });
      await generateDump(settings, `${place}-not`);
      expectSameDump(place, `${place}-not`);
    },
  );
});

describe('a load of a slice', () => {
  it.each([
    ['stores', ['--store', 'tacoma'], { store: 'tacoma' }],
    ['customers', [], {}],
    ['since', ['--since', '2026-03-01', '--sample', '0.7'], { since: '2026-03-01', sample: 0.7 }],
  ] as const)(
    'of %s has the documents of the dump, as zava verify and the library say',
    async (what, given, options) => {
      const ids = documents<{ customer_id: string }>(full, 'customers')
        .slice(3, 6)
        .map(({ customer_id }) => customer_id);
      const flags = what === 'customers' ? ['--customers-of', ids.join(',')] : given;
      const database = `slice_${what}`;
      const load = ['load', ...world, ...flags, '--uri', server.uri, '--database', database, '--quiet'];
      await succeed(load, { cwd: folder });
      await generate(`dump-${what}`, ...flags);
      const dump = join(folder, `dump-${what}`);
      expectSameCollections(await documentsById(server.client.db(database)), dumpedById(dump));
      expect(readFileSync(bsonFile(dump, 'orders')).length).toBeGreaterThan(0);
      const called = what === 'customers' ? { customersOf: ids } : options;
      const byLibrary = join(folder, `library-${what}`);
      await generateLibraryDump(createDataset({ preset: 'tiny', config, ...called }), byLibrary);
      expectSameDump(byLibrary, dump);
      const verify = ['verify', '--config', config, '--uri', server.uri, '--database', database, '--json'];
      for (const by of [['--manifest', join(dump, 'manifest.json')], []]) {
        const { stdout } = await succeed([...verify, ...by]);
        expect(JSON.parse(stdout)).toMatchObject({ exact: true });
      }
      const [gone] = documents<{ order_id: string }>(dump, 'orders');
      await server.client.db(database).collection('orders').deleteOne({ order_id: gone.order_id });
      const { code, stdout } = await zava([...verify, '--manifest', join(dump, 'manifest.json')]);
      expect(code).toBe(1);
      expect(JSON.parse(stdout).collections.orders.differences).toMatchObject({
        missing: { documents: 1, ids: [gone.order_id] },
        extra: { documents: 0 },
        changed: { documents: 0 },
      });
    },
  );
});

describe('what is refused, before anything is written', () => {
  it.each([
    [['--store', 'paris'], /--store is 'paris'; allowed is one of/],
    [['--customers-of', 'me'], /--customers-of is 'me'/],
    [['--since', 'yesterday'], /--since is 'yesterday'; allowed is a date/],
    [['--sample', '0'], /--sample is '0'; allowed is a share above 0/],
    [['--sample', '0.5', '--part', '1/2'], /--sample takes .* --part cannot know/],
    [['--store', 'seattle', '--fit', '30MB'], /--fit chooses the size of the whole dataset/],
  ])('%j', async (flags, words) => {
    const out = join(folder, 'refused');
    for (const command of [
      ['generate', '--out', out],
      ['load', '--uri', server.uri, '--database', 'refused'],
    ]) {
      const { code, stderr } = await zava([...command, '--preset', 'tiny', ...flags], { cwd: folder });
      expect(stderr).toMatch(words);
      expect(code).toBe(2);
    }
    expect(existsSync(out)).toBe(false);
    const { databases } = await server.client.db('admin').admin().listDatabases({ nameOnly: true });
    expect(databases.map(({ name }) => name)).not.toContain('refused');
  });
});
