/** What people and schedulers do to a load: kill it, start it twice, split it, limit it, go on with it. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Document } from 'mongodb';
import { afterEach, describe, expect, it } from 'vitest';
import { Stream } from '../../src/core/random/stream.js';
import type { Part } from '../../src/engine/part.js';
import { messageOf } from '../../src/errors.js';
import { LOAD_JOURNAL } from '../../src/mongodb/load-journal.js';
import { LOAD_RECORD } from '../../src/mongodb/load-record.js';
import { fixture, type Options, type Running, start, temporaryFolder, zava } from '../fixtures/cli.js';
import { FaultLoad } from '../fixtures/fault-load.js';
import { faultServer } from '../fixtures/fault-server.js';

const load = new FaultLoad(temporaryFolder());
const server = faultServer();

/** Some five seconds for all of it. */
const SLOW = ['--max-rate', '8000'];
/** So slow that a busy machine can start another process meanwhile. */
const SLOWER = ['--max-rate', '900'];
const started: Running[] = [];
afterEach(() => {
  for (const { process } of started.splice(0)) process.kill('SIGKILL');
});

function begin(database: string, args: readonly string[] = SLOW, options: Options = {}): Running {
  const running = start(load.args(server.uri, database, '--quiet', ...args), {
    cwd: load.folder,
    ...options,
  });
  started.push(running);
  return running;
}

const progressed = (database: string, steps: number) => load.progressed(server.client, database, steps);
const exact = (database: string) => load.expectExact(server.client, server.uri, database);
const run = (
  database: string,
  ...rest: Parameters<FaultLoad['run']> extends [string, string, ...infer R] ? R : never
) => load.run(server.uri, database, ...rest);

/** Begins a load and kills it when it has noted so many steps. */
async function halfFinished(database: string, steps = 3): Promise<void> {
  const running = begin(database);
  await progressed(database, steps);
  running.process.kill('SIGKILL');
  await running.ended;
}

/** The one sentence that it failed with. */
const refusal = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'it was not refused',
    (error: Error) => (error.name === 'ZavaError' ? messageOf(error, 'command line') : `${error.stack}`),
  );

describe('kill -9 of the loader', () => {
  const KILLS = Number(process.env.FAULT_KILLS ?? 5);
  const random = new Stream(`${process.env.FAULT_SEED ?? 1}/kills`);
  const moments = Array.from({ length: KILLS }, (_, i) => ({
    number: i + 1,
    steps: random.below(18),
    ms: random.below(200),
  }));

  it.each(moments)(
    'number $number, $ms ms after $steps steps: --resume makes it whole',
    async ({ number, steps, ms }) => {
      const database = `killed_${number}`;
      const running = begin(database);
      await progressed(database, steps);
      await sleep(ms);
      expect(running.process.exitCode).toBe(null);
      running.process.kill('SIGKILL');
      await running.ended;
      const { code, stderr } = await begin(database, ['--resume']).ended;
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      await exact(database);
    },
  );
});

describe.each(['SIGINT', 'SIGTERM'] as const)('%s', (signal) => {
  /** Three seconds are promised; the rest is for busy machines. */
  const SOON_MS = 5000;

  const stop = async (running: Running) => {
    const pressed = performance.now();
    running.process.kill(signal);
    const { code } = await running.ended;
    expect(code).toBe(130);
    expect(performance.now() - pressed).toBeLessThan(SOON_MS);
  };

  it('ends it with 130, and what was acknowledged is noted', async () => {
    const database = `stopped_${signal}`;
    const running = begin(database);
    await progressed(database, 4);
    await stop(running);
    const rows = server.client.db(database).collection<Document & { _id: string }>(LOAD_JOURNAL);
    expect(await rows.countDocuments({ _id: /^lease / })).toBe(0);
    expect(await load.done(server.client, database)).toBeGreaterThanOrEqual(4);
    await run(database, { resume: true });
    await exact(database);
  });

  it('ends it soon also where the server does not answer', async () => {
    const database = `hanging_${signal}`;
    const running = begin(database, []);
    await progressed(database, 2);
    await server.fail(['insert', 'update', 'delete'], 'alwaysOn', {
      blockConnection: true,
      blockTimeMS: 8000,
    });
    await sleep(300);
    await stop(running);
    await server.healed();
    // The server still has what it did not answer.
    await run(database, { resume: true });
    await exact(database);
  });
});

describe('a second loader', () => {
  it('is refused while the first one runs, and takes over at once where that was killed', async () => {
    const database = 'second';
    const first = begin(database, SLOWER);
    await progressed(database, 2);
    const { code, stderr } = await begin(database, ['--resume']).ended;
    expect(code).toBe(1);
    expect(stderr).toMatch(
      new RegExp(
        `^zava: Another load is at work on database second at [^\\n]+: process ${first.process.pid} on [^\\n]+\\n$`,
      ),
    );
    const dropping = await begin(database, ['--drop', '--yes']).ended;
    expect(dropping.stderr).toMatch(/^zava: Another load is at work/);
    first.process.kill('SIGKILL');
    await first.ended;
    await run(database, { resume: true });
    await exact(database);
  });
});

describe('a half-finished load', () => {
  it('is not loaded into by a plain load, and replaced with --drop', async () => {
    await halfFinished('plain');
    expect(await refusal(run('plain'))).toMatch(
      /^There is an unfinished load in database plain at \S+: --resume goes on with it, --drop starts from scratch\.$/,
    );
    await run('plain', { drop: true });
    await exact('plain');
  });

  it('of another seed is refused with the difference named, also with --resume', async () => {
    await halfFinished('other');
    const other = (flags: object) => refusal(run('other', { resume: true }, { flags }));
    expect(await other({ seed: 7 })).toMatch(
      /unfinished load of other settings in .*: seed is 42 there and 7 here\./,
    );
    expect(await other({ orders: '4100' })).toMatch(/num_orders is 4000 there and 4100 here\./);
    const changed = join(load.folder, 'changed.yaml');
    writeFileSync(
      changed,
      `${load.catalog}shards: { orders: 200, customers: 150 }\nbaskets: { items_weights: [40, 30, 15, 10, 5, 1] }\n`,
    );
    expect(await other({ config: changed })).toMatch(
      /baskets\.items_weights\.5 is not set there and 1 here\./,
    );
    await run('other', { resume: true });
    await exact('other');
  });

  it('whose collections somebody dropped is not resumed', async () => {
    await halfFinished('gone', 6);
    await server.client.db('gone').collection('customers').drop();
    expect(await refusal(run('gone', { resume: true }))).toMatch(
      /^There is an unfinished load in .*, but customers of it is not there any more: use --drop to start from scratch\.$/,
    );
  });
});

describe('--resume without a journal', () => {
  it('begins where there is nothing', async () => {
    await run('nothing', { resume: true });
    await exact('nothing');
  });

  it('has nothing to do where the record says that all is done', async () => {
    expect(await run('nothing', { resume: true })).toMatchObject({ already: true });
    await exact('nothing');
  });

  it('is refused where documents are, and nothing tells of which load', async () => {
    await server.client.db('nothing').dropCollection(LOAD_RECORD);
    expect(await refusal(run('nothing', { resume: true }))).toMatch(/already holds stores, .*; use --drop/);
  });
});

it('--keep-ledger leaves the journal, which says that all is done', async () => {
  await run('kept', { keepJournal: true });
  const rows = server.client.db('kept').collection<Document & { _id: string }>(LOAD_JOURNAL);
  expect(await rows.findOne({ _id: 'plan' })).toMatchObject({ finished: true });
  expect(await rows.countDocuments({ _id: /^lease / })).toBe(0);
  expect(await run('kept', { resume: true })).toMatchObject({ already: true });
  expect(await refusal(run('kept'))).toMatch(/is finished; there is nothing to resume/);
  await run('kept', { drop: true });
  await exact('kept');
});

describe('limits', () => {
  it('--deadline stops it in one sentence, and --resume goes on', async () => {
    expect(await refusal(run('late', { deadline: 1, maxRate: 3000 }))).toBe(
      'The deadline of 1 s has passed; --resume goes on with the load.',
    );
    await run('late', { resume: true });
    await exact('late');
  });

  it('--max-rate holds for inserts and updates together', async () => {
    const written = async () => {
      const { metrics } = await server.client.db('admin').command({ serverStatus: 1 });
      return Number(metrics.document.inserted) + Number(metrics.document.updated);
    };
    const before = await written();
    const begun = performance.now();
    await run('slowly', { maxRate: 10_000 });
    const seconds = (performance.now() - begun) / 1000;
    // The journal's rows and the server's own are the rest.
    expect((await written()) - before).toBeLessThan(10_000 * seconds * 1.1 + 1000);
    await exact('slowly');
  });

  it('--max-rate brings the inventory once, at the end; what began otherwise goes on as it began', async () => {
    const config = join(load.folder, 'once.yaml');
    // Nothing is said of when stock levels move.
    const batches =
      'shards: { orders: 200, customers: 150 }\nload: { batch_documents: 100, connections: 2 }\n';
    writeFileSync(config, load.catalog + batches);
    const flags = { config };
    const inventory = (database: string) =>
      server.client.db(database).collection('inventory').countDocuments();
    await refusal(run('once', { deadline: 1, maxRate: 3000 }, { flags }));
    expect(await inventory('once')).toBe(0);
    await run('once', { resume: true, maxRate: 100_000 }, { flags });
    await exact('once');
    const abort = new AbortController();
    const onProgress = ({ done }: { done: number }) => {
      if (done > 2000) abort.abort(new Error('interrupted'));
    };
    // What is said here counts: stock levels move each year.
    await expect(run('moving', {}, { signal: abort.signal, onProgress })).rejects.toThrow('interrupted');
    expect(await inventory('moving')).toBeGreaterThan(0);
    await run('moving', { resume: true, maxRate: 100_000 }, { flags });
    await exact('moving');
  });

  it('--max-connections bounds what workers and coordinator have; monitoring has two for each', async () => {
    const config = join(load.folder, 'wide.yaml');
    writeFileSync(
      config,
      `${load.catalog}shards: { orders: 200, customers: 150 }\nload: { batch_documents: 50, connections: 8 }\n`,
    );
    const connections = async () => {
      const stages = [
        { $currentOp: { allUsers: true, idleConnections: true } },
        { $match: { appName: 'zava' } },
      ];
      return (await server.client.db('admin').aggregate(stages).toArray()).length;
    };
    const most = async (request: object) => {
      let highest = 0;
      let over = false;
      const ends = run('narrow', { drop: true, maxRate: 15_000, ...request }, { flags: { config } });
      const ended = ends.finally(() => {
        over = true;
      });
      while (!over) highest = Math.max(highest, await connections());
      await ended;
      return highest;
    };
    expect(await most({ maxConnections: 4 })).toBeLessThanOrEqual(4 + 2 * 2);
    // Else the bound would prove nothing.
    expect(await most({})).toBeGreaterThan(8);
  });

  it('--max-connections below what workers need is refused before anything is written', async () => {
    const { code, stderr } = await zava(load.args(server.uri, 'tight', '--max-connections', '1'));
    expect(code).toBe(2);
    expect(stderr).toBe(
      'zava: --max-connections is 1; allowed is at least 2, one for each of 1 workers and one more, or fewer --workers.\n',
    );
    expect(await server.client.db('tight').listCollections().toArray()).toEqual([]);
  });
});

describe('parts', () => {
  const part = (index: number, of: number): { part: Part } => ({ part: { index, of } });

  it('two at once, one of them twice, and --finish make the whole', async () => {
    const database = 'parts';
    await Promise.all([run(database, part(0, 2)), run(database, part(1, 2))]);
    await run(database, part(0, 2));
    await run(database, { finishing: true, resume: true });
    await exact(database);
  });

  it('--finish is refused where there is nothing, and where a part is missing, and that is named', async () => {
    expect(await refusal(run('unfinished', { finishing: true, resume: true }))).toMatch(
      /^There is no load in database unfinished at \S+ to finish\.$/,
    );
    expect(await server.client.db('unfinished').listCollections().toArray()).toEqual([]);
    await run('unfinished', part(0, 3));
    await run('unfinished', part(2, 3));
    expect(await refusal(run('unfinished', { finishing: true, resume: true }))).toMatch(
      /^8 of 25 shards are missing, the first is customers\/1: run their parts \(again\) before --finish\.$/,
    );
    await run('unfinished', part(1, 3));
    await run('unfinished', { finishing: true, resume: true });
    await exact('unfinished');
  });

  it('the whole and a part exclude each other, and so do two of the same part', async () => {
    const database = 'exclusive';
    const running = begin(database, [...SLOWER, '--part', '1/2']);
    await progressed(database, 1);
    expect(await refusal(run(database, { resume: true }))).toMatch(/^Another load is at work/);
    expect(await refusal(run(database, part(0, 2)))).toMatch(/^Another load is at work/);
    await run(database, part(1, 2));
    expect((await running.ended).code).toBe(0);
    await run(database, { finishing: true, resume: true });
    await exact(database);
  });

  it('a part killed and run again changes nothing in the result', async () => {
    const database = 'part_killed';
    const running = begin(database, [...SLOW, '--part', '2/2']);
    await progressed(database, 2);
    running.process.kill('SIGKILL');
    await running.ended;
    await Promise.all([run(database, part(0, 2)), run(database, part(1, 2))]);
    await run(database, { finishing: true, resume: true });
    await exact(database);
  });

  it("somebody else's document in the way is a conflict, named by its id; without it the part goes on", async () => {
    const database = 'conflict';
    await run('source');
    await run(database, part(0, 2));
    const [source, target] = ['source', database].map((name) => server.client.db(name).collection('orders'));
    const last = await source.findOne({}, { sort: { _id: -1 } });
    const _id = last?._id as never;
    expect(await target.findOne({ _id })).toBe(null);
    await target.insertOne({ _id, mine: true });
    expect(await refusal(run(database, part(1, 2)))).toMatch(
      new RegExp(
        `^orders already holds another document with _id ${_id} than the one of this load: .* the same command goes on\\.$`,
      ),
    );
    await target.deleteOne({ _id });
    await run(database, part(1, 2));
    await run(database, { finishing: true, resume: true });
    await exact(database);
  });
});

it('a clock that jumps by hours does no harm', async () => {
  const env = { NODE_OPTIONS: `--import=${fixture('jumping-clock.mjs')}` };
  const { code, stderr } = await begin('clock', ['--max-rate', '15000'], { env }).ended;
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  await exact('clock');
});
