/** zava verify against a real server: exact, or which documents differ and how. */
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { type Document, Double, Int32 } from 'mongodb';
import { beforeAll, describe, expect, it } from 'vitest';
import { COLLECTION_NAMES, FORMAT_VERSION } from '../../src/core/model/index.js';
import { resolveSettings } from '../../src/core/settings/resolve.js';
import { changedSinceLoad } from '../../src/engine/differences/hints.js';
import { LOAD_RECORD } from '../../src/mongodb/load-record.js';
import { SYNC_FIELD } from '../../src/mongodb/sync-field.js';
import { isSharded, rawBatches } from '../../src/mongodb/wire/raw-read.js';
import { type VerifyOptions, verifyDatabase } from '../../src/tools/verify/verify.js';
import { start, succeed, temporaryFolder, zava } from '../fixtures/cli.js';
import { expectSameDocuments } from '../fixtures/same-documents.js';
import { testServer } from '../fixtures/server.js';
import { authServer, PASSWORDS } from '../fixtures/server-auth.js';

const DATABASE = 'verified';
const EXACT = `Exactly seed 42, format ${FORMAT_VERSION}: 7,383 documents in 9 collections.\n`;

const folder = temporaryFolder();
const server = testServer();

const verify = (...args: string[]) =>
  zava(['verify', '--uri', server.uri, '--database', DATABASE, '--quiet', ...args], { cwd: folder });
const verifyTiny = (...args: string[]) => verify('--preset', 'tiny', ...args);
/** Without --quiet, which leaves nothing but the exit code and --json. */
const told = (...args: string[]) =>
  zava(['verify', '--uri', server.uri, '--database', DATABASE, ...args], { cwd: folder });

/** The same without a process of its own. */
function verification(options?: VerifyOptions, flags = {}) {
  const all = { preset: 'tiny', database: DATABASE, workers: 1, ...flags };
  return verifyDatabase(resolveSettings(all, { env: {}, cwd: folder }), server.uri, options);
}

const collection = (name: string) => server.client.db(DATABASE).collection<Document>(name);
const ORDER = 'order_20200104_001';

/** Runs `work` while a document is another one, and puts it back as it was, to the types of its numbers. */
async function whileChanged(
  name: string,
  filter: Document,
  change: Document,
  work: (id: unknown) => Promise<void>,
): Promise<void> {
  const before = await collection(name).findOne(filter, { promoteValues: false });
  if (before === null) throw new Error(`${name} has no ${JSON.stringify(filter)}`);
  const { _id } = before;
  await collection(name).updateOne({ _id }, change);
  try {
    await work(_id);
  } finally {
    await collection(name).replaceOne({ _id }, before);
  }
}

const none = { documents: 0, ids: [] };

beforeAll(async () => {
  await succeed(
    ['load', '--uri', server.uri, '--database', DATABASE, '--preset', 'tiny', '--workers', '3', '--quiet'],
    { cwd: folder },
  );
  await succeed(['generate', '--preset', 'tiny', '--out', 'dump', '--quiet'], { cwd: folder });
});

describe('the database that a seed makes', () => {
  it('is exactly that, whatever the workers on either side', async () => {
    const { code, stdout } = await told('--preset', 'tiny', '--workers', '1');
    expect({ code, stdout }).toEqual({ code: 0, stdout: EXACT });
  });

  it.each([
    ["a dump's manifest", () => ['--manifest', 'dump/manifest.json']],
    ["the load's record", () => []],
  ])('is so by %s', async (_, flags) => {
    const { code, stdout } = await told(...flags());
    expect({ code, stdout }).toEqual({ code: 0, stdout: EXACT });
  });

  it("has the digests of a dump's manifest, and says so with --json", async () => {
    const { code, stdout, stderr } = await verifyTiny('--json');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const { collections } = JSON.parse(readFileSync(join(folder, 'dump/manifest.json'), 'utf8'));
    const said = JSON.parse(stdout);
    expect(said).toMatchObject({
      command: 'verify',
      host: new URL(server.uri).host,
      database: DATABASE,
      exact: true,
      seed: 42,
      formatVersion: FORMAT_VERSION,
      documents: 7383,
      ignoredFields: [],
    });
    for (const [name, { count, digest }] of Object.entries<{ count: number; digest: string }>(collections)) {
      const side = { documents: count, digest };
      expect(digest).toMatch(/^[0-9a-f]{32}$/);
      expect(said.collections[name]).toEqual({ exact: true, expected: side, found: side });
    }
  });

  it('is not that of another seed', async () => {
    const { code, stdout } = await verifyTiny('--seed', '43', '--json');
    expect(code).toBe(1);
    const said = JSON.parse(stdout);
    expect(said).toMatchObject({ exact: false, seed: 43 });
    const different = Object.entries<{ exact: boolean }>(said.collections).filter(([, { exact }]) => !exact);
    expect(different.map(([name]) => name)).toEqual([
      'products',
      'product_embeddings',
      'customers',
      'inventory',
      'orders',
      'order_items',
    ]);
    const { products, customers } = said.collections;
    expect(products.differences).toMatchObject({ missing: none, extra: none, changed: { documents: 424 } });
    expect(customers.differences.missing).toMatchObject({ documents: 200 });
    expect(customers.differences.extra).toMatchObject({ documents: 200 });
    expect(customers.differences.changed).toEqual(none);
  });

  it('is told apart by another size, too', async () => {
    const { collections } = await verification({}, { orders: 999 });
    expect(collections.orders).toMatchObject({ exact: false, expected: { documents: 999 } });
    expect(collections.stores.exact).toBe(true);
  });
});

describe('a database with differences', () => {
  it('of one cent names the order, and with --explain the field', async () => {
    await whileChanged('orders', { _id: ORDER }, { $inc: { total: 0.01 } }, async () => {
      const after = await collection('orders').findOne({ _id: ORDER } as Document);
      const { code, stdout } = await told('--preset', 'tiny', '--explain');
      expect(code).toBe(1);
      expect(stdout).toMatch(/│ orders +│ +1,000 │ +1,000 │ +0 │ +0 │ +1 │/);
      expect(stdout).toContain(`orders, changed: ${ORDER}\n  ${ORDER}\n    total: expected `);
      expect(stdout).toContain(
        `, found ${after?.total}\nNot exactly seed 42, format ${FORMAT_VERSION}: 1 of 9 collections differs in `,
      );
    });
  });

  it("is found by a dump's manifest alike, without fields where they are not asked for", async () => {
    await whileChanged('orders', { _id: ORDER }, { $inc: { total: 0.01 } }, async () => {
      const { code, stdout } = await verify('--manifest', 'dump/manifest.json', '--json');
      expect(code).toBe(1);
      const { exact: _, ...orders } = JSON.parse(stdout).collections.orders;
      const changed = { documents: 1, ids: [ORDER] };
      expect(orders.differences).toEqual({ missing: none, extra: none, changed });
    });
  });

  it.each([
    ['one sketch', {}],
    ['many that are too small for all', { cells: { first: 9, most: 24 } }],
  ])('counts each kind by %s', async (_, options) => {
    const lost = await collection('order_items').find({}, { promoteValues: false }).limit(7).toArray();
    const missing = lost.map(({ _id }) => _id);
    const own = Array.from({ length: 8 }, (_, i): Document => ({ _id: `own_${i}`, order_id: `own_${i}` }));
    const completed = await collection('orders').find({ status: 'completed' }).limit(6).toArray();
    const ids = completed.map(({ _id }) => _id);
    try {
      await collection('order_items').deleteMany({ _id: { $in: missing } });
      await collection('orders').insertMany(own);
      await collection('orders').updateMany({ _id: { $in: ids } }, { $set: { status: 'lost' } });
      const { collections, exact } = await verification(options);
      expect(exact).toBe(false);
      const { orders, order_items: items } = collections;
      expect(orders.differences).toMatchObject({
        missing: none,
        extra: { documents: 8, ids: { length: 5 } },
        changed: { documents: 6, ids: { length: 5 } },
      });
      expect(items.differences).toMatchObject({ missing: { documents: 7 }, extra: none, changed: none });
      expect(ids).toEqual(expect.arrayContaining([...(orders.differences?.changed.ids ?? [])]));
      for (const id of orders.differences?.extra.ids ?? []) expect(id).toMatch(/^own_\d$/);
      expect(missing).toEqual(expect.arrayContaining([...(items.differences?.missing.ids ?? [])]));
      expect(new Set(items.differences?.missing.ids).size).toBe(5);
    } finally {
      await collection('orders').deleteMany({ _id: { $in: own.map(({ _id }) => _id) } });
      await collection('orders').updateMany({ _id: { $in: ids } }, { $set: { status: 'completed' } });
      await collection('order_items').insertMany(lost);
    }
  });

  it.each([
    ['yes', (time: unknown) => time],
    ['unknown', () => null],
    ['no', async () => (await server.client.db('admin').command({ ping: 1 })).operationTime],
  ] as const)('is found where a change since the load is seen, or none is: %s', async (changed, timeOf) => {
    const { collections: written } = JSON.parse(readFileSync(join(folder, 'dump/manifest.json'), 'utf8'));
    const expected = new Map(Object.entries(written)) as VerifyOptions['expected'];
    const db = server.client.db(DATABASE);
    const record = db.collection<Document>(LOAD_RECORD);
    const load = { _id: 'load' } as Document;
    const time = (await record.findOne(load))?.operation_time;
    await whileChanged('orders', { _id: ORDER }, { $inc: { total: 0.01 } }, async () => {
      await db.collection('scratch').insertOne({});
      await record.updateOne(load, { $set: { operation_time: await timeOf(time) } });
      try {
        expect(await changedSinceLoad(db, COLLECTION_NAMES, 60_000)).toBe(changed);
        const { collections } = await verification({ expected });
        expect(collections.orders.differences?.changed).toEqual({ documents: 1, ids: [ORDER] });
        expect(Object.values(collections).filter(({ exact }) => exact)).toHaveLength(8);
      } finally {
        await record.updateOne(load, { $set: { operation_time: time } });
        await db.collection('scratch').drop();
      }
    });
  });

  it('of fields is explained: values, types, fields too many or too few, their order', async () => {
    const rows = await collection('inventory').find({}, { promoteValues: false }).limit(5).toArray();
    const [first, second, third, fourth, fifth] = rows;
    const { stock_level: level, ...others } = third;
    expect(level).toBeInstanceOf(Int32);
    const { deleted: _, ...withoutDeleted } = fifth;
    const changed = [
      { ...first, colour: 'red' },
      { ...second, location: { ...second.location, bin: '99' } },
      { ...others, stock_level: level },
      { ...fourth, stock_level: new Double(fourth.stock_level.value) },
      withoutDeleted,
    ];
    const replace = (documents: readonly Document[]) =>
      Promise.all(
        documents.map((document) => collection('inventory').replaceOne({ _id: document._id }, document)),
      );
    await replace(changed);
    try {
      const { collections } = await verification({ explain: true });
      const { differences } = collections.inventory;
      expect(differences).toMatchObject({ missing: none, extra: none, changed: { documents: 5 } });
      const explained = differences?.explained?.map(({ id, fields }) => [id, fields]) ?? [];
      const text = (value: number) => JSON.stringify({ $numberInt: String(value) });
      const double = (value: number) => JSON.stringify({ $numberDouble: `${value}.0` });
      const stock = fourth.stock_level.value;
      expect(Object.fromEntries(explained)).toEqual({
        [String(first._id)]: [{ path: 'colour', found: '"red"' }],
        [String(second._id)]: [{ path: 'location.bin', expected: `"${second.location.bin}"`, found: '"99"' }],
        [String(third._id)]: [
          {
            path: '',
            expected: expect.stringMatching(/^the order _id, .*, stock_level, reorder_threshold, /),
            found: expect.stringMatching(/^the order _id, .*, deleted, stock_level$/),
          },
        ],
        [String(fourth._id)]: [{ path: 'stock_level', expected: text(stock), found: double(stock) }],
        [String(fifth._id)]: [{ path: 'deleted', expected: 'false' }],
      });
    } finally {
      await replace(rows);
    }
  });

  it('of the sync field alone is exact with --ignore-sync-fields, and only then', async () => {
    const both = [{ [SYNC_FIELD]: { $exists: true } }, { $unset: { [SYNC_FIELD]: '' } }] as const;
    await collection('products').updateMany({}, { $set: { [SYNC_FIELD]: new Date() } });
    try {
      expect(await verifyTiny()).toEqual({ code: 1, stdout: '', stderr: '' });
      const { code, stdout } = await told('--preset', 'tiny', '--ignore-sync-fields');
      expect({ code, stdout }).toEqual({
        code: 0,
        stdout: EXACT.replace('.\n', `, but for the field ${SYNC_FIELD}.\n`),
      });
      const change = { $inc: { base_price: 1 } };
      await whileChanged('products', {}, change, async (id) => {
        const { collections } = await verification({ ignoreSyncFields: true, explain: true });
        expect(collections.products.differences?.explained).toEqual([
          { id, fields: [expect.objectContaining({ path: 'base_price' })] },
        ]);
      });
    } finally {
      await collection('products').updateMany(...both);
    }
    expect((await verification()).exact).toBe(true);
  });

  it('by a manifest whose digests are not those of its settings says that, not that all is well', async () => {
    const manifest = JSON.parse(readFileSync(join(folder, 'dump/manifest.json'), 'utf8'));
    manifest.collections.stores.digest = '0'.repeat(32);
    writeFileSync(join(folder, 'forged.json'), JSON.stringify(manifest));
    const { code, stderr } = await verify('--manifest', 'forged.json');
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^zava: The digest of stores is another one, but not one document differs: [^\n]+\n$/,
    );
  });
});

describe('a database that zava did not make', () => {
  it('gets a report where it holds none of the nine collections', async () => {
    const { code, stdout } = await verifyTiny('--database', 'void', '--json');
    expect(code).toBe(1);
    const { documents, collections } = JSON.parse(stdout);
    expect(documents).toBe(0);
    expect(collections.orders.differences).toMatchObject({
      missing: { documents: 1000 },
      extra: none,
      changed: none,
    });
    expect(collections.stores.differences.missing.ids).toContain('store_seattle');
  });

  it('gets a report whatever its ids and values are, and a view is read as a collection', async () => {
    const db = server.client.db('foreign');
    const ids = [1, new Double(2.5), true, { a: 1 }, new Date(0), Buffer.from('x'), 'store_seattle'];
    await db.collection<Document>('stores').insertMany(ids.map((_id): Document => ({ _id, value: /x/ })));
    await db
      .collection<Document>('orders')
      .insertOne({ [SYNC_FIELD]: 1, lines: [{ a: [[]] }], big: 2n ** 40n });
    await db.createCollection('customers', { viewOn: 'stores', pipeline: [{ $project: { _id: 0 } }] });
    await db.collection('letters').insertOne({ to: 'Ann' });
    const options = { explain: true, ignoreSyncFields: true };
    const { exact, documents, collections } = await verification(options, { database: 'foreign' });
    expect({ exact, documents }).toEqual({ exact: false, documents: 15 });
    const { stores, orders, customers } = collections;
    expect(stores.differences).toMatchObject({
      missing: { documents: 7 },
      extra: { documents: 6, ids: { length: 5 } },
      changed: { documents: 1, ids: ['store_seattle'] },
    });
    expect(stores.differences?.extra.ids).toEqual(
      expect.arrayContaining(['2.5', 'true', '{"a":1}', '{"$date":"1970-01-01T00:00:00Z"}']),
    );
    expect(stores.differences?.explained?.[0].fields).toHaveLength(5);
    expect(orders.differences).toMatchObject({ extra: { documents: 1 }, missing: { documents: 1000 } });
    expect(customers.found.documents).toBe(7);
    expect(customers.differences?.extra).toMatchObject({ documents: 7, ids: Array(5).fill('none') });
  });
});

describe('reading finished BSON', () => {
  it('gives the same by the cursor that a sharded cluster needs as by commands', async () => {
    const db = server.client.db(DATABASE);
    expect(await isSharded(db)).toBe(false);
    for (const find of [
      { find: 'order_items' },
      { find: 'orders', projection: { _id: 1 }, filter: { status: 'completed' } },
      { find: 'nothing' },
    ]) {
      const [commands, cursor] = await Promise.all(
        [false, true].map(async (sharded) => {
          const parts: Uint8Array[] = [];
          for await (const batch of rawBatches(db, find, sharded)) parts.push(...batch.map((b) => b.slice()));
          return Buffer.concat(parts);
        }),
      );
      expectSameDocuments(find.find, commands, cursor);
      expect(commands.length > 0).toBe(find.find !== 'nothing');
    }
  });

  it('gives more than one reply holds, and may be left early', async () => {
    const many = server.client.db('many');
    const documents = Array.from({ length: 25_000 }, (_, i) => ({ i }));
    await many.collection('numbers').insertMany(documents);
    const sizes: number[] = [];
    for await (const batch of rawBatches(many, { find: 'numbers' }, false)) sizes.push(batch.length);
    expect(sizes).toEqual([10_000, 10_000, 5000]);
    for await (const batch of rawBatches(many, { find: 'numbers' }, false)) {
      expect(batch).toHaveLength(10_000);
      break;
    }
  });
});

describe('what stands in the way', () => {
  const auth = authServer();
  const plain = (stderr: string) => expect(stderr).toMatch(/^zava: [^\n]+\n$/);

  it.each([
    [
      ['--manifest', 'dump/manifest.json', '--seed', '42'],
      /--manifest says what is expected and --seed does so too; give one of the two/,
    ],
    [['--manifest', 'none.json'], /none\.json does not exist/],
    [['--manifest', 'dump/zava/stores.metadata.json'], /allowed is 'zava'/],
    [['--manifest', 'dump/manifest.json', '--config', 'other.yaml'], /was made from another catalog/],
  ])('%j: exit code 2, before a server is looked for', async (args, reason) => {
    writeOtherCatalog();
    const { code, stdout, stderr } = await zava(['verify', '--uri', 'mongodb://127.0.0.1:1', ...args], {
      cwd: folder,
    });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    plain(stderr);
    expect(stderr).toMatch(reason);
  });

  it('a wrong password is said, without it', async () => {
    const { code, stderr } = await zava(['verify', '--uri', auth.uri('owner', 'Wrong/word:1'), '--quiet']);
    expect(code).toBe(1);
    plain(stderr);
    expect(stderr).toContain(`${auth.host} refused the user name or password`);
    expect(stderr).not.toMatch(/Wrong|%2F/);
  });

  it('a user who may only read can verify', async () => {
    const uri = auth.uri('reader', PASSWORDS.reader);
    const { code, stdout, stderr } = await zava([
      'verify',
      '--uri',
      uri,
      '--preset',
      'tiny',
      '--json',
      '--quiet',
    ]);
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    expect(JSON.parse(stdout)).toMatchObject({ exact: false, documents: 0 });
    expect(stdout).not.toMatch(/Hunter|%2F/);
  });

  it('Ctrl-C ends it with 130, also while it waits for a server', async () => {
    // Takes connections and never answers.
    const silent = createServer(() => {}).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as AddressInfo;
    const connected = once(silent, 'connection');
    const { process: child, ended } = start([
      'verify',
      '--uri',
      `mongodb://127.0.0.1:${port}/`,
      '--preset',
      'tiny',
    ]);
    const [socket] = await connected;
    child.kill('SIGINT');
    expect((await ended).code).toBe(130);
    socket.destroy();
    silent.close();
  });
});

/** other.yaml with a catalog in which one store has another name. */
function writeOtherCatalog(): void {
  const from = new URL('../../config/catalog/', import.meta.url);
  const products = join(folder, 'catalog/products');
  mkdirSync(products, { recursive: true });
  for (const file of ['stores.yaml', 'categories.yaml', 'product_types.yaml', 'timezones.yaml']) {
    const text = readFileSync(new URL(file, from), 'utf8');
    writeFileSync(join(folder, 'catalog', file), text.replace('store_name: ', 'store_name: Old '));
  }
  const product = {
    sku: 'X-1',
    type_id: 'type_drills',
    product_name: 'X',
    cost: 1,
    product_description: 'X',
    specifications: {},
  };
  writeFileSync(join(products, 'all.json'), JSON.stringify([product]));
  writeFileSync(join(folder, 'other.yaml'), 'catalog: catalog\n');
}
