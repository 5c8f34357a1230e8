/** Holds raw-sequence.ts to the pinned driver: finished BSON goes in as it is, with and without what it reaches for. */
import { Double, Int32, Long, ObjectId, serialize } from 'bson';
import { type Db, MongoClient } from 'mongodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { resolveSettings } from '../../src/core/settings/resolve.js';
import { PreparedWorld } from '../../src/core/world/prepared-world.js';
import { Stock } from '../../src/core/world/stock.js';
import { makeClient } from '../../src/mongodb/connect.js';
import { insertBson } from '../../src/mongodb/wire/raw-insert.js';
import { rawDriver } from '../../src/mongodb/wire/raw-sequence.js';
import { freshBuffers } from '../fixtures/buffers.js';
import { NODE_24, REPOSITORY, succeed, temporaryFolder } from '../fixtures/cli.js';
import { split } from '../fixtures/cli-dump.js';
import { expectSameDocuments } from '../fixtures/same-documents.js';
import { testServer } from '../fixtures/server.js';

const folder = temporaryFolder();
const server = testServer();

/** A client as a load has it, and one as anybody has it. */
const clients = {
  ours: (options: { compressors: ('zlib' | 'zstd')[] }) =>
    makeClient({ uri: server.uri, connections: 2, ...options }),
  plain: (options: { compressors: ('zlib' | 'zstd')[] }) => new MongoClient(server.uri, options),
};

const WAYS = [
  { way: 'connections of ours', raw: rawDriver, connect: clients.ours },
  { way: "the driver's own connections", raw: rawDriver, connect: clients.plain },
  { way: 'the fallback', raw: undefined, connect: clients.plain },
];

const bytesOf = (documents: readonly object[]): Buffer =>
  Buffer.concat(documents.map((document) => serialize(document)));

/** The documents of a collection as the server has them, in the order of their insertion. */
const stored = async (from: Db, collection: string): Promise<Buffer[]> =>
  (await from
    .collection(collection)
    .find({}, { raw: true, sort: { $natural: 1 } })
    .toArray()) as unknown as Buffer[];

let collections = 0;
const fresh = () => `c${++collections}`;

/** Some of every collection of the dataset. */
function dataset(): Record<string, Uint8Array> {
  const { world } = resolveSettings({ preset: 'tiny' }, { env: {}, cwd: REPOSITORY });
  const prepared = new PreparedWorld(world);
  const maker = prepared.maker();
  const [customers] = prepared.shards('customers');
  const [orders] = prepared.shards('orders');
  const whole = [...prepared.catalog(), ['inventory', new Stock(prepared).inventory()] as const];
  const sharded = [customers, orders].flatMap((shard) =>
    Object.entries(maker.make(shard, freshBuffers).documents),
  );
  return Object.fromEntries([...whole, ...sharded].map(([name, { bytes }]) => [name, bytes]));
}

it('this version of the driver has what is reached for', () => {
  expect(rawDriver).toBeDefined();
});

describe.each(WAYS)('by $way', ({ raw, connect }) => {
  let client: MongoClient;
  let db: Db;
  beforeAll(() => {
    client = connect({ compressors: [] });
    db = client.db('driver');
  });
  afterAll(() => client.close());

  it('finished BSON is inserted, and the number of documents returned', async () => {
    const name = fresh();
    const bytes = bytesOf([{ _id: 1, a: 'x' }, { _id: 2, a: 'y' }, { _id: 3 }]);
    expect(await insertBson(db, name, bytes, raw)).toMatchObject({ inserted: 3 });
    expect(await db.collection(name).countDocuments()).toBe(3);
    expectSameDocuments(name, await stored(db, name), bytes);
  });

  it('a view into a larger buffer is inserted, and nothing around it', async () => {
    const name = fresh();
    const whole = bytesOf([{ _id: 1 }, { _id: 2 }, { _id: 3 }]);
    const size = whole.readInt32LE(0);
    const { inserted } = await insertBson(db, name, whole.subarray(size, 2 * size), raw);
    expect(inserted).toBe(1);
    expect((await db.collection(name).find().toArray()).map(({ _id }) => _id as unknown)).toEqual([2]);
  });

  it('types are kept: doubles that are whole, 64 bits, minus zero, ids, nesting, order of fields', async () => {
    const name = fresh();
    const bytes = bytesOf([
      {
        _id: new ObjectId('65a1b2c3d4e5f60718293a4b'),
        z: new Double(5),
        minus: new Double(-0),
        y: new Int32(5),
        long: Long.fromNumber(7),
        when: new Date(0),
        nothing: null,
        list: [new Double(1), new Int32(1), { b: true, a: 'ä€😀' }],
      },
    ]);
    await insertBson(db, name, bytes, raw);
    expectSameDocuments(name, await stored(db, name), bytes);
  });

  it('a duplicate key is reported, and the other documents of the batch are inserted', async () => {
    const name = fresh();
    const result = await insertBson(db, name, bytesOf([{ _id: 1 }, { _id: 1 }, { _id: 2 }, { _id: 3 }]), raw);
    expect(result).toMatchObject({
      inserted: 3,
      errors: [{ code: 11_000, message: expect.stringContaining('duplicate key'), index: 1 }],
    });
    expect(await db.collection(name).countDocuments()).toBe(3);
  });

  it('every collection of the dataset is stored byte by byte, with zlib on the wire too', async () => {
    const data = dataset();
    expect(Object.keys(data)).toHaveLength(9);
    const compressed = connect({ compressors: ['zlib'] });
    try {
      const received = async () => {
        const { network } = await server.client.db('admin').command({ serverStatus: 1 });
        return Number(network.compression.zlib.decompressor.bytesIn);
      };
      for (const from of [db, compressed.db('driver')]) {
        const before = await received();
        for (const [collection, bytes] of Object.entries(data)) {
          const name = fresh();
          const { inserted } = await insertBson(from, name, bytes, raw);
          expect(inserted, collection).toBe(split(Buffer.from(bytes)).length);
          expectSameDocuments(collection, await stored(db, name), bytes);
          await db.dropCollection(name);
        }
        // Else the second round would prove nothing.
        if (from === db) expect(await received()).toBe(before);
        else expect(await received()).toBeGreaterThan(before + 1_000_000);
      }
    } finally {
      await compressed.close();
    }
  });
});

/** Bytes of messages that the server got by zstd: as they came, and what they were. */
async function receivedByZstd(): Promise<{ sent: number; meant: number }> {
  const { network } = await server.client.db('admin').command({ serverStatus: 1 });
  const { bytesIn, bytesOut } = network.compression.zstd.decompressor;
  return { sent: Number(bytesIn), meant: Number(bytesOut) };
}

it('by zstd, which a newer Node.js has, a load sends the very documents in less than a sixth of their bytes', async () => {
  const flags = (uri: string) => ['--preset', 'tiny', '--uri', uri, '--database', 'by_zstd', '--quiet'];
  const before = await receivedByZstd();
  await succeed(['load', ...flags(`${server.uri}&compressors=zstd`)], { node: NODE_24, cwd: folder });
  const after = await receivedByZstd();
  const meant = after.meant - before.meant;
  expect(meant).toBeGreaterThan(13_000_000);
  expect(meant / (after.sent - before.sent)).toBeGreaterThan(6);
  await succeed(['verify', ...flags(server.uri)], { cwd: folder });
});
