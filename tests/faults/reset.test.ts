/** `zava reset` where the server fails, forgets or has no log: what it says, and that running it again is enough. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Db, MongoClient } from 'mongodb';
import { describe, expect, it } from 'vitest';
import { resolveSettings } from '../../src/core/settings/resolve.js';
import { loadDatabase } from '../../src/engine/load.js';
import { ShardThreads } from '../../src/engine/pool/shard-threads.js';
import { becomePrimary, REPLICA_SET, withAdmin } from '../../src/mongodb/embedded/replica-set.js';
import type { ResetOutcome } from '../../src/tools/reset/result.js';
import { resetDatabase } from '../../src/tools/reset/run.js';
import { verifyDatabase } from '../../src/tools/verify/verify.js';
import { eventually, temporaryFolder } from '../fixtures/cli.js';
import { faultServer } from '../fixtures/fault-server.js';
import { fewProducts } from '../fixtures/few-products.js';
import { bareMongod } from '../fixtures/mongod.js';

const folder = temporaryFolder();
const config = join(folder, 'zava.yaml');
writeFileSync(config, `preset: tiny\n${fewProducts(folder)}`);
const settings = resolveSettings({ config, workers: '1' }, { env: {}, cwd: folder });

const load = (uri: string) =>
  loadDatabase(settings, uri, { drop: true, indexes: true }, { threads: new ShardThreads(1, 'send') });
const reset = async (uri: string): Promise<ResetOutcome> =>
  (await resetDatabase(settings, uri, { soft: false, full: false, dryRun: false })) as ResetOutcome;
const isExact = async (uri: string) => (await verifyDatabase(settings, uri)).exact;

const zavaOf = (client: MongoClient): Db => client.db('zava');

async function use(db: Db): Promise<void> {
  await db.collection('orders').updateMany({ status: 'pending' }, { $set: { status: 'x' } });
  await db.collection('order_items').deleteMany({ quantity: { $gt: 2 } });
  await db.collection<{ _id: string }>('customers').insertOne({ _id: 'new' });
}

describe('a server whose commands fail', () => {
  const server = faultServer();
  const CLOSING = { closeConnection: true };

  it.each([
    [['find'], CLOSING],
    [['aggregate', 'getMore'], CLOSING],
    [['update'], CLOSING],
    [['delete'], { errorCode: 91 }],
    [['insert'], CLOSING],
    [['listIndexes', 'count'], { errorCode: 13_435 }],
  ])('%j: what is done stays done, and the same again ends it', async (commands, data) => {
    if (commands.includes('find')) await load(server.uri);
    await use(zavaOf(server.client));
    await server.fail(commands, { skip: 1, times: 2 } as never, data);
    const failure = await reset(server.uri).then(
      () => undefined,
      (error: Error) => error.message,
    );
    await server.healed();
    if (failure !== undefined) expect(failure).toMatch(/\.$/);
    await reset(server.uri);
    expect(await isExact(server.uri)).toBe(true);
  });

  it('is killed on the way, and started again', async () => {
    await use(zavaOf(server.client));
    await zavaOf(server.client)
      .collection('order_items')
      .updateMany({}, { $set: { deleted: true } });
    const failing = reset(server.uri).catch((error: Error) => error);
    await eventually(
      async () =>
        (await zavaOf(server.client).collection('order_items').countDocuments({ deleted: false })) > 0,
    );
    await server.kill();
    expect(String(await failing)).toMatch(/What was put right stays so; the same command goes on\.$/);
    await server.restart();
    await reset(server.uri);
    expect(await isExact(server.uri)).toBe(true);
  });
});

describe('a server alone', () => {
  const server = faultServer(false);

  it('has no log: everything is compared', async () => {
    await load(server.uri);
    await use(zavaOf(server.client));
    expect(await reset(server.uri)).toMatchObject({
      by: 'comparison',
      why: 'they were loaded into a server alone, which has no oplog',
    });
    expect(await isExact(server.uri)).toBe(true);
  });
});

it('a log that does not reach back: everything is compared, and from then on it is followed again', async () => {
  // What is not written down yet stays in the log.
  const mongod = await bareMongod(folder, '--replSet', REPLICA_SET, '--oplogSize', '1', '--syncdelay', '1');
  const client = new MongoClient(mongod.uri);
  try {
    await withAdmin(mongod.port, (admin) => becomePrimary(admin, mongod.port, AbortSignal.timeout(60_000)));
    await load(mongod.uri);
    await use(zavaOf(client));
    const noise = client.db('noise').collection('noise');
    const oplog = client.db('local').collection('oplog.rs');
    const { ts: end } = (await oplog.find().sort({ $natural: -1 }).limit(1).next()) as never;
    await eventually(async () => {
      await noise.insertMany(Array.from({ length: 8 }, () => ({ text: 'x'.repeat(1_000_000) })));
      const { ts } = (await oplog.find().sort({ $natural: 1 }).limit(1).next()) as never;
      return (ts as { greaterThan(other: unknown): boolean }).greaterThan(end);
    });
    expect(await reset(mongod.uri)).toMatchObject({
      by: 'comparison',
      why: "the server's log does not reach back to it",
    });
    expect(await isExact(mongod.uri)).toBe(true);
    await use(zavaOf(client));
    expect(await reset(mongod.uri)).toMatchObject({ by: 'changes' });
  } finally {
    await client.close();
    await mongod.stop();
  }
});
