/** One repeat of a cell against a real server, and the scratch database that it goes into. */
import { createHash } from 'node:crypto';
import { type CommandStartedEvent, MongoClient } from 'mongodb';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { MODELS } from '../../src/core/model/index.js';
import { cellsOf } from '../../src/tools/bench/insert/cells.js';
import { connectTo, openAll } from '../../src/tools/bench/insert/connection.js';
import { measureRepeat } from '../../src/tools/bench/insert/repeat.js';
import { Scratch } from '../../src/tools/bench/insert/scratch.js';
import { COLLECTIONS, Workload } from '../../src/tools/bench/insert/workload.js';
import type { Cell } from '../../src/tools/bench/result.js';
import { temporaryFolder } from '../fixtures/cli.js';
import { Link } from '../fixtures/link.js';
import { type BareMongod, bareMongod } from '../fixtures/mongod.js';
import { testServer } from '../fixtures/server.js';

const server = testServer();

const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

const PATHS = ['bson', 'insertMany', 'bulkWrite'] as const;

const PLAIN: Cell = {
  batchSize: 400,
  connections: 2,
  writeConcern: '1',
  ordered: false,
  indexes: false,
  compression: 'none',
  path: 'bson',
  ids: 'sorted',
};

describe('a scratch database', () => {
  it('is claimed by one of two that try at the same moment', async () => {
    const db = server.client.db('race');
    for (let round = 0; round < 30; round++) {
      const both = [new Scratch(server.uri, 'race'), new Scratch(server.uri, 'race')];
      const claims = await Promise.allSettled(both.map((scratch) => scratch.claim(server.client)));
      expect(claims.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
      const [winner, loser] = claims[0].status === 'fulfilled' ? both : both.toReversed();
      await loser.drop();
      expect((await db.listCollections().toArray()).map(({ name }) => name)).toEqual(['bench_run']);
      await winner.drop();
      expect(await db.listCollections().toArray()).toEqual([]);
    }
  });

  it('is claimed by one run alone, which drops what it made and nothing else', async () => {
    const [first, second] = [new Scratch(server.uri, 'claimed'), new Scratch(server.uri, 'claimed')];
    await first.claim(server.client);
    await expect(second.claim(server.client)).rejects.toThrow(
      /claimed at .* exists and holds bench_run; allowed .* Another run is using it, or was killed/,
    );
    await second.drop();
    const db = server.client.db('claimed');
    expect((await db.listCollections().toArray()).map(({ name }) => name)).toEqual(['bench_run']);
    // Somebody else's, made meanwhile.
    await db.collection('letters').insertOne({ to: 'Ann' });
    await first.recreate(server.client, false);
    await first.drop();
    expect((await db.listCollections().toArray()).map(({ name }) => name)).toEqual(['letters']);
    await db.dropDatabase();
  });
});

/** One repeat of each cell of a sweep, looked at before the scratch database is dropped. */
describe('one repeat', () => {
  const COUNT = 3000;
  const workload = new Workload({
    documents: COUNT,
    seed: 7,
    ids: ['sorted', 'random'],
    paths: ['bson', 'insertMany', 'bulkWrite'],
  });
  let scratch: Scratch;
  const name = 'one_repeat';
  beforeAll(async () => {
    scratch = new Scratch(server.uri, name);
    await scratch.claim(server.client);
  });
  afterAll(() => scratch.drop());

  /** Runs a cell over connections of its own. */
  async function measured(cell: Cell, uri = server.uri) {
    await scratch.recreate(server.client, cell.indexes);
    const client = connectTo(uri, cell);
    try {
      await openAll(client, cell.connections);
      return await measureRepeat(client.db(name), cell, workload.batches(cell));
    } finally {
      await client.close();
    }
  }

  /** A digest of the documents of both collections, whatever their order. */
  async function digest(): Promise<string> {
    const all: string[] = [];
    for (const collection of COLLECTIONS) {
      const raw = await server.client.db(name).collection(collection).find({}, { raw: true }).toArray();
      all.push(...raw.map((document) => Buffer.from(document as unknown as Uint8Array).toString('hex')));
    }
    return createHash('sha256').update(all.toSorted().join()).digest('hex');
  }

  const stored = async (): Promise<number> =>
    total(
      await Promise.all(
        COLLECTIONS.map((collection) => server.client.db(name).collection(collection).countDocuments()),
      ),
    );

  it('inserts all documents, byte by byte, whatever the cell', async () => {
    const cells = cellsOf({
      batchSize: [400],
      connections: [3],
      writeConcern: ['1', 'majority', 'j'],
      ordered: [true, false],
      indexes: [true, false],
      compression: ['none', 'zlib'],
      path: PATHS,
      ids: ['sorted', 'random'],
      // Half of them: any three settings still meet in all their values.
    }).filter(
      ({ ordered, indexes, compression, ids }) =>
        [ordered, indexes, compression === 'zlib', ids === 'random'].filter(Boolean).length % 2 === 0,
    );
    await measured(PLAIN);
    const expected = await digest();
    for (const cell of cells) {
      const { documents, bytes, errors, retries, acknowledged, latency } = await measured(cell);
      const shown = JSON.stringify(cell);
      expect({ documents, bytes, errors, retries }, shown).toEqual({
        documents: COUNT,
        bytes: workload.bytes,
        errors: 0,
        retries: 0,
      });
      expect(total(acknowledged.map((batch) => batch.documents)), shown).toBe(COUNT);
      expect(latency.totalCount, shown).toBe(workload.batches(cell).flat().length);
      expect(await digest(), shown).toBe(expected);
      for (const collection of COLLECTIONS) {
        const indexes = await server.client.db(name).collection(collection).indexes();
        expect(indexes, shown).toHaveLength(1 + (cell.indexes ? MODELS[collection].indexes.length : 0));
      }
    }
  });

  it('inserts in the order of the ids, or in another', async () => {
    for (const ids of ['sorted', 'random'] as const) {
      await measured({ ...PLAIN, ids, connections: 1 });
      for (const collection of COLLECTIONS) {
        const found = await server.client
          .db(name)
          .collection(collection)
          .find({}, { sort: { $natural: 1 }, projection: { _id: 1 } })
          .toArray();
        const order = found.map(({ _id }) => String(_id));
        if (ids === 'sorted') expect(order).toEqual(order.toSorted());
        else expect(order).not.toEqual(order.toSorted());
      }
    }
  });

  it.each(PATHS)('by %s sends what the cell says, with so many batches in flight', async (path) => {
    const cells = cellsOf({
      batchSize: [150],
      connections: [1, 3],
      writeConcern: ['1', 'majority', 'j'],
      ordered: [true, false],
      indexes: [false],
      compression: ['none'],
      path: [path],
      ids: ['sorted'],
    });
    let most = 0;
    const concerns = { '1': { w: 1 }, majority: { w: 'majority' }, j: { w: 1, j: true } };
    for (const cell of cells) {
      await scratch.recreate(server.client, false);
      // More connections than the cell has: it must not be the pool that holds batches back.
      const client = new MongoClient(server.uri, { maxPoolSize: 8, monitorCommands: true });
      const started: CommandStartedEvent[] = [];
      const flight = { now: 0, most: 0 };
      client.on('commandStarted', (event) => {
        if (event.commandName !== 'insert') return;
        started.push(event);
        flight.most = Math.max(flight.most, ++flight.now);
      });
      client.on('commandSucceeded', (event) => {
        if (event.commandName === 'insert') flight.now--;
      });
      try {
        const batches = workload.batches(cell);
        await measureRepeat(client.db(name), cell, batches);
        expect(started).toHaveLength(batches.flat().length);
        expect(flight.now).toBe(0);
        expect(flight.most).toBeLessThanOrEqual(cell.connections);
        most = Math.max(most, flight.most);
        for (const { command } of started) {
          expect(command.ordered).toBe(cell.ordered);
          expect(command.writeConcern).toEqual(concerns[cell.writeConcern]);
        }
      } finally {
        await client.close();
      }
    }
    // How many are in flight at once is up to the machine, but in one of six cells all are.
    expect(most).toBe(3);
  });

  it('opens all its connections before it begins, and no more', async () => {
    for (const connections of [1, 2, 16]) {
      const client = connectTo(server.uri, { connections });
      let opened = 0;
      client.on('connectionReady', () => opened++);
      try {
        await openAll(client, connections);
        expect(opened).toBe(connections);
        await scratch.recreate(server.client, false);
        const cell = { ...PLAIN, connections, batchSize: 50 };
        await measureRepeat(client.db(name), cell, workload.batches(cell));
        expect(opened).toBe(connections);
      } finally {
        await client.close();
      }
    }
  });

  it('compresses where the cell says so, whatever the connection string says', async () => {
    const received = async () => {
      const { network } = await server.client.db('admin').command({ serverStatus: 1 });
      return Number(network.compression.zlib.decompressor.bytesIn);
    };
    const join = server.uri.includes('?') ? '&' : '?';
    const before = await received();
    await measured(PLAIN, `${server.uri}${join}compressors=zlib`);
    expect(await received()).toBe(before);
    await measured({ ...PLAIN, compression: 'zlib' }, `${server.uri}${join}compressors=none`);
    expect(await received()).toBeGreaterThan(before + 100_000);
  });

  describe('with documents that are there already', () => {
    /** Takes one document of each collection out of the workload and inserts it. */
    async function insertOneOfEach() {
      const batches = workload.batches({ ...PLAIN, path: 'insertMany', batchSize: 100 });
      for (const ofCollection of batches) {
        const [batch] = ofCollection;
        if (batch.path !== 'insertMany') expect.fail('not by insertMany');
        await server.client.db(name).collection(batch.collection).insertOne(batch.content[10]);
      }
    }

    it.each(PATHS)('counts them as errors by %s, and goes on', async (path) => {
      for (const ordered of [false, true]) {
        await scratch.recreate(server.client, false);
        await insertOneOfEach();
        const cell = { ...PLAIN, path, ordered, batchSize: 100 };
        const client = connectTo(server.uri, cell);
        try {
          const { documents, errors } = await measureRepeat(client.db(name), cell, workload.batches(cell));
          // Ordered, the 11th document of a batch of 100 keeps the 90 from it on out.
          expect({ documents, errors }).toEqual({
            documents: COUNT - (ordered ? 180 : 2),
            errors: ordered ? 180 : 2,
          });
          expect(await stored()).toBe(documents + 2);
        } finally {
          await client.close();
        }
      }
    });
  });

  describe('whose connection is lost', () => {
    let link: Link;
    beforeAll(async () => {
      link = await Link.to(Number(new URL(server.uri).port));
    });
    afterEach(() => link.heal());
    afterAll(() => link.close());

    it.each(
      PATHS.flatMap((path) =>
        (['up', 'down'] as const).flatMap((way) =>
          [true, false].map((ordered): [typeof path, typeof way, boolean] => [path, way, ordered]),
        ),
      ),
    )('by %s, on the way %s, ordered %s: sends the batch again, and says so', async (path, way, ordered) => {
      await scratch.recreate(server.client, false);
      const cell = { ...PLAIN, path, ordered, connections: 1 };
      const client = connectTo(link.uri, cell);
      try {
        await openAll(client, 1);
        const batches = workload.batches(cell);
        let acknowledged = 0;
        const seen = await measureRepeat(client.db(name), cell, batches, {
          // Everything is cut once, when the third batch is on its way or is answered.
          onAcknowledged: () => {
            if (++acknowledged === 2) link.cutOnce(way);
          },
        });
        const { documents, errors, retries, bytes } = seen;
        expect({ documents, errors, retries }).toEqual({ documents: COUNT, errors: 0, retries: 1 });
        expect(bytes).toBe(workload.bytes);
        expect(link.cuts).toBe(1);
        expect(await stored()).toBe(COUNT);
      } finally {
        await client.close();
      }
    });

    it('for good: ends with what is wrong', async () => {
      await scratch.recreate(server.client, false);
      const uri = `${link.uri}&serverSelectionTimeoutMS=500`;
      const cell = { ...PLAIN, connections: 2 };
      const client = connectTo(uri, cell);
      try {
        await openAll(client, 2);
        const repeat = measureRepeat(client.db(name), cell, workload.batches(cell), {
          onAcknowledged: () => link.breakOff(),
        });
        await expect(repeat).rejects.toThrow(/ECONNREFUSED|ECONNRESET|closed/);
      } finally {
        await client.close();
      }
    });
  });
});

/** A server that fails on demand. */
describe('a server that', () => {
  const folder = temporaryFolder();
  const cell: Cell = { ...PLAIN, connections: 1, batchSize: 1000 };
  const workload = new Workload({ documents: 1000, seed: 7, ids: ['sorted'], paths: [...PATHS] });
  let mongod: BareMongod;
  let client: MongoClient;
  beforeAll(async () => {
    mongod = await bareMongod(folder, '--setParameter', 'enableTestCommands=1');
    // A server that says it is no primary and stays what it was is found again by the next heartbeat, and by none sooner.
    client = connectTo(`${mongod.uri}&heartbeatFrequencyMS=500&serverSelectionTimeoutMS=60000`, {
      connections: 1,
    });
  });
  afterAll(async () => {
    await client?.close();
    await mongod?.stop();
  });

  /** The next `times` inserts fail so. */
  async function failing(times: number, data: object) {
    const command = { configureFailPoint: 'failCommand', mode: { times } };
    await client.db('admin').command({ ...command, data: { failCommands: ['insert'], ...data } });
  }

  const measured = async (path: Cell['path'], ordered: boolean) => {
    await client.db('failing').dropDatabase();
    const batches = workload.batches({ ...cell, path });
    expect(batches.map((ofCollection) => ofCollection.length)).toEqual([1, 1]);
    return measureRepeat(client.db('failing'), { ...cell, path, ordered }, batches);
  };

  it.each(PATHS)('does not meet the write concern: an error for each such batch, by %s', async (path) => {
    for (const ordered of [false, true]) {
      await failing(2, { writeConcernError: { code: 64, errmsg: 'waiting for replication timed out' } });
      expect(await measured(path, ordered)).toMatchObject({ documents: 1000, errors: 2, retries: 0 });
    }
  });

  it.each(PATHS)('steps down: the batch is sent again, by %s', async (path) => {
    await failing(1, { errorCode: 11_602 });
    expect(await measured(path, true)).toMatchObject({ documents: 1000, errors: 0, retries: 1 });
  });

  it.each(PATHS)('steps down twice, or fails in another way: the run fails, by %s', async (path) => {
    await failing(2, { errorCode: 11_602 });
    await expect(measured(path, false)).rejects.toThrow(/11602|InterruptedDueToReplStateChange|failCommand/);
    await failing(1, { errorCode: 8 });
    await expect(measured(path, false)).rejects.toThrow(/failCommand|UnknownError/);
  });
});
