/** `zava bench insert` against a real server: what it writes, what it measures, and that nothing of it stays. */
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { MongoClient } from 'mongodb';
import { beforeAll, describe, expect, it } from 'vitest';
import { FORMAT_VERSION } from '../../src/core/model/index.js';
import { type InsertResult, insertResultSchema } from '../../src/tools/bench/result.js';
import { type Ended, eventually, start, succeed, temporaryFolder, zava } from '../fixtures/cli.js';
import { Link } from '../fixtures/link.js';
import { bareMongod } from '../fixtures/mongod.js';
import { testServer } from '../fixtures/server.js';
import { authServer, PASSWORDS } from '../fixtures/server-auth.js';
import { calls, expectUnchanged, wholeDatabase } from '../fixtures/server-facts.js';

const folder = temporaryFolder();
const server = testServer();

/** Usually well under a second; the bound is for busy machines. */
const SOON_MS = 5000;

const SMALL = ['--documents', '2000', '--batch-size', '300', '--repeats', '2', '--connections', '1,2'];
const insert = (...args: string[]) => ['bench', 'insert', '--uri', server.uri, ...args];
const inFolder = { cwd: folder };

const databases = async (client = server.client): Promise<string[]> =>
  (await client.db('admin').admin().listDatabases({ nameOnly: true })).databases.map(({ name }) => name);

const readResult = (file: string): InsertResult =>
  insertResultSchema.parse(JSON.parse(readFileSync(join(folder, file), 'utf8')));

const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

/** What must hold of every result. */
function expectConsistent({ cells, workload }: InsertResult): void {
  for (const { repeats, latency, documentsPerSecond, clientCpuSeconds } of cells) {
    expect(documentsPerSecond).toBeGreaterThan(0);
    expect(clientCpuSeconds).toBeGreaterThan(0);
    for (const repeat of repeats) {
      expect(repeat).toMatchObject({
        ...{ documents: workload.documents, bytes: workload.bytes },
        errors: 0,
      });
      expect(total(repeat.timeline.documents)).toBe(repeat.documents);
      const slices = Math.ceil(repeat.seconds / repeat.timeline.sliceSeconds);
      expect(repeat.timeline.documents).toHaveLength(slices);
      expect(repeat.latency.max).toBeLessThanOrEqual(repeat.seconds * 1000 * 1.01);
    }
    expect(latency.p50).toBeGreaterThan(0);
    expect(latency.p95).toBeGreaterThanOrEqual(latency.p50);
    expect(latency.p99).toBeGreaterThanOrEqual(latency.p95);
    expect(latency.max).toBeGreaterThanOrEqual(latency.p99);
    expect(latency.max).toBe(Math.max(...repeats.map((repeat) => repeat.latency.max)));
  }
}

describe('a run', () => {
  it('measures every cell, says on what, and leaves the server as it was', async () => {
    await server.client.db('other').collection('orders').insertOne({ mine: true });
    const before = { databases: await databases(), other: await wholeDatabase(server.client.db('other')) };
    const { stdout, stderr } = await succeed(insert(...SMALL, '--json', 'run.json'), inFolder);
    const { host } = new URL(server.uri);
    expect(stderr).toContain(
      `2 cells x (1 warm-up + 2 repeats) = 6 runs of 2,000 documents into the scratch database zava_bench at ${host}.\n`,
    );
    expect(stdout).toContain('documents/s');
    expect(stdout).toContain('The result is in ');
    const result = readResult('run.json');
    expect(result).toMatchObject({
      kind: 'zava bench insert',
      resultVersion: 1,
      formatVersion: FORMAT_VERSION,
      seed: 42,
      complete: true,
      workload: { collections: ['orders', 'order_items'], documents: 2000 },
      environment: { host, topology: 'replica set', members: 1, storageEngine: 'wiredTiger' },
    });
    const { version } = await server.client.db('admin').command({ buildInfo: 1 });
    expect(result.environment.serverVersion).toBe(version);
    expect(result.environment.driverVersion).toMatch(/^\d+\.\d+\.\d+$/);
    expect(result.cells.map(({ cell, repeats }) => [cell.connections, repeats.length])).toEqual([
      [1, 2],
      [2, 2],
    ]);
    expectConsistent(result);
    expect({ databases: await databases(), other: await wholeDatabase(server.client.db('other')) }).toEqual(
      before,
    );
  });

  it('says nothing with --quiet, and writes its files all the same', async () => {
    const args = [...SMALL, '--quiet', '--json', 'quiet.json', '--html', 'quiet.html', '--warm-up', '0'];
    const { stdout, stderr } = await succeed(insert(...args), inFolder);
    expect({ stdout, stderr }).toEqual({ stdout: '', stderr: '' });
    expectConsistent(readResult('quiet.json'));
    expect(readFileSync(join(folder, 'quiet.html'), 'utf8')).toMatch(/^<!doctype html>/i);
  });

  it('into an embedded server works as well', async () => {
    const args = ['bench', 'insert', '--local', ...SMALL, '--json', 'local.json', '--quiet'];
    await succeed(args, inFolder);
    expectConsistent(readResult('local.json'));
  });

  it('takes another scratch database, seed and number of documents', async () => {
    const args = ['--database', 'mine', '--seed', '7', '--documents', '1000', '--connections', '1'];
    await succeed(
      insert(...args, '--batch-size', '1000', '--repeats', '1', '--json', 'seven.json'),
      inFolder,
    );
    const result = readResult('seven.json');
    expect(result).toMatchObject({ seed: 7, workload: { documents: 1000 } });
    expect(result.workload.bytes).not.toBe(readResult('run.json').workload.bytes);
    expect(await databases()).not.toContain('mine');
  });
});

describe('help', () => {
  it('of bench names its parts, also where none is given, as an error', async () => {
    const { stdout } = await succeed(['bench', '--help']);
    expect(stdout).toMatch(/Usage: zava bench \[options\] \[command\]/);
    expect(stdout).toMatch(/^ {2}generate {2,}\S/m);
    expect(stdout).toMatch(/^ {2}insert {2,}\S/m);
    expect(await zava(['bench'])).toEqual({ code: 2, stdout: '', stderr: stdout });
    expect((await succeed(['help', 'bench'])).stdout).toBe(stdout);
  });

  it('of bench insert is the same in both ways to ask for it', async () => {
    const { stdout } = await succeed(['bench', 'insert', '--help']);
    expect(stdout).toMatch(/--fail-below <ratio>/);
    expect((await succeed(['bench', 'help', 'insert'])).stdout).toBe(stdout);
  });
});

describe('a scratch database that exists', () => {
  it('is refused and left as it is', async () => {
    const db = server.client.db('held');
    await db.collection('letters').insertMany([{ to: 'Ann' }, { to: 'Bob' }]);
    const before = await wholeDatabase(db);
    const { code, stdout, stderr } = await zava(insert(...SMALL, '--quiet', '--database', 'held'), inFolder);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toBe(
      `zava: The scratch database held at ${new URL(server.uri).host} exists and holds letters; allowed is a --database that does not exist.\n`,
    );
    await expectUnchanged(db, before);
  });

  it('in letters of another case is said withUserErrors', async () => {
    await server.client.db('Zava_Bench').collection('x').insertOne({});
    const { code, stderr } = await zava(insert(...SMALL, '--quiet'), inFolder);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^zava: [^\n]*different case[^\n]*\n$/);
    expect(await databases()).toContain('Zava_Bench');
    await server.client.db('Zava_Bench').dropDatabase();
  });
});

describe('a server that goes away', () => {
  it('fails the run withUserErrors; what was measured is written, and what is left is named', async () => {
    const link = await Link.to(Number(new URL(server.uri).port));
    const uri = `${link.uri}&serverSelectionTimeoutMS=1000`;
    const args = ['--documents', '1000', '--batch-size', '500', '--connections', '1', '--warm-up', '0'];
    const many = ['--repeats', '1000', '--database', 'lost', '--json', 'lost.json'];
    const before = await calls(server.client, 'insert');
    const running = start(['bench', 'insert', '--uri', uri, ...args, ...many], inFolder);
    try {
      await eventually(async () => (await calls(server.client, 'insert')) > before + 30);
      link.breakOff();
      const { code, stderr } = await running.ended;
      expect(code).toBe(1);
      const host = new URL(link.uri).host;
      expect(stderr).toMatch(
        new RegExp(
          `^zava: There is no MongoDB server to be reached at ${host}: .* The scratch database lost at ${host} could not be dropped: .*\\.$`,
          'm',
        ),
      );
      expect(stderr).not.toMatch(/^\s+at /m);
      const result = readResult('lost.json');
      expect(result.complete).toBe(false);
      expectConsistent(result);
    } finally {
      running.process.kill('SIGKILL');
      link.close();
      await server.client.db('lost').dropDatabase();
    }
  });
});

describe('Ctrl-C', () => {
  /** Presses it once something is so, and expects an end soon after. */
  async function interrupted(args: readonly string[], when: () => Promise<boolean>): Promise<Ended> {
    const running = start(args, inFolder);
    try {
      await eventually(async () => {
        if (running.process.exitCode !== null) throw new Error(`it ended: ${running.output.stderr}`);
        return when();
      });
      const pressed = performance.now();
      running.process.kill('SIGINT');
      const ended = await running.ended;
      expect(performance.now() - pressed).toBeLessThan(SOON_MS);
      return ended;
    } finally {
      running.process.kill('SIGKILL');
    }
  }

  it('between many repeats drops the scratch database and reports those that were finished', async () => {
    const before = await calls(server.client, 'insert');
    const args = ['--documents', '1000', '--batch-size', '500', '--connections', '1,2', '--warm-up', '0'];
    const files = ['--json', 'cut.json', '--html', 'cut.html'];
    const { code, stdout, stderr } = await interrupted(
      insert(...args, '--repeats', '1000', ...files),
      async () => (await calls(server.client, 'insert')) > before + 100,
    );
    expect(code).toBe(130);
    expect(stderr).toContain('Interrupted; what was measured until then follows.\n');
    expect(stderr).not.toMatch(/^\s+at |^zava:/m);
    expect(stdout).toContain('documents/s');
    const result = readResult('cut.json');
    expect(result.complete).toBe(false);
    expectConsistent(result);
    const repeats = total(result.cells.map((cell) => cell.repeats.length));
    expect(repeats).toBeGreaterThan(10);
    expect(repeats).toBeLessThan(2000);
    expect(readFileSync(join(folder, 'cut.html'), 'utf8')).toMatch(/^<!doctype html>/i);
    expect(await databases()).not.toContain('zava_bench');
  });

  it('within the first repeat, with batches in flight, drops the scratch database too', async () => {
    const args = ['--documents', '100000', '--batch-size', '5', '--connections', '8', '--indexes', 'with'];
    const { code, stdout, stderr } = await interrupted(
      insert(...args, '--json', 'early.json'),
      async () => (await server.client.db('zava_bench').collection('orders').estimatedDocumentCount()) > 100,
    );
    expect({ code, stdout }).toEqual({ code: 130, stdout: '' });
    expect(stderr).toContain('Interrupted before any repeat was finished.\n');
    expect(stderr).not.toMatch(/^\s+at |^zava:/m);
    expect(existsSync(join(folder, 'early.json'))).toBe(false);
    expect(await databases()).not.toContain('zava_bench');
  });

  it('while a server is looked for ends the search', async () => {
    let tried = false;
    const nobody = createServer((socket) => {
      tried = true;
      socket.destroy();
    }).listen(0, '127.0.0.1');
    await once(nobody, 'listening');
    const uri = `mongodb://127.0.0.1:${(nobody.address() as AddressInfo).port}/`;
    const { code } = await interrupted(['bench', 'insert', '--uri', uri], async () => tried);
    nobody.close();
    expect(code).toBe(130);
  });
});

describe('a baseline', () => {
  // Five repeats: of two, little is known of their noise.
  const again = ['--documents', '1000', '--batch-size', '250', '--connections', '1,2', '--repeats', '5'];
  const against = (file: string, ...args: string[]) =>
    zava(insert(...again, '--baseline', file, ...args), inFolder);

  /** The result of a run, as if its machine had been so many times as fast. */
  function doctored(file: string, times: number): string {
    const result = readResult('base.json');
    for (const cell of result.cells) {
      cell.documentsPerSecond *= times;
      for (const repeat of cell.repeats) repeat.seconds /= times;
    }
    writeFileSync(join(folder, file), JSON.stringify(result));
    return file;
  }

  beforeAll(async () => {
    await succeed(insert(...again, '--json', 'base.json'), inFolder);
  });

  it('that was much faster fails the run with --fail-below, and only with it', async () => {
    const file = doctored('faster.json', 1_000_000);
    const failed = await against(file, '--fail-below', '0.9', '--json', 'now.json');
    expect(failed.code).toBe(1);
    expect(failed.stderr).toMatch(/^zava: 2 cells of 2 fell below 0\.9 of the baseline\.$/m);
    expect(failed.stdout).toMatch(/slower/);
    expectConsistent(readResult('now.json'));
    const told = await against(file);
    expect(told.code).toBe(0);
    expect(told.stdout).toMatch(/slower/);
    expect(await databases()).not.toContain('zava_bench');
  });

  it('that was much slower does not', async () => {
    const { code, stdout } = await against(doctored('slower.json', 1e-6), '--fail-below', '1');
    expect(code).toBe(0);
    expect(stdout).toMatch(/faster/);
  });

  it('that has none of the cells is refused before anything is done', async () => {
    const { code, stdout, stderr } = await zava(
      insert(...again, '--batch-size', '77', '--baseline', 'base.json'),
      inFolder,
    );
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^zava: --baseline is 'base.json', which has none of the cells of this run;/);
  });

  it('that inserted other documents is refused before anything is done', async () => {
    const { code, stdout, stderr } = await against('base.json', '--documents', '1500');
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(
      /^zava: --baseline is 'base.json', whose repeats are of 1,000 --documents and not of 1,500; allowed is /,
    );
  });

  it('whose noise hides what --fail-below asks for fails the run, and says so', async () => {
    const file = doctored('noisy.json', 1);
    const result = readResult(file);
    for (const { repeats } of result.cells)
      for (const [i, repeat] of repeats.entries()) repeat.seconds *= 4 ** i;
    writeFileSync(join(folder, file), JSON.stringify(result));
    const { code, stdout, stderr } = await against(file, '--fail-below', '0.9');
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^zava: Of 2 cells of 2 it cannot be told whether they fell below 0\.9 of the baseline, as the noise .*; more --repeats show it\.$/m,
    );
    expect(stdout).toMatch(/cannot tell/);
  });

  it('that is not there is refused', async () => {
    const { code, stderr } = await zava(insert('--baseline', 'none.json'), inFolder);
    expect(code).toBe(2);
    expect(stderr).toMatch(/none\.json/);
  });
});

describe('a server with users', () => {
  const auth = authServer();
  const everything = ['--documents', '1000', '--batch-size', '500', '--connections', '1', '--repeats', '1'];

  it('is measured without its password in any file or word', async () => {
    const uri = auth.uri('owner', PASSWORDS.owner);
    const files = ['--json', 'auth.json', '--html', 'auth.html'];
    const { stdout, stderr } = await succeed(
      ['bench', 'insert', '--uri', uri, ...everything, ...files],
      inFolder,
    );
    const result = readResult('auth.json');
    expect(result.environment).toMatchObject({ host: auth.host, topology: 'standalone', members: 1 });
    const written = ['auth.json', 'auth.html'].map((file) => readFileSync(join(folder, file), 'utf8'));
    expect([stdout, stderr, ...written].join('\n')).not.toMatch(/Hunter|%2F2/);
  });

  it('needs no more than the right to write to the scratch database', async () => {
    const owner = new MongoClient(auth.uri('owner', PASSWORDS.owner));
    try {
      const roles = [{ role: 'readWrite', db: 'zava_bench' }];
      await owner.db('admin').command({ createUser: 'writer', pwd: 'w', roles });
      const uri = auth.uri('writer', 'w');
      await succeed(['bench', 'insert', '--uri', uri, ...everything, '--json', 'writer.json'], inFolder);
      expect(readResult('writer.json').environment.storageEngine).toBe('unknown');
      expect(await databases(owner)).not.toContain('zava_bench');
    } finally {
      await owner.close();
    }
  });

  it('refuses who may only read, without a password in its words', async () => {
    const uri = auth.uri('reader', PASSWORDS.reader);
    const { code, stdout, stderr } = await zava(
      ['bench', 'insert', '--uri', uri, '--quiet', '--database', 'zava', ...everything],
      inFolder,
    );
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^zava: [^\n]*the user has no permission for this[^\n]*\n$/);
    expect(stderr).not.toMatch(/Hunter|%2F2/);
  });
});

describe('bad usage', () => {
  it.each([
    { args: ['insert', '--batch-size', '0'], reason: /--batch-size is 0; allowed is/ },
    { args: ['insert', '--fail-below', '0.9'], reason: /--fail-below is 0.9 without --baseline/ },
    {
      args: ['insert', '--json', 'none/a.json'],
      reason: /--json is 'none\/a.json', whose folder does not exist/,
    },
    {
      args: ['insert', '--database', 'local'],
      reason: /--database is 'local'; allowed is a database name: .* not admin, local or config/,
    },
    { args: ['insert', '--jason', 'a'], reason: /unknown option '--jason'/ },
    { args: ['inzert'], reason: /unknown command 'inzert'/ },
  ])('zava bench $args: exit code 2, and no server is asked', async ({ args, reason }) => {
    // Nobody listens there: looking for it would take long and end with 1.
    const env = { MONGODB_CONNECTION_STRING: 'mongodb://127.0.0.1:1/' };
    const { code, stdout, stderr } = await zava(['bench', ...args], { ...inFolder, env });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(reason);
    expect(stderr).not.toMatch(/^\s+at /m);
  });

  it('names no server: exit code 2', async () => {
    const { code, stderr } = await zava(['bench', 'insert'], inFolder);
    expect(code).toBe(2);
    expect(stderr).toMatch(/No server is named; allowed is --uri/);
  });

  it('asks for a compression that the server does not take: exit code 2', async () => {
    const mongod = await bareMongod(folder, '--networkMessageCompressors', 'disabled');
    try {
      const args = ['bench', 'insert', '--uri', mongod.uri, '--quiet', '--compression', 'none,zlib'];
      const { code, stdout, stderr } = await zava(args, inFolder);
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toBe(
        `zava: --compression is 'zlib', which 127.0.0.1:${mongod.port} does not take; allowed there is one of none.\n`,
      );
    } finally {
      await mongod.stop();
    }
  });
});
