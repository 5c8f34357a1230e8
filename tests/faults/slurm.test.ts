/** A load in parts under a real Slurm, in which tasks are killed and requeued. */
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { LOAD_JOURNAL } from '../../src/mongodb/load-journal.js';
import { eventually, REPOSITORY, succeed, temporaryFolder } from '../fixtures/cli.js';
import { testServer } from '../fixtures/server.js';
import { slurmCluster } from '../fixtures/slurm.js';

const folder = temporaryFolder();
const server = testServer();
const slurm = slurmCluster();

const DEPLOY = join(REPOSITORY, 'deploy/slurm');
/** Some seconds of work for each part, so that there is something to kill. */
const FLAGS = ['--config', 'zava.yaml', '--max-rate', '5000'];

/** A folder as its user has it: settings, and zava among its packages. */
function workFolder(name: string): string {
  const cwd = join(folder, name);
  mkdirSync(join(cwd, 'node_modules/.bin'), { recursive: true });
  symlinkSync(join(REPOSITORY, 'dist/src/cli.js'), join(cwd, 'node_modules/.bin/zava'));
  writeFileSync(
    join(cwd, 'zava.yaml'),
    `preset: tiny\nseed: 11\nnum_orders: 24000\nnum_customers: 1500\ndatabase: ${name}\nshards: { orders: 500, customers: 100 }\n`,
  );
  return cwd;
}

function submit(cwd: string, parts: number): { load: string; finish: string } {
  const env = { MONGODB_CONNECTION_STRING: server.uri };
  const said = slurm.run(join(DEPLOY, 'submit.sh'), [String(parts), ...FLAGS], { cwd, env });
  const [, load, finish] = /^load (\d+) finish (\d+)\n$/.exec(said) ?? [];
  return { load, finish };
}

/** State and how often it was started again. */
const stateOf = (job: string): { state: string; restarts: number } => {
  const told = slurm.run('scontrol', ['show', 'job', '-o', job]);
  return {
    state: /JobState=(\w+)/.exec(told)?.[1] ?? '',
    restarts: Number(/Restarts=(\d+)/.exec(told)?.[1]),
  };
};

/** A job that was requeued waits two minutes before it may start; the test need not. */
function hurry(job: string): void {
  const { state, restarts } = stateOf(job);
  if (state === 'PENDING' && restarts > 0) slurm.run('scontrol', ['update', `JobId=${job}`, 'StartTime=now']);
}

const rowsIn = (database: string): Promise<number> =>
  server.client
    .db(database)
    .collection(LOAD_JOURNAL)
    .countDocuments({ _id: /^done orders/ } as object);

const logOf = (cwd: string, file: string): string => readFileSync(join(cwd, file), 'utf8');

describe('a load in parts under Slurm', () => {
  it('is exact, although one task was requeued and another killed in the middle', async () => {
    const database = 'slurm';
    const cwd = workFolder(database);
    const { load, finish } = submit(cwd, 3);
    await eventually(async () => (await rowsIn(database)) >= 4);

    // Slurm takes the task away and puts it back into the queue.
    slurm.run('scontrol', ['requeue', `${load}_1`]);
    // The process itself dies, and its script asks for another try.
    await eventually(() => killPart(cwd, 2));
    const done = () => stateOf(finish).state;
    await eventually(async () => {
      for (const task of [1, 2]) hurry(`${load}_${task}`);
      await sleep(200);
      return /COMPLETED|FAILED|CANCELLED/.test(done());
    });
    expect(done(), logOf(cwd, `zava-load-${load}_2.log`)).toBe('COMPLETED');
    for (const i of [1, 2]) expect(stateOf(`${load}_${i}`)).toEqual({ state: 'COMPLETED', restarts: 1 });
    expect(stateOf(`${load}_3`)).toEqual({ state: 'COMPLETED', restarts: 0 });

    const { stdout } = await succeed(['verify', '--uri', server.uri, '--config', 'zava.yaml'], { cwd });
    expect(stdout).toMatch(/^Exactly seed 11, format \d+: /);
    const names = await server.client.db(database).listCollections({}, { nameOnly: true }).toArray();
    expect(names.map(({ name }) => name)).not.toContain(LOAD_JOURNAL);
  });
});

/** Kills the process that loads a part. */
function killPart(cwd: string, part: number): boolean {
  const list = slurm.run('ps', ['-eww', '-o', 'pid=,args=']).split('\n');
  const line = list.find((each) => each.includes(`${cwd}/`) && each.includes(`load --part ${part}/`));
  if (line === undefined) return false;
  process.kill(Number(line.trim().split(' ')[0]), 'SIGKILL');
  return true;
}
