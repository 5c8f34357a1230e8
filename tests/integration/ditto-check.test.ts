/** `zava ditto check` against a real server: each fault is made for real and found, and a sound database has none. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { Decimal128, type Document, Long, MongoClient, ObjectId, UUID } from 'mongodb';
import { beforeAll, describe, expect, it } from 'vitest';
import { MODELS } from '../../src/core/model/index.js';
import type { DittoProfile } from '../../src/core/model/schema.js';
import { written } from '../../src/message.js';
import { LOAD_RECORD } from '../../src/mongodb/load-record.js';
import { checkForConnector } from '../../src/tools/ditto/check/run.js';
import { setUpCollections } from '../../src/tools/operate/setup/collections.js';
import { succeed, temporaryFolder, zava } from '../fixtures/cli.js';
import { fewProducts } from '../fixtures/few-products.js';
import { testServer } from '../fixtures/server.js';
import { authServer, PASSWORDS } from '../fixtures/server-auth.js';

const folder = temporaryFolder();
const server = testServer();
const config = join(folder, 'zava.yaml');
writeFileSync(config, `preset: tiny\n${fewProducts(folder)}`);

const documents = (database: string, name: string) =>
  server.client.db(database).collection<Document & { _id: unknown }>(name);
const load = (database: string) =>
  succeed(['load', '--uri', server.uri, '--database', database, '--config', config, '--quiet'], {
    cwd: folder,
  });

/** Everything but what passes, as `warn types.kept orders: sentence -> cure`. */
async function faults(
  database: string,
  profile: DittoProfile = 'store-product',
  client: MongoClient = server.client,
): Promise<string[]> {
  const findings = await checkForConnector(client.db(database), 'here', profile);
  return findings
    .filter(({ status }) => status !== 'pass')
    .map(({ id, status, collection, what, cure }) => {
      const [words, remedy] = [what, cure ?? ''].map((one) => written(one, 'command line'));
      return `${status} ${id} ${collection ?? ''}: ${words} -> ${remedy}`;
    });
}

/** The one line about something. */
async function fault(database: string, about: string, profile?: DittoProfile): Promise<string> {
  const lines = (await faults(database, profile)).filter((line) => line.includes(about));
  expect(lines).toHaveLength(1);
  return lines[0] as string;
}

/** The lines about something, from a database of a few documents that one of its collections was given. */
async function faultsOf(database: string, name: string, odd: readonly Document[]): Promise<string[]> {
  await documents(database, name).deleteMany({});
  const sound = await documents('shop', name).find({ deleted: false }).limit(2).toArray();
  await documents(database, name).insertMany([...sound, ...(odd as (Document & { _id: unknown })[])]);
  const about = new RegExp(`^\\w+ (ids|types)\\.\\w+ ${name}: (?!.*has no unique index)`);
  return (await faults(database)).filter((line) => about.test(line));
}

/** Runs what a cure says is to be run in mongosh. */
async function cure(database: string, line: string, from: string): Promise<void> {
  const command = line.slice(line.indexOf(from, line.indexOf(' -> ')) + from.length);
  const db = new Proxy({}, { get: (_, name) => documents(database, String(name)) });
  await runInNewContext(command, { db });
}

/** What every database on the server of the tests has, which is too old for a connector. */
const VERSION = expect.stringMatching(
  /^fail server\.version : The server is MongoDB 6\.0\.\d+, and the connector takes 7\.0\.13, 8\.0 or newer -> upgrade/,
);

describe('a sound database', () => {
  beforeAll(() => load('shop'));

  it.each(['store-product', 'uuid'] as const)('has the version alone against it, by %s', async (profile) => {
    expect(await faults('shop', profile)).toEqual([VERSION]);
  });

  it('also after a soft reset and a triggered sync, which add fields', async () => {
    const marks = { _ditto_sync_triggered: '2026-01-01T00:00:00.000Z', deleted_at: '2026-01-01T00:00:00Z' };
    await documents('shop', 'stores').updateMany({}, { $set: marks });
    expect(await faults('shop')).toEqual([VERSION]);
  });

  it('as a command: JSON with counts, and the exit code', async () => {
    const on = ['--uri', server.uri, '--database', 'shop'];
    const { code, stdout } = await zava(['ditto', 'check', ...on, '--inventory', 'uuid', '--json']);
    const { ok, counts, findings, inventory } = JSON.parse(stdout);
    expect({ code, ok, counts, inventory }).toEqual({
      code: 1,
      ok: false,
      counts: { pass: 18, warn: 0, fail: 1, unknown: 0 },
      inventory: 'uuid',
    });
    expect(findings).toHaveLength(19);
  });

  it('writes nothing', async () => {
    const before = await server.client.db('shop').command({ dbStats: 1 });
    const hash = await server.client.db('shop').command({ dbHash: 1 });
    await faults('shop');
    expect((await server.client.db('shop').command({ dbHash: 1 })).md5).toBe(hash.md5);
    expect((await server.client.db('shop').command({ dbStats: 1 })).collections).toBe(before.collections);
  });
});

describe('ids that are others in Ditto', () => {
  const hex = 'a'.repeat(24);
  const [line, order, product, stock] = ['order_items', 'orders', 'products', 'inventory'].map(
    (name) => async (fields: Document) => {
      const [one] = await documents('shop', name).find({ deleted: false }).skip(2).limit(1).toArray();
      return { ...one, ...fields };
    },
  ) as ((fields: Document) => Promise<Document>)[] as [Maker, Maker, Maker, Maker];
  type Maker = (fields: Document) => Promise<Document>;

  it('an ObjectId, and the string that it becomes', async () => {
    const odd = [await line({ _id: new ObjectId(hex) }), await line({ _id: hex })];
    const found = await faultsOf('ids', 'order_items', odd);
    expect(found).toEqual([
      expect.stringMatching(
        /^warn ids\.type order_items: order_items\._id is an ObjectId in 1 document, such as new ObjectId\('a{24}'\), and a string in the model, which becomes a string of hex digits in Ditto -> /,
      ),
      expect.stringMatching(
        /^fail ids\.unique order_items: order_items has 2 documents that share _id with another \(1 value, .* -> in mongosh: db\.order_items\.aggregate\(.* shows them; delete all but one/,
      ),
    ]);
    expect(await faultsOf('ids', 'order_items', odd.slice(0, 1))).toEqual([found[0]]);
    await cure('ids', found[0] as string, 'delete the old ones: ');
    expect((await faults('ids')).join()).not.toContain(' ids.type ');
  });

  it('a number: without a connector its document is deleted, beside one it is marked', async () => {
    const odd = [await order({ _id: 7 })];
    const [alone, ...more] = await faultsOf('ids', 'orders', odd);
    expect(more).toEqual([]);
    expect(alone).toMatch(
      /^warn ids\.type orders: orders\._id is a number in 1 document, such as 7, .*find it -> /,
    );
    expect(alone).not.toContain('$set');
    await cure('ids', alone as string, 'delete the old ones: ');
    expect(await faults('ids')).not.toContainEqual(expect.stringContaining('orders._id'));

    await documents('ids', '__ditto_connector_sessions').insertOne({ _id: 'session' });
    const [followed] = await faultsOf('ids', 'orders', odd);
    expect(followed).not.toContain('deleteMany');
    await cure('ids', followed as string, 'mark the old ones: ');
    expect(await documents('ids', 'orders').findOne({ _id: 7 as never })).toMatchObject({ deleted: true });
    expect(await faults('ids')).not.toContainEqual(expect.stringContaining('orders._id'));
    await documents('ids', '__ditto_connector_sessions').drop();
  });

  it('what no id can be: a Date, a Decimal128, NaN and the empty string', async () => {
    const odd = [new Date(0), Decimal128.fromString('7'), Number.NaN, ''].map((product_id, i) => ({
      product_id,
      _id: `odd ${i}`,
    }));
    const rows = await Promise.all(odd.map((fields) => stock(fields)));
    const found = await faultsOf('ids', 'inventory', rows);
    expect(found.map((one) => one.split(', and')[0]).slice(0, 4)).toEqual([
      "fail ids.present inventory: inventory.product_id is empty in 1 document, such as 'odd 3'",
      "fail ids.type inventory: inventory.product_id is NaN or infinite in 1 document, such as 'odd 2'",
      "fail ids.type inventory: inventory.product_id is a Date in 1 document, such as 'odd 0'",
      "fail ids.type inventory: inventory.product_id is a Decimal128 in 1 document, such as 'odd 1'",
    ]);
    for (const one of found.slice(0, 4)) await cure('ids', one, 'delete the old ones: ');
    expect(await documents('ids', 'inventory').countDocuments()).toBe(2);
  });

  it('an _id that is empty, NaN, or of a type of its own is told as it is typed', async () => {
    const ids = ['', Number.NaN, new Date(0)];
    const rows = ids.map((_id, i) => order({ _id, order_id: `order ${i}` }));
    const found = await faultsOf('ids', 'orders', await Promise.all(rows));
    expect(found.map((one) => / such as (\S+),/.exec(one)?.[1])).toEqual([
      "''",
      'NaN',
      '1970-01-01T00:00:00.000Z',
    ]);
  });

  it('an _id that is not the id that the document has in itself', async () => {
    const found = await faultsOf('ids', 'products', [await product({ _id: 'dif1', product_id: 'other' })]);
    expect(found).toContainEqual(
      expect.stringMatching(
        /^fail ids\.repeated products: products\._id is not product_id in 1 document, such as 'dif1': the connector goes by the one and apps by the other -> /,
      ),
    );
    await cure('ids', found[0] as string, 'delete the old ones: ');
    expect((await faults('ids')).join()).not.toContain('ids.repeated');
  });
});

describe('values that are others in Ditto', () => {
  it('what is in arrays of objects, numbers that are none, and names that no path can say', async () => {
    const [one] = await documents('shop', 'products').find().limit(1).toArray();
    const parts = [{ when: new Date(), price: Decimal128.fromString('1') }, { nested: [new Date()] }];
    const odd = {
      _id: 'odd',
      product_id: 'odd',
      parts,
      base_price: Number.NEGATIVE_INFINITY,
      'a.b': 1,
      $x: { y: new Date() },
      specifications: { 'c.d': 1 },
    };
    const found = await faultsOf('ids', 'products', [{ ...one, ...odd }]);
    expect(found.map((line) => line.split(' in 1 document')[0]).sort()).toEqual([
      'warn types.kept products: products.base_price is NaN or infinite',
      'warn types.kept products: products.parts is an array',
      'warn types.kept products: products.parts[].nested is an array',
      'warn types.kept products: products.parts[].nested[] is a Date',
      'warn types.kept products: products.parts[].price is a Decimal128',
      'warn types.kept products: products.parts[].when is a Date',
      'warn types.keys products: products has a dot or a $ in the name of the field $x',
      'warn types.keys products: products has a dot or a $ in the name of the field a.b',
      'warn types.keys products: products has a dot or a $ in the name of the field specifications.c.d',
    ]);
    const infinite = found.find((line) => line.includes('infinite')) as string;
    await cure('ids', infinite, 'in mongosh: ');
    expect((await faults('ids')).join()).not.toContain('base_price');
    expect(found.find((line) => line.includes('[].when'))).toContain(
      '-> in mongosh: db.products.find({ "parts.when": { $type: "date" } }) shows them; ',
    );
  });

  it('a price in words, and a mark of deletion in words: the cures make them what the model says', async () => {
    const [one] = await documents('shop', 'products').find().limit(1).toArray();
    const as = (_id: string, fields: Document) => ({ ...one, _id, product_id: _id, sku: _id, ...fields });
    const found = await faultsOf('ids', 'products', [
      as('odd1', { cost: 'twelve', deleted: 'no' }),
      as('odd2', { cost: '12.5', deleted: 'yes' }),
    ]);
    expect(found.map((line) => line.split(' in 2 documents')[0]).sort()).toEqual([
      'warn types.mixed products: products.cost is a string',
      'warn types.mixed products: products.deleted is a string',
    ]);
    for (const line of found) await cure('ids', line, 'in mongosh: ');
    expect(
      await documents('ids', 'products')
        .find({ _id: /^odd/ as never }, { projection: { _id: 0, cost: 1, deleted: 1 }, sort: { _id: 1 } })
        .toArray(),
    ).toEqual([
      { cost: null, deleted: false },
      { cost: 12.5, deleted: true },
    ]);
    expect((await faults('ids')).join()).not.toContain('types.mixed');
  });

  it('an _id that is no id in Ditto is changed by no update either', async () => {
    const [one] = await documents('shop', 'customers').find({ deleted: false }).limit(1).toArray();
    const odd = { ...one, _id: new Date(0), customer_id: 'odd' };
    const found = await faultsOf('ids', 'customers', [odd]);
    expect(found).toEqual([
      expect.stringMatching(/^warn types\.kept customers: customers\._id is a Date in /),
    ]);
    expect(found[0]).not.toContain('$set: { "_id"');
    await cure('ids', found[0] as string, 'delete the old ones: ');
    expect((await faults('ids')).join()).not.toContain('customers._id');
  });
});

describe('what is wrong with documents', () => {
  it('an id that is null, missing, empty, an object or an array', async () => {
    const customers = documents('shop', 'customers');
    const five = await customers.find().limit(5).toArray();
    const [a, b, c, d, e] = five.map(({ _id }) => ({ _id }));
    await customers.dropIndex('customer_id_1');
    await customers.updateOne(a as Document, { $set: { customer_id: null } });
    await customers.updateOne(b as Document, { $unset: { customer_id: '' } });
    await customers.updateOne(c as Document, { $set: { customer_id: '' } });
    await customers.updateOne(d as Document, { $set: { customer_id: { a: 1 } } });
    await customers.updateOne(e as Document, { $set: { customer_id: ['x'] } });
    const lines = (await faults('shop')).filter((line) => line.includes('ids.present'));
    expect(lines).toEqual([
      expect.stringContaining(
        `customers.customer_id is missing in 1 document, such as new ObjectId('${b?._id}')`,
      ),
      expect.stringContaining(
        `customers.customer_id is null in 1 document, such as new ObjectId('${a?._id}')`,
      ),
      expect.stringContaining(
        `customers.customer_id is an object in 1 document, such as new ObjectId('${d?._id}')`,
      ),
      expect.stringContaining(
        `customers.customer_id is an array in 1 document, such as new ObjectId('${e?._id}')`,
      ),
      expect.stringContaining(
        `customers.customer_id is empty in 1 document, such as new ObjectId('${c?._id}')`,
      ),
    ]);
    expect(lines[0]).toContain('npx zava reset --soft');
    expect(lines[0]).toMatch(/^fail ids\.present customers: /);
  });

  it('an id that was changed since the load, by an update or a replacement', async () => {
    expect(await fault('shop', 'ids.unchanged')).toMatch(
      /^fail ids\.unchanged customers: customers has 5 documents whose customer_id was changed since the load/,
    );
    const products = documents('shop', 'products');
    const [one, other] = await products.find().limit(2).toArray();
    await products.replaceOne({ _id: one?._id }, { ...one, sku: 'another' });
    await products.replaceOne({ _id: other?._id }, { ...other, product_id: 'another' });
    const lines = (await faults('shop')).filter((line) => line.includes('ids.unchanged products'));
    expect(lines).toEqual([
      expect.stringContaining(
        `products has 1 document whose product_id was changed since the load, such as '${other?._id}'`,
      ),
    ]);
  });

  it('an id without a unique index, and two documents that share one', async () => {
    expect(await fault('shop', 'ids.unique')).toMatch(
      /^warn ids\.unique customers: customers has no unique index on customer_id: .* -> npx zava indexes create$/,
    );
    const [last] = await documents('shop', 'customers').find().sort({ _id: -1 }).limit(1).toArray();
    await documents('shop', 'customers').insertOne({ ...last, _id: 'twin', email: 'twin@example.com' });
    expect(await fault('shop', 'ids.unique')).toMatch(
      /^fail ids\.unique customers: customers has 2 documents that share customer_id with another \(1 value, /,
    );
  });

  it('the ids of the inventory are those of its profile', async () => {
    const inventory = documents('shop', 'inventory');
    await inventory.dropIndex('store_id_1_product_id_1');
    const [one] = await inventory.find().limit(1).toArray();
    await inventory.insertOne({ ...one, _id: 'twin' });
    expect(await fault('shop', 'ids.unique inventory')).toContain(
      'inventory has 2 documents that share store_id and product_id',
    );
    const byUuid = await faults('shop', 'uuid');
    expect(byUuid.filter((line) => line.includes('inventory'))).toEqual([]);
  });

  it('types that are others in Ditto', async () => {
    const lines = documents('shop', 'order_items');
    const [one] = await lines.find().limit(1).toArray();
    const odd = {
      created_at: new Date(),
      unit_price: Decimal128.fromString('9.99'),
      serial: Long.fromString('9007199254740993'),
      small: Long.fromNumber(5),
      owner: new UUID(),
      parent: (await documents('shop', 'customers').find({}).limit(1).next())?._id,
      tags: ['a', new Date()],
      extra: { inner: { when: new Date() } },
    };
    await lines.updateOne({ _id: one?._id }, { $set: odd });
    const found = (await faults('shop')).filter((line) => line.includes('types.kept order_items'));
    expect(
      found.map((line) => line.replace(/^warn types.kept order_items: order_items\.| in 1 document.*/g, '')),
    ).toEqual(
      expect.arrayContaining([
        'created_at is a Date',
        'unit_price is a Decimal128',
        'serial is a 64-bit integer beyond 2^53',
        'owner is binary',
        'tags is an array',
        'tags[] is a Date',
        'extra.inner.when is a Date',
      ]),
    );
    expect(found.join()).not.toContain('small');
    // The cure cures: what it says is run.
    const cure = found.find((line) => line.includes('unit_price'))?.split('-> ')[1];
    expect(cure).toBe(
      'in mongosh: db.order_items.updateMany({ "unit_price": { $type: "decimal" } }, [{ $set: { "unit_price": { $toDouble: "$unit_price" } } }])',
    );
    await lines.updateMany({ unit_price: { $type: 'decimal' } }, [
      { $set: { unit_price: { $toDouble: '$unit_price' } } },
    ]);
    expect((await faults('shop')).join()).not.toContain('unit_price');
  });

  it('a field that is a number here and a string there, also one that the model does not know', async () => {
    const orders = documents('shop', 'orders');
    const [one, other] = await orders.find().limit(2).toArray();
    await orders.updateOne({ _id: one?._id }, { $set: { total: '12.50', rating: 5 } });
    await orders.updateOne({ _id: other?._id }, { $set: { rating: 'five', status: 7 } });
    const found = (await faults('shop')).filter((line) => line.includes('types.mixed'));
    expect(found.map((line) => line.split(', such')[0]).sort()).toEqual([
      'warn types.mixed orders: orders.rating is a string in 1 document',
      'warn types.mixed orders: orders.status is a number in 1 document',
      'warn types.mixed orders: orders.total is a string in 1 document',
    ]);
  });

  it('documents over 256 KiB, and over 5 MiB', async () => {
    const large = (bytes: number) => ({
      $set: { product_description: 'x'.repeat(bytes) },
    });
    const [one, other] = await documents('shop', 'products').find().limit(2).toArray();
    await documents('shop', 'products').updateOne({ _id: one?._id }, large(300 * 1024));
    expect(await fault('shop', 'documents.size')).toMatch(
      /^warn documents\.size products: products holds 1 document over 256 KiB, of which Ditto warns/,
    );
    await documents('shop', 'products').updateOne({ _id: other?._id }, large(6 * 1024 * 1024));
    const lines = (await faults('shop')).filter((line) => line.includes('documents.size'));
    expect(lines).toEqual([
      expect.stringMatching(/^fail documents\.size products: products holds 1 document over 5 MiB/),
      expect.stringMatching(/^warn documents\.size products: products holds 1 document over 256 KiB/),
    ]);
    expect(lines[0]).toContain(`('${other?._id}')`);
    expect(lines[1]).toContain(`('${one?._id}')`);
  });
});

describe('what is wrong with collections', () => {
  beforeAll(async () => {
    await load('kinds');
    const db = server.client.db('kinds');
    await db.command({ collMod: 'orders', changeStreamPreAndPostImages: { enabled: false } });
  });

  it('images that are off', async () => {
    expect(await fault('kinds', 'collections.images')).toMatch(
      /^fail collections\.images orders: .* -> npx zava change-streams enable$/,
    );
  });

  it('a unique index that the model has not', async () => {
    await documents('kinds', 'customers').createIndex({ phone: 1, email: 1 }, { unique: true });
    expect(await fault('kinds', 'indexes.unique')).toMatch(
      /^warn indexes\.unique customers: .*phone_1_email_1/,
    );
  });

  it('a validator that refuses null, missing fields or others; not one that only warns', async () => {
    const db = server.client.db('kinds');
    const setUp = (action: 'warn' | 'error') =>
      setUpCollections({ client: server.client, db, host: 'here' }, action, new AbortController());
    await setUp('error');
    const strict = (await faults('kinds')).filter((line) => line.includes('validators'));
    expect(strict).toHaveLength(8);
    expect(strict.find((line) => line.includes(' orders: '))).toMatch(
      /^fail validators orders: The validator of orders refuses documents without customer_id, store_id, order_date and 12 more, null in .*, fields that it does not know .* -> in mongosh: db\.runCommand\(\{ collMod: "orders", validationAction: "warn" \}\)$/,
    );
    await setUp('warn');
    expect((await faults('kinds')).join()).not.toContain('validators');
    await db.command({
      collMod: 'stores',
      validator: { never: { $exists: true } },
      validationAction: 'error',
    });
    expect(await fault('kinds', 'validators')).toMatch(
      /^fail validators stores: The validator of stores refuses documents that stand there, such as 'store_/,
    );
    const properties = Object.fromEntries(MODELS.stores.fields.map(({ name }) => [name, {}]));
    await db.command({
      collMod: 'stores',
      validator: { $jsonSchema: { additionalProperties: false, properties } },
    });
    expect(await fault('kinds', 'validators')).toMatch(
      /^warn validators stores: The validator of stores refuses fields that it does not know/,
    );
  });

  it('a capped one, a view and one that is not there', async () => {
    const db = server.client.db('kinds');
    await db.command({ convertToCapped: 'stores', size: 1_000_000 });
    await documents('kinds', 'categories').drop();
    await db.createCollection('categories', { viewOn: 'products', pipeline: [] });
    await documents('kinds', 'product_types').drop();
    const found = await faults('kinds');
    expect(found).toContainEqual(expect.stringMatching(/^fail collections\.kind stores: stores is capped/));
    expect(found).toContainEqual(expect.stringMatching(/^fail collections\.kind categories: .* is a view/));
    expect(found).toContainEqual(
      expect.stringMatching(/^fail collections\.present product_types: .* -> npx zava setup makes it/),
    );
  });

  it('what cannot be told of changed ids is unknown', async () => {
    const stores =
      /^unknown ids\.unchanged stores: Whether an id in stores was changed is not known, as it is not the collection that the load made -> npx zava reset --soft compares all/;
    expect(await fault('kinds', 'ids.unchanged')).toMatch(stores);
    // The others are followed all the same.
    await documents('kinds', 'customers').updateOne({}, { $set: { customer_id: 'another' } });
    expect((await faults('kinds')).filter((line) => line.includes('ids.unchanged'))).toEqual([
      expect.stringMatching(stores),
      expect.stringMatching(/^fail ids\.unchanged customers: customers has 1 document whose customer_id/),
    ]);
    await documents('kinds', LOAD_RECORD).updateOne(
      { _id: 'load' as never },
      { $set: { replica_set: 'other' } },
    );
    expect(await fault('kinds', 'ids.unchanged')).toMatch(
      /as they were loaded into the replica set other, and this is .* -> npx zava reset --soft compares all/,
    );
    await documents('kinds', LOAD_RECORD).drop();
    expect(await fault('kinds', 'ids.unchanged')).toMatch(
      /as there is no record of a load -> npx zava load into a replica set leaves a record/,
    );
  });

  it('a database that holds none of them: one sentence', async () => {
    const on = ['--uri', server.uri, '--database', 'empty'];
    const { code, stdout, stderr } = await zava(['ditto', 'check', ...on]);
    expect(stdout).toBe('');
    expect(stderr).toMatch(
      /^zava: Database empty at .* holds none of the nine collections, so there is nothing to check; npx zava load .* fills it\.\n$/,
    );
    expect(code).toBe(1);
  });
});

describe('what a connector leaves', () => {
  beforeAll(() => server.client.db('followed').createCollection('stores'));

  it('that it follows', async () => {
    await documents('followed', '__ditto_connector_sessions').insertOne({ _id: 'session' });
    const findings = await checkForConnector(server.client.db('followed'), 'here', 'store-product');
    expect(findings.find(({ id }) => id === 'connector.follows')).toMatchObject({
      status: 'pass',
      what: expect.stringContaining('A connector follows this database'),
    });
  });

  it('parked writes: counts and reasons, and nothing of the documents', async () => {
    const secret = { email: 'someone@example.com' };
    await documents('followed', '__ditto_unsynced_documents').insertMany([
      { _id: 1, collection: 'orders', reason: 'Document failed validation', document: secret },
      { _id: 2, collection: 'orders', reason: 'Document failed validation', document: secret },
      {
        _id: 3,
        collection: 'customers',
        error: { message: 'E11000 duplicate key error dup key: { email: "someone@example.com" }' },
        document: secret,
      },
      { _id: 4, document: secret },
    ]);
    const line = await fault('followed', 'connector.parked');
    expect(line).toContain(
      '4 writes of devices are parked in __ditto_unsynced_documents, as MongoDB refused them (orders: 2, collection not named: 1, customers: 1); newest reasons: E11000 duplicate key error dup key:; Document failed validation',
    );
    expect(line).not.toContain('someone');
  });
});

describe('a standalone server that asks who one is', () => {
  const auth = authServer();

  it('has no change streams, and a reader has not the rights', async () => {
    const client = new MongoClient(auth.uri('owner', PASSWORDS.owner));
    const reader = new MongoClient(auth.uri('reader', PASSWORDS.reader));
    try {
      await client.db('zava').createCollection('stores');
      const asOwner = await faults('zava', 'uuid', client);
      expect(asOwner).toContainEqual(
        expect.stringMatching(/^fail server\.topology : The server is a standalone/),
      );
      expect(asOwner.join()).not.toContain('server.rights');
      const asReader = await faults('zava', 'uuid', reader);
      expect(asReader).toContainEqual(
        expect.stringMatching(
          /^fail server\.rights : This user may not insert, update, remove, createCollection in database zava/,
        ),
      );
      expect(asReader).toContainEqual(
        expect.stringMatching(/^unknown ids\.unchanged : .* no record of a load/),
      );
    } finally {
      await Promise.all([client.close(), reader.close()]);
    }
  });
});
