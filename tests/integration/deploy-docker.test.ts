/**
 * deploy/docker/Dockerfile.seeded without a container engine: what it copies, the command that fills the data folder, and
 * the server that the image starts on it.
 */
import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, realpathSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { MongoClient } from 'mongodb';
import { expect, it } from 'vitest';
import { spawnMongod } from '../../src/mongodb/embedded/mongod-process.js';
import { freePort } from '../../src/mongodb/embedded/port.js';
import { followableSince, readLoadRecord } from '../../src/mongodb/load-record.js';
import { eventually, REPOSITORY, succeed, temporaryFolder } from '../fixtures/cli.js';
import { composeProject, copiedBy, dockerStages } from '../fixtures/compose.js';
import { mongodBinary } from '../fixtures/server.js';

const folder = temporaryFolder();
const FILE = 'deploy/docker/Dockerfile.seeded';
/** The data folder in the image. */
const DATA = '/data/zava';

it('is filled by its own command, and its server holds exactly the seed, whose changes can be followed', async () => {
  const [zava = [], seeded = [], image = []] = dockerStages(FILE);
  const from = [zava, seeded, image].map((stage) => stage[0]?.rest);
  const { services } = composeProject();
  expect(from).toEqual([
    `${services.zava?.image} AS zava`,
    `${services.mongodb?.image} AS seeded`,
    services.mongodb?.image,
  ]);

  // The folder /zava of the other image, and what is copied into it here.
  const inside = (path: string): string => join(folder, path);
  mkdirSync(inside('/zava'), { recursive: true });
  for (const name of ['dist', 'config', 'node_modules', 'package.json']) {
    symlinkSync(join(REPOSITORY, name), inside(join('/zava', name)));
  }
  const copies = copiedBy(seeded);
  expect(copies).toHaveLength(1);
  for (const { sources, target } of copies) {
    mkdirSync(dirname(inside(target)), { recursive: true });
    cpSync(join(REPOSITORY, sources[0] as string), inside(target));
  }

  const port = String(await freePort(0));
  const mongod = await mongodBinary();
  mkdirSync(inside('bin'));
  symlinkSync(mongod, inside('bin/mongod'));
  const [, load] = /^LOAD="(.+)"$/.exec(seeded.find(({ name }) => name === 'ARG')?.rest ?? '') ?? [];
  expect(load).toBe('--preset full --seed 42');
  const { rest: run = '' } = seeded.find(({ name }) => name === 'RUN') ?? {};
  expect(run).toContain(` ${DATA} `);
  await promisify(execFile)('sh', ['-c', run.replace(DATA, inside(DATA))], {
    cwd: inside('/zava'),
    env: {
      PATH: `${inside('bin')}:${dirname(process.execPath)}:${process.env.PATH}`,
      HOME: process.env.HOME,
      MONGODB_PORT: port,
      LOAD: '--preset tiny --seed 7',
    },
  });
  expect(existsSync(inside(join(DATA, 'diagnostic.data')))).toBe(false);

  const [program, ...words] = JSON.parse(image.find(({ name }) => name === 'CMD')?.rest ?? '[]') as string[];
  expect(program).toBe('mongod');
  const args = words.flatMap((word) =>
    word === DATA
      ? [inside(DATA)]
      : word === '--bind_ip_all'
        ? ['--bind_ip', '127.0.0.1', '--port', port]
        : [word],
  );
  const server = await spawnMongod(realpathSync(mongod), args, inside('log'), process.env);
  const uri = `mongodb://127.0.0.1:${port}/?replicaSet=rs0`;
  const client = new MongoClient(uri);
  try {
    const db = client.db('zava');
    await eventually(async () => (await db.command({ hello: 1 })).isWritablePrimary);
    await succeed(['verify', '--seed', '7', '--preset', 'tiny', '--uri', uri], { cwd: folder });
    const record = await readLoadRecord(db);
    const followable = record && (await followableSince(db, record.origin));
    if (followable === undefined || !('since' in followable)) throw new Error(followable?.why ?? 'no record');
    await db.collection('orders').updateOne({}, { $set: { status: 'lost' } });
    const stream = db.collection('orders').watch([], { startAtOperationTime: followable.since });
    expect(await stream.next()).toMatchObject({ operationType: 'update' });
    await stream.close();
  } finally {
    await client.close();
    await server.stop();
  }
});
