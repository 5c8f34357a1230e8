/** The embedded server with real mongod processes: start, restart, sharing, failures, and never a process left. */

import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { MongoClient } from 'mongodb';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { findMongod } from '../../src/mongodb/embedded/find-mongod.js';
import { spawnMongod } from '../../src/mongodb/embedded/mongod-process.js';
import { accepts } from '../../src/mongodb/embedded/port.js';
import { startEmbeddedServer } from '../../src/mongodb/embedded/server.js';
import {
  type EmbeddedServer,
  EmbeddedServerError,
  type StartOptions,
} from '../../src/mongodb/embedded/types.js';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 300_000 });

const REPOSITORY = fileURLToPath(new URL('../..', import.meta.url));

let mongod: string;
let env: NodeJS.ProcessEnv;
let root: string;
let servers: EmbeddedServer[];

beforeAll(async () => {
  mongod = (await findMongod({ root: join(REPOSITORY, '.zava'), env: process.env })).path;
  env = { ...process.env, ZAVA_MONGOD: mongod };
});

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'zava-embedded-'));
  servers = [];
});

afterEach(async () => {
  await Promise.all(servers.map((server) => server.stop()));
  await rm(root, { recursive: true, force: true });
});

async function start(options: Partial<StartOptions> = {}): Promise<EmbeddedServer> {
  const server = await startEmbeddedServer({ root, env, ...options });
  servers.push(server);
  return server;
}

async function connected<T>(uri: string, work: (client: MongoClient) => Promise<T>): Promise<T> {
  const client = new MongoClient(uri);
  try {
    return await work(client);
  } finally {
    await client.close();
  }
}

const insert = (uri: string, _id: number) =>
  connected(uri, (client) => client.db('test').collection<{ _id: number }>('items').insertOne({ _id }));
const count = (uri: string) =>
  connected(uri, (client) => client.db('test').collection('items').countDocuments());

const record = async (): Promise<{ pid?: number; port: number }> =>
  JSON.parse(await readFile(join(root, 'server.json'), 'utf8'));

/** The mongod processes that work in our root, and their guards; zombies, which only wait for init, do not count. */
function processes(): string[] {
  const list = execFileSync('ps', ['-eww', '-o', 'stat=,args='], { encoding: 'utf8' });
  return list.split('\n').filter((line) => line.includes(`--dbpath ${root}`) && !line.startsWith('Z'));
}

const mongods = () => processes().filter((line) => !line.includes('/bin/sh'));

async function eventually(condition: () => boolean | Promise<boolean>, milliseconds = 15_000): Promise<void> {
  const end = Date.now() + milliseconds;
  while (!(await condition())) {
    if (Date.now() > end) throw new Error(`not within ${milliseconds} ms: ${condition}`);
    await sleep(20);
  }
}

/** mongod empties its lock file only when it shuts down cleanly. */
const cleanlyShutDown = async () => (await stat(join(root, 'data', 'mongod.lock'))).size === 0;

describe('start', () => {
  test('a writable replica set with transactions, its data under the root', async () => {
    const server = await start();
    expect(server.alreadyRunning).toBe(false);
    expect(server.source).toBe('ZAVA_MONGOD');
    expect(server.version).toMatch(/^\d+\.\d+\.\d+/);
    await connected(server.uri, async (client) => {
      await client.withSession((session) =>
        session.withTransaction(() => client.db('test').collection('items').insertOne({ a: 1 }, { session })),
      );
      const { setName } = await client.db('admin').command({ hello: 1 });
      expect(setName).toBe('zava');
    });
    expect(await readdir(join(root, 'data'))).toContain('WiredTiger');
  });

  test('a data folder of its own, with test commands, leaves the server.json of the root alone', async () => {
    const dataDir = join(root, 'elsewhere');
    const server = await start({ dataDir, enableTestCommands: true });
    await connected(server.uri, async (client) => {
      const admin = client.db('admin');
      const command = { configureFailPoint: 'failCommand', mode: 'off', data: {} };
      expect((await admin.command(command)).ok).toBe(1);
    });
    expect(await readdir(root)).toEqual(['elsewhere']);
    expect((await start({ dataDir })).alreadyRunning).toBe(true);
  });

  test('a replica set whose initialisation was cut short is completed', async () => {
    const dataDir = join(root, 'data');
    await mkdir(dataDir);
    const args = ['--dbpath', dataDir, '--replSet', 'zava', '--port', '0', '--nounixsocket'];
    const cut = await spawnMongod(mongod, args, join(root, 'cut.log'), env);
    await eventually(async () => (await readFile(cut.logFile, 'utf8')).includes('Waiting for connections'));
    await cut.stop();
    await insert((await start()).uri, 1);
  });
});

describe('restart', () => {
  test('keeps the data and the port', async () => {
    const first = await start();
    await insert(first.uri, 1);
    await first.stop();
    expect(await cleanlyShutDown()).toBe(true);
    const second = await start();
    expect(second.uri).toBe(first.uri);
    expect(second.alreadyRunning).toBe(false);
    expect(await count(second.uri)).toBe(1);
  });

  test('while the one before is still ending, on the same port', async () => {
    const first = await start();
    await insert(first.uri, 1);
    const messages: string[] = [];
    const stopped = first.stop();
    await eventually(async () => (await record()).pid === undefined);
    const second = await start({ log: (message) => messages.push(message) });
    await stopped;
    expect(messages).toEqual([]);
    expect(second.uri).toBe(first.uri);
  });

  test('after mongod was killed', async () => {
    const first = await start();
    await insert(first.uri, 1);
    process.kill((await record()).pid ?? Number.NaN, 'SIGKILL');
    await eventually(() => processes().length === 0);
    const second = await start();
    expect(second.uri).toBe(first.uri);
    expect(await count(second.uri)).toBe(1);
  });

  test('on another port when the remembered one is taken', async () => {
    const first = await start();
    await insert(first.uri, 1);
    await first.stop();
    const taker = await listen(first.port);
    try {
      const messages: string[] = [];
      const second = await start({ log: (message) => messages.push(message) });
      expect(second.port).not.toBe(first.port);
      expect(messages.join()).toContain(`port ${first.port} is taken`);
      expect(await count(second.uri)).toBe(1);
      await insert(second.uri, 2);
      expect((await record()).port).toBe(second.port);
    } finally {
      taker.close();
    }
  });

  test('keeps the last five logs', async () => {
    for (let i = 0; i < 6; i += 1) await (await start()).stop();
    expect(await readdir(join(root, 'log'))).toHaveLength(5);
  });
});

/** Another program: it hangs up on whoever connects. */
async function listen(port: number): Promise<Server> {
  const server = createServer((socket) => socket.destroy()).listen(port, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

describe('sharing', () => {
  test('a second start uses the running server and does not stop it', async () => {
    const first = await start();
    const second = await start();
    expect(second).toMatchObject({ uri: first.uri, version: first.version, alreadyRunning: true });
    await second.stop();
    await insert(first.uri, 1);
  });

  test('of starts at the same moment one starts the server', async () => {
    const all = await Promise.all([start(), start(), start()]);
    expect(all.filter((server) => !server.alreadyRunning)).toHaveLength(1);
    expect(new Set(all.map((server) => server.uri)).size).toBe(1);
    expect(mongods()).toHaveLength(1);
  });

  test('a start during a stop waits for its end', async () => {
    const first = await start();
    const stopped = first.stop();
    await eventually(async () => (await record()).pid === undefined);
    const second = await start();
    await stopped;
    await insert(second.uri, 1);
  });

  test('stop may be called again and again', async () => {
    const server = await start();
    await Promise.all([server.stop(), server.stop()]);
    await server.stop();
    expect(mongods()).toEqual([]);
    // Its guard sees the pipe close a moment later.
    await eventually(() => processes().length === 0);
    expect(await accepts(server.port)).toBe(false);
  });
});

describe('failure', () => {
  const failure = async (options: Partial<StartOptions> = {}): Promise<Error> => {
    const error = await start(options).catch((e) => e);
    expect(error).toBeInstanceOf(Error);
    expect(mongods()).toEqual([]);
    // Its guard sees the pipe close a moment later.
    await eventually(() => processes().length === 0);
    return error;
  };

  test('the wanted port is taken', async () => {
    const taker = await listen(0);
    const { port } = taker.address() as { port: number };
    const error = await failure({ port });
    taker.close();
    expect(error).toBeInstanceOf(EmbeddedServerError);
    expect(error.message).toContain(`port ${port} on 127.0.0.1 is taken by another program`);
  });

  test('the data folder was made by another version', async () => {
    await (await start()).stop();
    const turtle = join(root, 'data', 'WiredTiger.turtle');
    const text = await readFile(turtle, 'utf8');
    await writeFile(turtle, text.replaceAll(/major=\d+,minor=\d+/g, 'major=99,minor=0'));
    const error = await failure();
    expect(error).toBeInstanceOf(EmbeddedServerError);
    expect(error.message).toContain(`the data files in ${join(root, 'data')} were made by another version`);
    expect(error.message).toContain('set ZAVA_MONGOD to that version');
  });

  test('the data are damaged: the sentence carries the words of mongod', async () => {
    await (await start()).stop();
    await writeFile(join(root, 'data', 'storage.bson'), 'no such thing');
    const error = await failure();
    expect(error).toBeInstanceOf(EmbeddedServerError);
    expect(error.message).toMatch(/mongod did not start: .*storage engine metadata file.*log: /);
  });

  test('the replica set of the data has another name: mongod runs, but is stopped again', async () => {
    const server = await start();
    await server.stop();
    const args = ['--dbpath', join(root, 'data'), '--port', String(server.port), '--nounixsocket'];
    const alone = await spawnMongod(mongod, args, join(root, 'alone.log'), env);
    await eventually(() => accepts(server.port));
    await connected(`mongodb://127.0.0.1:${server.port}/?directConnection=true`, async (client) => {
      const configs = client.db('local').collection<{ _id: string }>('system.replset');
      const { _id, ...config } = (await configs.findOne()) ?? { _id: '' };
      await configs.deleteOne({ _id });
      await configs.insertOne({ ...config, _id: 'other' });
    });
    await alone.stop();
    const error = await failure();
    expect(error).toBeInstanceOf(EmbeddedServerError);
    expect(error.message).toMatch(/could not be made ready: .*old config set name: other/);
  });

  test.each([0, 50, 150, 250, 400])(
    'aborted after %i ms, and none the worse for it',
    async (milliseconds) => {
      const reason = new Error('enough');
      const controller = new AbortController();
      setTimeout(() => controller.abort(reason), milliseconds);
      const outcome = await start({ signal: controller.signal }).catch((e) => e);
      if (outcome instanceof Error) {
        expect(outcome).toBe(reason);
        expect(mongods()).toEqual([]);
        // Its guard sees the pipe close a moment later.
        await eventually(() => processes().length === 0);
      }
      await insert((await start()).uri, 1);
    },
  );
});

describe('the end of the parent process', () => {
  let compiled: string;

  // Node runs no TypeScript: the parents are plain scripts that import the compiled server.
  beforeAll(async () => {
    compiled = await mkdtemp(join(tmpdir(), 'zava-compiled-'));
    await symlink(join(REPOSITORY, 'node_modules'), join(compiled, 'node_modules'));
    await cp(join(REPOSITORY, 'package.json'), join(compiled, 'package.json'));
    const config = {
      extends: join(REPOSITORY, 'tsconfig.build.json'),
      compilerOptions: {
        outDir: join(compiled, 'dist'),
        rootDir: REPOSITORY,
        typeRoots: [join(REPOSITORY, 'node_modules/@types')],
      },
      include: [],
      files: [join(REPOSITORY, 'src/mongodb/embedded/server.ts')],
    };
    await writeFile(join(compiled, 'tsconfig.json'), JSON.stringify(config));
    execFileSync(process.execPath, [join(REPOSITORY, 'node_modules/typescript/bin/tsc'), '-p', compiled]);
  });

  afterAll(() => rm(compiled, { recursive: true, force: true }));

  /** Starts a Node process, in a process group of its own, that starts the server and then runs `code`. */
  async function parent(code: string): Promise<ChildProcess> {
    const server = join(compiled, 'dist/src/mongodb/embedded/server.js');
    const script = `import { startEmbeddedServer } from '${server}';
      const started = startEmbeddedServer({ root: '${root}', env: process.env });
      ${code}`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
      env,
      detached: true,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    await once(child.stdout, 'data');
    return child;
  }

  test('by SIGKILL leaves no mongod', async () => {
    const child = await parent(`await started; console.log('ready');`);
    expect(mongods()).toHaveLength(1);
    child.kill('SIGKILL');
    await eventually(() => processes().length === 0, 5000);
    expect(await cleanlyShutDown()).toBe(true);
  });

  test.each([0, 100, 300])('by SIGKILL %i ms into the start leaves no mongod', async (milliseconds) => {
    const child = await parent(`console.log('starting');`);
    await sleep(milliseconds);
    child.kill('SIGKILL');
    await once(child, 'exit');
    await eventually(() => processes().length === 0, 5000);
  });

  test('by an uncaught exception or process.exit leaves no mongod', async () => {
    for (const end of [`throw new Error('uncaught')`, 'process.exit()']) {
      await parent(`await started; console.log('ready'); setTimeout(() => { ${end} }, 100);`);
      await eventually(() => processes().length === 0, 5000);
      expect(await cleanlyShutDown()).toBe(true);
    }
  });

  test('Ctrl-C does not reach mongod before the parent calls stop', async () => {
    const child = await parent(`const server = await started;
      process.once('SIGINT', () => setTimeout(async () => { await server.stop(); console.log('stopped'); }, 1500));
      console.log('ready');`);
    process.kill(-(child.pid as number), 'SIGINT'); // what a terminal does: the whole group
    await sleep(1000);
    expect(await accepts((await record()).port)).toBe(true);
    const [code] = await once(child, 'exit'); // also: nothing keeps the process alive after stop
    expect(code).toBe(0);
    expect(mongods()).toEqual([]);
    // Its guard sees the pipe close a moment later.
    await eventually(() => processes().length === 0);
  });
});
