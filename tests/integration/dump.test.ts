/** A dump: what the manifest says of it, what the stock file proves, and that readers that are not ours take it. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { EJSON } from 'bson';
import { beforeAll, describe, expect, it } from 'vitest';
import { COLLECTION_NAMES, FORMAT_VERSION } from '../../src/core/model/index.js';
import { fixture, REPOSITORY, succeed, temporaryFolder } from '../fixtures/cli.js';
import { bsonFile, rawDocuments, sha256 } from '../fixtures/cli-dump.js';
import { expectSameDump } from '../fixtures/same-documents.js';
import { testServer } from '../fixtures/server.js';

const PYTHON = join(REPOSITORY, '.zava/python/bin/python');

const folder = temporaryFolder();
const dump = join(folder, 'dump');
let manifest: {
  generator: string;
  format_version: number;
  seed: number;
  collections: Record<string, { count: number; bytes: number; sha256: string }>;
  stock: { file: string; sha256: string };
};

beforeAll(async () => {
  // As people call it.
  await succeed(['generate', '--preset', 'tiny', '--seed', '5', '--out', dump], { npx: true });
  manifest = JSON.parse(readFileSync(join(dump, 'manifest.json'), 'utf8'));
});

describe('the manifest', () => {
  it('says of each of the nine files how many documents and bytes it has, and its digest', () => {
    expect(Object.keys(manifest.collections)).toEqual(COLLECTION_NAMES);
    for (const name of COLLECTION_NAMES) {
      const bytes = readFileSync(bsonFile(dump, name));
      const count = rawDocuments(dump, name).length;
      expect(manifest.collections[name], name).toEqual({
        count,
        bytes: bytes.length,
        sha256: sha256(bytes),
        metadata_sha256: sha256(readFileSync(join(dump, 'zava', `${name}.metadata.json`))),
        digest: expect.stringMatching(/^[0-9a-f]{32}$/),
      });
      expect(count).toBeGreaterThan(0);
    }
    expect(manifest.stock.file).toBe('stock.jsonl');
    expect(manifest.stock.sha256).toBe(sha256(readFileSync(join(dump, 'stock.jsonl'))));
  });

  it('names the generator, the format and the seed', () => {
    expect(manifest).toMatchObject({ generator: 'zava', format_version: FORMAT_VERSION, seed: 5 });
  });

  it('and everything but the timings is the same from another folder, working folder and way of calling', async () => {
    const cwd = join(folder, 'elsewhere');
    execFileSync('mkdir', ['-p', cwd]);
    await succeed(['generate', '--preset', 'tiny', '--seed', '5', '--json', '--workers', '3'], { cwd });
    expectSameDump(join(cwd, 'out'), dump);
    expect(existsSync(join(cwd, 'out/timings.json'))).toBe(true);
  });
});

describe("pymongo's reader", () => {
  let found: {
    counts: Record<string, number>;
    types: Record<string, Record<string, string[]>>;
    orders: number;
    unequal: string[];
    linesWithoutOrder: number;
    linesWithWrongTotal: number;
  };

  beforeAll(() => {
    expect(existsSync(PYTHON), 'run `make .zava/python/.ready`').toBe(true);
    found = JSON.parse(
      execFileSync(PYTHON, [fixture('read_dump.py'), join(dump, 'zava')], { encoding: 'utf8' }),
    );
  });

  it('finds the documents that the manifest counts', () => {
    const counts = Object.entries(manifest.collections).map(([name, { count }]) => [name, count]);
    expect(found.counts).toEqual(Object.fromEntries(counts));
  });

  it('finds money as float, counts as int, moments as str, and ObjectId only as the _id of customers', () => {
    const { orders, order_items, inventory, products, product_embeddings, customers, stores } = found.types;
    for (const field of ['subtotal', 'tax', 'discount_total', 'total'])
      expect(orders[field]).toEqual(['float']);
    for (const field of ['unit_price', 'discount_amount', 'line_total']) {
      expect(order_items[field]).toEqual(['float']);
    }
    for (const field of ['cost', 'base_price', 'gross_margin_percent']) {
      expect(products[field]).toEqual(['float']);
    }
    expect(orders.item_count).toEqual(['int']);
    for (const field of ['quantity', 'discount_percent']) expect(order_items[field]).toEqual(['int']);
    for (const field of ['stock_level', 'reorder_threshold']) expect(inventory[field]).toEqual(['int']);
    for (const field of ['order_date', 'created_at', 'updated_at']) expect(orders[field]).toEqual(['str']);
    for (const field of ['last_updated', 'last_counted']) expect(inventory[field]).toEqual(['str']);
    expect(stores['location.latitude']).toEqual(['float']);
    expect(product_embeddings['image_embedding[]']).toEqual(['float']);
    expect(product_embeddings['description_embedding[]']).toEqual(['float']);
    expect(customers._id).toEqual(['ObjectId']);
    // Int64, Decimal128, datetime and None would show here by their own names.
    const all = new Set(Object.values(found.types).flatMap((fields) => Object.values(fields).flat()));
    expect([...all].sort()).toEqual(['ObjectId', 'bool', 'dict', 'float', 'int', 'list', 'str']);
  });

  it('finds every order equal to the sum of its lines, to the cent', () => {
    expect(found).toMatchObject({ unequal: [], linesWithoutOrder: 0, linesWithWrongTotal: 0 });
    expect(found.orders).toBe(1000);
  });
});

describe('the metadata files', () => {
  const server = testServer();

  it.each(COLLECTION_NAMES)('%s: a real server takes options and indexes as they are', async (name) => {
    const path = join(dump, 'zava', `${name}.metadata.json`);
    const metadata = EJSON.parse(readFileSync(path, 'utf8'), { relaxed: false });
    expect(metadata).toMatchObject({ collectionName: name, type: 'collection' });
    const db = server.client.db('metadata');
    await db.createCollection(name, metadata.options);
    await db.command({ createIndexes: name, indexes: metadata.indexes });

    const stored = await db.collection(name).listIndexes().toArray();
    expect(stored).toEqual(EJSON.parse(EJSON.stringify(metadata.indexes)));
    const [{ options }] = (await db.listCollections({ name }).toArray()) as unknown as [{ options: object }];
    expect(options).toEqual(metadata.options);
    expect(options).toEqual(
      name === 'product_embeddings' ? {} : { changeStreamPreAndPostImages: { enabled: true } },
    );
    expect(statSync(path).size).toBeGreaterThan(0);
  });
});
