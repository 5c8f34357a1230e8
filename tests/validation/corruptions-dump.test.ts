/** What only a dump can suffer: files that are cut off, overwritten or missing, and documents that no server takes. */
import { appendFileSync, cpSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { CollectionName } from '../../src/core/model/index.js';
import { resolveSettings } from '../../src/core/settings/resolve.js';
import { generateDump } from '../../src/engine/generate-dump.js';
import { type ManifestContent, readManifest } from '../../src/engine/manifest/read-manifest.js';
import { readStock, type StockRow } from '../../src/tools/validate/checks/stock.js';
import { DumpSource } from '../../src/tools/validate/dump/dump-source.js';
import { validate } from '../../src/tools/validate/validate.js';
import { temporaryFolder } from '../fixtures/cli.js';
import { bsonFile, rawDocuments } from '../fixtures/cli-dump.js';
import { tinyEighth } from '../fixtures/worlds.js';

const folder = temporaryFolder();
const dump = join(folder, 'corrupted');
let manifest: ManifestContent;
let stock: StockRow[];

beforeAll(async () => {
  const settings = {
    ...resolveSettings({ workers: 1 }, { env: {}, cwd: folder }),
    world: tinyEighth,
  };
  await generateDump(settings, join(folder, 'sound'));
  manifest = readManifest(join(folder, 'sound/manifest.json'), settings.world.catalog);
  stock = await readStock(join(folder, 'sound/stock.jsonl'));
});

async function report(corrupt: () => void, tableKeys?: number) {
  rmSync(dump, { recursive: true, force: true });
  cpSync(join(folder, 'sound'), dump, { recursive: true });
  corrupt();
  const source = await DumpSource.open(dump, undefined, tableKeys);
  return validate(source, { world: manifest.world, manifest, stock });
}

async function failures(corrupt: () => void) {
  const { checks } = await report(corrupt);
  return Object.fromEntries(checks.flatMap((check) => (check.ok ? [] : [[check.id, check]])));
}

const overwrite = (name: CollectionName, at: number, byte: number): void => {
  const bytes = readFileSync(bsonFile(dump, name));
  bytes[at] = byte;
  writeFileSync(bsonFile(dump, name), bytes);
};
/** Where the document at a place begins. */
const offset = (name: CollectionName, place: number): number =>
  rawDocuments(dump, name)
    .slice(0, place)
    .reduce((sum, { length }) => sum + length, 0);

describe('a dump', () => {
  it('that is cut off has the documents before', async () => {
    const found = await failures(() => {
      const file = bsonFile(dump, 'stores');
      truncateSync(file, readFileSync(file).length - 10);
    });
    expect(Object.keys(found).sort()).toEqual([
      // Whatever names the last store, online, finds it no more.
      'customers.store-exists',
      'files.sha256',
      'files.whole',
      'inventory.store-exists',
      'orders.store-exists',
      'stores.count',
    ]);
    expect(found['files.whole'].examples).toEqual([expect.stringMatching(/^stores\.bson: .* is cut off$/)]);
    expect(found['stores.count']).toMatchObject({ broken: 1, detail: 'It has 7.' });
  });

  it('with a flipped length ends there', async () => {
    const found = await failures(() => overwrite('product_types', offset('product_types', 1) + 3, 0x7f));
    expect(found['files.whole'].examples).toEqual([
      expect.stringMatching(/^product_types\.bson: at byte \d+ there is no document$/),
    ]);
    expect(found['product_types.count'].detail).toBe('It has 1.');
  });

  it('with a document that is no BSON has all the others', async () => {
    // The type of the second document's first field.
    const found = await failures(() => overwrite('customers', offset('customers', 1) + 4, 0x66));
    expect(Object.keys(found).sort()).toEqual(['files.sha256', 'files.whole', 'orders.customer-exists']);
    expect(found['files.whole'].examples[0]).toMatch(/^customers\.bson: a document is no BSON: /);
  });

  it('with a flipped letter is not the one that was written', async () => {
    const found = await failures(() => {
      const bytes = readFileSync(bsonFile(dump, 'products'));
      overwrite('products', bytes.indexOf('product_description') + 30, 0x58);
    });
    expect(Object.keys(found)).toEqual(['files.sha256']);
    expect(found['files.sha256'].examples).toEqual(['products.bson']);
  });

  it('with documents twice tells their ids', async () => {
    const names = ['customers', 'inventory', 'order_items', 'orders'] as const;
    const found = await failures(() => {
      for (const name of names) appendFileSync(bsonFile(dump, name), rawDocuments(dump, name)[0]);
    });
    expect(Object.keys(found).sort()).toEqual([
      ...['count', 'customer-id-unique', 'email-unique', 'id-unique'].map((id) => `customers.${id}`),
      'files.sha256',
      ...['count', 'id-unique', 'store-product-unique'].map((id) => `inventory.${id}`),
      ...['count', 'id-unique'].map((id) => `order_items.${id}`),
      ...['count', 'lines-counted', 'order-id-unique', 'subtotal'].map((id) => `orders.${id}`),
      ...['level', 'sold'].map((id) => `stock.${id}`),
    ]);
    expect(found['order_items.id-unique']).toMatchObject({ broken: 2 });
  });

  it('without a file lacks its documents', async () => {
    const found = await failures(() => rmSync(bsonFile(dump, 'product_embeddings')));
    expect(Object.keys(found).sort()).toEqual([
      'files.sha256',
      'product_embeddings.count',
      'products.has-embedding',
    ]);
  });

  it.each([
    ['no JSON', '{"indexes": ['],
    ['another kind of JSON', '[1]'],
    ['indexes that are none', '{"indexes": [{"name": 1}]}'],
  ])('with metadata that is %s has no indexes', async (_, text) => {
    const found = await failures(() => writeFileSync(join(dump, 'zava/stores.metadata.json'), text));
    expect(Object.keys(found).sort()).toEqual(['files.whole', 'stores.images', 'stores.indexes']);
    expect(found['files.whole'].examples).toEqual(['stores.metadata.json: it is no metadata of mongodump']);
  });

  it('may have metadata without indexes, as mongodump writes of a view', async () => {
    const found = await failures(() =>
      writeFileSync(join(dump, 'zava/stores.metadata.json'), '{"indexes": null}'),
    );
    expect(Object.keys(found).sort()).toEqual(['stores.images', 'stores.indexes']);
  });
});

describe('a validation', () => {
  it('of a dump ends where it is interrupted', async () => {
    const source = await DumpSource.open(join(folder, 'sound'));
    const signal = AbortSignal.abort(new Error('interrupted'));
    await expect(validate(source, { world: manifest.world }, signal)).rejects.toThrow('interrupted');
  });
});

describe('a dump that is read in several passes', () => {
  /** Breaks something in each kind of work: copies of two large parents, sums, what is unique, tallies. */
  const corrupt = () => {
    appendFileSync(bsonFile(dump, 'order_items'), rawDocuments(dump, 'order_items')[7]);
    appendFileSync(bsonFile(dump, 'customers'), rawDocuments(dump, 'customers')[50]);
    const products = rawDocuments(dump, 'products').filter((_, i) => i % 10 !== 0);
    writeFileSync(bsonFile(dump, 'products'), Buffer.concat(products));
    const orders = rawDocuments(dump, 'orders').filter((_, i) => i % 100 !== 0);
    writeFileSync(bsonFile(dump, 'orders'), Buffer.concat(orders));
  };

  it.each([
    ['a sound one', () => undefined, 0],
    ['a broken one', corrupt, 9],
  ])('gives the same report of %s', async (_, change, least) => {
    const { milliseconds: __, ...whole } = await report(change);
    expect(whole.checks.filter(({ ok }) => !ok).length).toBeGreaterThanOrEqual(least);
    // With the fewer keys customers, products and orders are all split.
    for (const tableKeys of [50, 1500]) {
      const { milliseconds: ___, ...inParts } = await report(change, tableKeys);
      expect(inParts).toEqual(whole);
    }
  });
});
