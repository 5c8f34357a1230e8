/** The statements of examples/dql/: in a real Ditto store that zava has filled they give what MongoDB gives. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Db, Document } from 'mongodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CollectionName, MODELS } from '../../src/core/model/index.js';
import { createDataset } from '../../src/library/dataset.js';
import { seedDatabase } from '../../src/library/seed.js';
import { dittoDocument } from '../../src/tools/ditto/document.js';
import { createIndex, DITTO_INDEXES } from '../../src/tools/ditto/seed/indexes.js';
import { REPOSITORY, succeed, temporaryFolder } from '../fixtures/cli.js';
import { type OpenStore, openDittoStore, type Row, SDK_HOME } from '../fixtures/ditto-store.js';
import { mongodBinary, testServer } from '../fixtures/server.js';

interface Example {
  name: string;
  kind: 'read' | 'subscription' | 'write';
  dql: string;
  text: string;
  profile?: string;
  after?: string;
  arguments: Record<string, unknown>;
  elsewhere: Record<string, string>;
  indexes: string[];
  subscriptions: string[];
}
type Query = (query: string) => Promise<Row[]>;
const { argumentsOf, collectionOf, comparable, askMongo, readExamples } = (await import(
  new URL('../../bench/dql/examples.mjs', import.meta.url).href
)) as {
  readExamples(): Example[];
  argumentsOf(example: Example, query: Query): Promise<Record<string, unknown>>;
  askMongo(db: Db, example: Example, values: object): Promise<Document & Document[]>;
  collectionOf(example: Example): CollectionName;
  comparable(rows: readonly object[], example: { dql: string }): string[];
};

const examples = readExamples();
const ofKind = (...kinds: Example['kind'][]) => examples.filter(({ kind }) => kinds.includes(kind));

const folder = temporaryFolder();
const server = testServer();
let db: Db;
let store: OpenStore;
let byUuid: OpenStore;

beforeAll(async () => {
  const seed = (...flags: string[]) =>
    succeed(['ditto', 'seed', '--preset', 'tiny', '--quiet', ...flags], { cwd: SDK_HOME });
  const [plain, uuid] = [join(folder, 'plain'), join(folder, 'uuid')];
  await seed('--dir', plain);
  await seed('--dir', uuid, '--store', 'seattle', '--inventory', 'uuid');
  [store, byUuid] = [await openDittoStore(plain), await openDittoStore(uuid)];
  db = server.client.db('dql');
  await seedDatabase(db, createDataset({ preset: 'tiny' }));
});
afterAll(async () => {
  await store?.close();
  await byUuid?.close();
});

/** Of MongoDB, as Ditto has them: whole documents under their Ditto ids, and rows of other fields as they are. */
const asDitto = (name: CollectionName, rows: readonly Document[]): object[] =>
  rows.map((row) => ('_id' in row ? dittoDocument(name, 'store-product', row) : row));

const everything = { dql: '' };

describe('what reads and what subscribes', () => {
  it.each(ofKind('read', 'subscription').map((one) => [one.name, one] as const))('%s', async (_, example) => {
    const { arguments: values, text, kind } = example;
    const rows = await store.query(text, values);
    const theirs = await askMongo(db, example, values);
    expect(comparable(rows, example)).toEqual(comparable(asDitto(collectionOf(example), theirs), example));
    expect(rows.length).toBeGreaterThan(0);
    if (kind === 'subscription') await store.subscribe(text, values);
  });

  it('what holds elsewhere is in tiny what the header says', async () => {
    for (const example of examples) {
      expect(await argumentsOf(example, store.query), example.name).toEqual(example.arguments);
    }
  });
});

describe('what writes', () => {
  it.each(ofKind('write').map((one) => [one.name, one] as const))('%s', async (_, example) => {
    const { arguments: values, text } = example;
    const name = collectionOf(example);
    const { n } = await askMongo(db, example, values);
    const { changed } = await store.execute(text, values);
    expect(changed).toBe(n);
    expect(changed).toBeGreaterThan(0);
    const stored = await db.collection(name).find().toArray();
    const rows = await store.query(`SELECT * FROM ${name}`);
    expect(comparable(rows, everything)).toEqual(comparable(asDitto(name, stored), everything));
  });
});

describe('headers', () => {
  it('name the indexes of a seeded store, each of which somebody needs', () => {
    const named = new Set(examples.flatMap(({ indexes }) => indexes));
    const made = DITTO_INDEXES.map(({ collection, fields }) => `${collection} (${fields.join(', ')})`);
    expect([...named].sort()).toEqual(made.sort());
    for (const { fields } of DITTO_INDEXES) {
      expect(new Set(fields.map((field) => field.endsWith(' DESC'))).size).toBe(1);
    }
  });

  it('name subscriptions that are there, and of the large collections all that are read', () => {
    const subscriptions = new Map(ofKind('subscription').map((one) => [one.name, collectionOf(one)]));
    for (const { name, subscriptions: under, dql } of ofKind('read', 'write')) {
      const collections = under.map((one) => subscriptions.get(one));
      const used = [...dql.matchAll(/(?:FROM|JOIN|UPDATE|INTO) (\w+)/g)].map(([, one]) => one);
      expect(new Set(collections), name).toEqual(new Set(used));
    }
    expect(new Set(subscriptions.values())).toEqual(
      new Set(Object.keys(MODELS).filter((name) => name !== 'product_embeddings')),
    );
  });

  it('name statements that are there', () => {
    const known = new Set(examples.map(({ name }) => name));
    for (const { after } of examples) if (after !== undefined) expect(known).toContain(after);
  });
});

/** What the headers and README.md warn of, tried. A later SDK that behaves otherwise is a reason to take the warning out. */
describe('what goes wrong silently', () => {
  const nothing = async (query: string, values: Record<string, unknown>, of = store) =>
    expect(await of.query(query, values)).toEqual([]);

  it('a Date, a list in brackets and a number for a text find nothing', async () => {
    const orders = 'SELECT * FROM orders WHERE order_date >= :since';
    await nothing(orders, { since: new Date('2020-01-01') });
    expect((await store.query(orders, { since: '2026-01-01T00:00:00Z' })).length).toBeGreaterThan(0);
    await nothing('SELECT * FROM products WHERE _id IN (:ids)', { ids: ['prod_pwr_drill_001'] });
    await nothing('SELECT * FROM inventory WHERE location.aisle = :aisle', { aisle: 6 });
  });

  it('an id of two fields finds nothing where ids are texts', async () => {
    const example = examples.find(({ profile }) => profile !== undefined) as Example;
    await nothing(example.text, example.arguments, byUuid);
    const fields = examples.find(({ name }) => name === 'product-location') as Example;
    expect(await byUuid.query(fields.text, fields.arguments)).toHaveLength(1);
  });

  it('an aggregate of nothing is a row, and substr counts from 0', async () => {
    const none = "FROM orders WHERE store_id = 'nowhere'";
    expect(await store.query(`SELECT COUNT(*) AS orders ${none}`)).toEqual([{ orders: 0 }]);
    expect(await store.query(`SELECT status, COUNT(*) AS orders ${none} GROUP BY status`)).toHaveLength(1);
    const months =
      "SELECT substr('2026-10-01', 0, 7) AS a, substr('2026-10-01', 1, 7) AS b FROM stores LIMIT 1";
    expect(await store.query(months)).toEqual([{ a: '2026-10', b: '026-10-' }]);
  });

  it('what joins is refused two conditions in WHERE, and takes them in ON', async () => {
    const from = 'SELECT i._id AS id FROM inventory AS i JOIN products AS p ON p._id = i.product_id';
    const conditions = "p.category_id = 'cat_power_tools' AND p.deleted = false";
    await expect(store.query(`${from} WHERE ${conditions}`)).rejects.toThrow('index support');
    expect((await store.query(`${from} AND ${conditions}`)).length).toBeGreaterThan(0);
  });

  it('an index of two directions gives the oldest for the newest', async () => {
    const documents = Array.from({ length: 9 }, (_, i) => ({
      _id: `${i}`,
      store: 'a',
      at: `2026-01-0${i + 1}`,
    }));
    await store.execute('INSERT INTO tried DOCUMENTS (:documents)', { documents });
    await store.execute('CREATE INDEX tried_mixed ON tried (store, at DESC)');
    const newest = "SELECT * FROM tried WHERE store = 'a' ORDER BY at DESC LIMIT 1";
    expect(await store.query(newest)).toMatchObject([{ at: '2026-01-01' }]);
    await store.execute('DROP INDEX tried_mixed ON tried');
    await store.execute('CREATE INDEX tried_descending ON tried (store DESC, at DESC)');
    expect(await store.query(newest)).toMatchObject([{ at: '2026-01-09' }]);
  });

  it('of a second index under the name of a first one, known statements know nothing', async () => {
    const query = "SELECT * FROM renamed WHERE store = 'a' ORDER BY at";
    await store.execute('INSERT INTO renamed DOCUMENTS (:document)', {
      document: { _id: '1', store: 'a', at: 1 },
    });
    await store.execute('CREATE INDEX one ON renamed (store)');
    expect(await store.query(query)).toHaveLength(1);
    await store.execute('DROP INDEX one ON renamed');
    await store.execute('CREATE INDEX one ON renamed (at)');
    await nothing(query, {});
  });

  it('an index of all that is asked for gives them in no order', async () => {
    await store.execute('CREATE INDEX tried_ascending ON covered (store, at)');
    const documents = [3, 1, 4, 2].map((at) => ({ _id: `${at}`, store: 'a', at }));
    await store.execute('INSERT INTO covered DOCUMENTS (:documents)', { documents });
    const newest = "FROM covered WHERE store = 'a' ORDER BY at DESC LIMIT 1";
    expect(await store.query(`SELECT at ${newest}`)).not.toEqual([{ at: 4 }]);
    expect(await store.query(`SELECT * ${newest}`)).toMatchObject([{ at: 4 }]);
  });

  it('a number that is a text is left out of a sum, and a Date is stored as nothing', async () => {
    const documents = [
      { _id: '1', quantity: 2, at: new Date(0) },
      { _id: '2', quantity: '3' },
    ];
    await store.execute('INSERT INTO mixed DOCUMENTS (:documents)', { documents });
    expect(await store.query('SELECT SUM(quantity) AS units FROM mixed')).toEqual([{ units: 2 }]);
    expect(await store.query("SELECT at FROM mixed WHERE _id = '1'")).toEqual([{ at: {} }]);
  });

  it('IF NOT EXISTS makes an index once', async () => {
    for (const index of DITTO_INDEXES) await store.execute(createIndex(index));
    expect(await store.query("SELECT * FROM system:indexes WHERE collection = 'inventory'")).toHaveLength(2);
  });
});

it("the bench measures every statement and finds MongoDB's rows", async () => {
  const args = [join(REPOSITORY, 'bench/dql/run.mjs'), '--preset', 'tiny', '--rounds', '1', '--json'];
  const env = { ...process.env, ZAVA_MONGOD: await mongodBinary() };
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: folder, env });
  const { statements } = JSON.parse(stdout) as { statements: { name: string; same: boolean }[] };
  expect(statements.map(({ name, same }) => [name, same])).toEqual(examples.map(({ name }) => [name, true]));
});
