/**
 * What docker-compose.yml starts, started without Docker: mongod with the file's options, the health check's script,
 * and the load with the command and environment of its service.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { MongoClient } from 'mongodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually, REPOSITORY, temporaryFolder, zava } from '../fixtures/cli.js';
import { composeProject, copiedBy, dockerStages, type Service } from '../fixtures/compose.js';
import { type BareMongod, bareMongod } from '../fixtures/mongod.js';

const folder = temporaryFolder();
let mongod: BareMongod;
let client: MongoClient;
let services: Record<'mongodb' | 'zava', Service>;

beforeAll(async () => {
  const [program, ...options] = (composeProject().services.mongodb as Service).command;
  expect(program).toBe('mongod');
  // Port and addresses are the container's; here they are a free port of this machine alone.
  const own = options.filter(
    (option, i) => !/^--(port|bind_ip_all)$/.test(option) && options[i - 1] !== '--port',
  );
  expect(own).toEqual([
    '--replSet',
    'rs0',
    '--wiredTigerEngineConfigString',
    expect.stringContaining('eviction'),
  ]);
  mongod = await bareMongod(folder, ...own);
  client = new MongoClient(mongod.uri);
  const variables = { MONGODB_PORT: String(mongod.port), NUM_CUSTOMERS: '200', NUM_ORDERS: '1000' };
  services = composeProject(variables).services as typeof services;
});
afterAll(async () => {
  await client?.close();
  await mongod?.stop();
});

/** The health check's script as mongosh runs it, which waits for each call of `db` and `rs` by itself. */
async function healthCheck(): Promise<number> {
  const { test } = services.mongodb.healthcheck as NonNullable<Service['healthcheck']>;
  expect(test.slice(0, -1)).toEqual(['CMD', 'mongosh', '--quiet', '--port', String(mongod.port), '--eval']);
  const waiting = (test.at(-1) as string).replace(/\b(db|rs)\.\w+\([^()]*\)/g, '(await $&)');
  const admin = client.db('admin');
  let code = 0;
  await runInNewContext(`(async () => { ${waiting} })()`, {
    db: { hello: () => admin.command({ hello: 1 }) },
    rs: { initiate: (config: object) => admin.command({ replSetInitiate: config }) },
    quit: (given: number) => {
      code = given;
    },
  });
  return code;
}

const run = (...args: string[]) =>
  zava(args, { cwd: folder, env: services.zava.environment as NodeJS.ProcessEnv });
const config = async () => (await client.db('admin').command({ replSetGetConfig: 1 })).config;

describe('the server', () => {
  it('is no replica set at first, and made one by the health check, which says when it can be used', async () => {
    expect(await client.db('admin').command({ hello: 1 })).toMatchObject({ isreplicaset: true });
    await eventually(async () => (await healthCheck()) === 0);
    expect((await config()).members).toEqual([
      expect.objectContaining({ _id: 0, host: `127.0.0.1:${mongod.port}` }),
    ]);
  });

  it('stays as it is when it is looked at again', async () => {
    const before = await config();
    for (const _ of [1, 2]) expect(await healthCheck()).toBe(0);
    expect(await config()).toEqual(before);
  });
});

describe('the load', () => {
  it('fills the database, and the second time finds it filled', async () => {
    const { command } = services.zava;
    const first = await run(...command);
    expect(first).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('The data is in database zava at '),
    });
    expect(await client.db('zava').collection('orders').countDocuments()).toBe(1000);
    expect(await run(...command)).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^The load into database zava at .* is finished: [\d,]+ documents; /),
    });
  });

  it('leaves what the other commands find', async () => {
    expect(await run('verify')).toMatchObject({ code: 0 });
    expect(await run('validate')).toMatchObject({ code: 0 });
    expect(await run('change-streams', 'verify')).toMatchObject({ code: 0 });
  });
});

describe('the image', () => {
  it('can be built from what the Dockerfile copies, and runs', async () => {
    const image = join(folder, 'image');
    const stages = dockerStages();
    for (const { sources, target } of stages.flatMap(copiedBy)) {
      for (const source of sources) {
        const place = join(image, target, target === './' ? source : '');
        mkdirSync(dirname(place), { recursive: true });
        cpSync(join(REPOSITORY, source), place, { recursive: true });
      }
    }
    symlinkSync(join(REPOSITORY, 'node_modules'), join(image, 'node_modules'));
    const runs = stages.flat().filter(({ name, rest }) => name === 'RUN' && rest.startsWith('npm run '));
    expect(runs).toHaveLength(1);
    for (const { rest } of runs) execFileSync('npm', rest.split(' ').slice(1), { cwd: image, stdio: 'pipe' });
    const [, entry = ''] = JSON.parse(
      stages.at(-1)?.find(({ name }) => name === 'ENTRYPOINT')?.rest as string,
    );
    const cli = entry.replace('/zava/', '');
    const said = execFileSync(process.execPath, [cli, 'plan', '--json'], { cwd: image, encoding: 'utf8' });
    expect(JSON.parse(said)).toMatchObject({ command: 'plan' });
  });
});
