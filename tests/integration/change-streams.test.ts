/** `zava change-streams enable | verify` against a real replica set, and against a server that is none. */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { SYNCED } from '../../src/core/model/ditto.js';
import { COLLECTION_NAMES, MODELS } from '../../src/core/model/index.js';
import { jsonSchemaOf } from '../../src/core/model/json-schema.js';
import { STANDALONE_CURE } from '../../src/mongodb/connect.js';
import { called } from '../fixtures/called.js';
import { eventually, start, temporaryFolder, zava } from '../fixtures/cli.js';
import { bareMongod } from '../fixtures/mongod.js';
import { testServer } from '../fixtures/server.js';
import { expectUnchanged, wholeDatabase } from '../fixtures/server-facts.js';

const cwd = temporaryFolder();
const server = testServer();
const run = (part: string, database: string, ...args: string[]) =>
  zava(['change-streams', part, '--uri', server.uri, '--database', database, ...args], { cwd });

/** The nine collections, without images, as somebody's own script may have made them. */
async function plainCollections(database: string) {
  const db = server.client.db(database);
  for (const name of COLLECTION_NAMES) await db.createCollection(name);
  return db;
}

/** The change streams that are open on a database; other tests have theirs on the same server. */
const openStreams = (database: string) =>
  server.client
    .db('admin')
    .aggregate([
      { $currentOp: { allUsers: true, idleCursors: true } },
      {
        $match: {
          ns: { $regex: `^${database}\\.` },
          'cursor.originatingCommand.pipeline.0.$changeStream': { $exists: true },
        },
      },
    ])
    .toArray();

const MARKERS = { _id: { $regex: '^zava-change-stream-check-' } } as never;

describe('change-streams', () => {
  it('verify names what lacks images, enable turns them on once, verify then sees every change twice', async () => {
    const db = await plainCollections('streams');
    const lacking = await run('verify', 'streams');
    expect(lacking.code).toBe(1);
    expect(lacking.stderr).toContain(
      `zava: Collection ${SYNCED.join(', ')} must be configured with changeStreamPreAndPostImages enabled; do it with ${called('change-streams enable', server.uri, 'streams')}.\n`,
    );
    expect(lacking.stderr).toContain('zava: The update came without its pre-image and post-image.\n');
    const first = await run('enable', 'streams');
    expect(first).toMatchObject({ code: 0, stderr: '' });
    expect(first.stdout).toContain('8 enabled, 0 were enabled already, 0 missing.\n');
    const infos = await db.listCollections().toArray();
    const keeping = infos.filter(
      (info) => 'options' in info && info.options?.changeStreamPreAndPostImages?.enabled,
    );
    expect(keeping.map(({ name }) => name).sort()).toEqual([...SYNCED].sort());
    const second = JSON.parse((await run('enable', 'streams', '--json')).stdout);
    expect(second.collections).toEqual(SYNCED.map((collection) => ({ collection, result: 'was enabled' })));
    const before = await wholeDatabase(db);
    for (const _ of [1, 2]) {
      const { code, stdout } = await run('verify', 'streams', '--json');
      expect(code).toBe(0);
      const { ok, seen } = JSON.parse(stdout);
      expect(ok).toBe(true);
      expect(seen.map(({ operation, lacking: images }: never) => [operation, images])).toEqual([
        ['insert', []],
        ['update', []],
        ['delete', []],
      ]);
      for (const { milliseconds } of seen) expect(milliseconds).toBeGreaterThan(0);
    }
    expect((await run('verify', 'streams')).stdout).toContain(
      'work, with images in all eight synced collections.\n',
    );
    await expectUnchanged(db, before);
    expect(await openStreams('streams')).toEqual([]);
  });

  it('verify gets along with validators that refuse, and with unique indexes; says what others refuse', async () => {
    const db = await plainCollections('strict');
    for (const name of COLLECTION_NAMES) {
      const validator = { $jsonSchema: jsonSchemaOf(MODELS[name]) };
      await db.command({ collMod: name, validator, validationAction: 'error' });
    }
    await db.collection('categories').createIndex({ category_name: 1 }, { unique: true });
    await run('enable', 'strict');
    expect((await run('verify', 'strict')).code).toBe(0);
    await db.command({ collMod: 'categories', validator: { never: 1 } });
    const { code, stderr } = await run('verify', 'strict');
    expect(code).toBe(1);
    expect(stderr).toMatch(/^zava: 127\.0\.0\.1:\d+: Document failed validation\.\n$/);
  });

  it('missing collections are named', async () => {
    await server.client.db('partial').createCollection('orders');
    const enable = await run('enable', 'partial');
    expect(enable.code).toBe(1);
    expect(enable.stdout).toContain('1 enabled, 0 were enabled already, 7 missing.\n');
    expect(enable.stderr).toContain(
      `lacks stores, categories, product_types, products, customers, inventory, order_items; make them with ${called('setup', server.uri, 'partial')}.\n`,
    );
    const verify = await run('verify', 'partial');
    expect(verify.code).toBe(1);
    expect(verify.stderr).toContain('zava: Not there: stores, categories,');
    expect(verify.stderr).toContain(`; make them with ${called('setup', server.uri, 'partial')}.\n`);
    const empty = await run('enable', 'nothing_here');
    expect(empty.stderr).toContain(` or ${called('load', server.uri, 'nothing_here')}.\n`);
  });

  it('a marker that a killed check left behind is removed, one of a running check is not', async () => {
    const db = await plainCollections('abandoned');
    await run('enable', 'abandoned');
    const running = `zava-change-stream-check-${Date.now()}-running`;
    await db
      .collection('categories')
      .insertMany([
        { _id: 'zava-change-stream-check-1700000000000-killed' as never },
        { _id: running as never },
        { _id: 'mine' as never },
      ]);
    expect(JSON.parse((await run('verify', 'abandoned', '--json')).stdout)).toMatchObject({ removed: 1 });
    const left = await db.collection('categories').find().sort({ _id: 1 }).toArray();
    expect(left.map(({ _id }) => _id as unknown)).toEqual(['mine', running]);
  });

  it('Ctrl-C while the marker stands removes it', async () => {
    const db = await plainCollections('interrupted');
    await run('enable', 'interrupted');
    const far = await slowLink(Number(new URL(server.uri).port), 150);
    try {
      const running = start(['change-streams', 'verify', '--uri', far.uri, '--database', 'interrupted'], {
        cwd,
      });
      const categories = db.collection('categories');
      await eventually(async () => {
        if (running.process.exitCode !== null)
          throw new Error(`it ended by itself: ${running.output.stderr}`);
        return (await categories.countDocuments(MARKERS)) > 0;
      });
      running.process.kill('SIGINT');
      expect(await running.ended).toMatchObject({ code: 130, stdout: '' });
      expect(await categories.countDocuments()).toBe(0);
    } finally {
      far.close();
    }
  });
});

it('a server that goes away while the marker stands: one sentence that names the marker', async () => {
  const db = await plainCollections('gone');
  await run('enable', 'gone');
  const far = await slowLink(Number(new URL(server.uri).port), 150);
  const running = start(['change-streams', 'verify', '--uri', far.uri, '--database', 'gone'], { cwd });
  try {
    const categories = db.collection('categories');
    await eventually(async () => (await categories.countDocuments(MARKERS)) > 0);
    far.close();
    const { code, stdout, stderr } = await running.ended;
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    const marker = await categories.findOne(MARKERS);
    expect(stderr).toContain(`: the marker ${marker?._id} could not be removed from categories (`);
    expect(stderr).toMatch(/^zava: [^\n]+\n$/);
  } finally {
    far.close();
    running.process.kill('SIGKILL');
  }
});

it('a standalone server is explained, and nothing is changed', async () => {
  const mongod = await bareMongod(cwd);
  try {
    for (const part of ['enable', 'verify']) {
      const { code, stdout, stderr } = await zava(['change-streams', part, '--uri', mongod.uri], { cwd });
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
      expect(stderr).toBe(
        `zava: 127.0.0.1:${mongod.port} is a standalone server, which has no change streams; ${STANDALONE_CURE}.
`,
      );
    }
  } finally {
    await mongod.stop();
  }
});

/** A way to the server on which everything takes a while, so that there is time to press Ctrl-C. */
async function slowLink(port: number, milliseconds: number): Promise<{ uri: string; close(): void }> {
  const sockets = new Set<Socket>();
  const pass = (from: Socket, to: Socket) => {
    sockets.add(from);
    from.on('error', () => to.destroy()).on('close', () => to.destroy());
    from.on('data', async (data) => {
      await sleep(milliseconds);
      if (!to.destroyed) to.write(data);
    });
  };
  const listener = createServer((near) => {
    const far = connect(port, '127.0.0.1');
    pass(near, far);
    pass(far, near);
  }).listen(0, '127.0.0.1');
  await once(listener, 'listening');
  return {
    uri: `mongodb://127.0.0.1:${(listener.address() as AddressInfo).port}/?directConnection=true`,
    close() {
      for (const socket of sockets) socket.destroy();
      listener.close();
    },
  };
}
