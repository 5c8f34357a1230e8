/** The command lines of deploy/kubernetes, as a pod runs them, against a real server. */
import { execFile } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { LOAD_JOURNAL } from '../../src/mongodb/load-journal.js';
import { REPOSITORY, succeed, temporaryFolder } from '../fixtures/cli.js';
import { containerOf, type Job, jobIn, plainVariables } from '../fixtures/kubernetes.js';
import { testServer } from '../fixtures/server.js';

const folder = temporaryFolder();
const server = testServer();

/** The settings file of the pod, in a folder of the test's. */
const SETTINGS = '/etc/zava/zava.yaml';
const config = join(folder, 'zava.yaml');

/** Runs a Job's container here, with variables as Kubernetes sets them. */
async function pod(job: Job, env: Record<string, string>): Promise<void> {
  const { command, args } = containerOf(job);
  const [file, ...first] = command;
  const lines = args.map((line) => line.replace(SETTINGS, config));
  expect(lines).not.toEqual(args);
  await promisify(execFile)(file, [...first, ...lines], {
    cwd: folder,
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      MONGODB_CONNECTION_STRING: server.uri,
      ...plainVariables(job),
      ...env,
    },
  });
}

it('all parts, one of them twice, and the finish make exactly the seed', async () => {
  mkdirSync(join(folder, 'node_modules/.bin'), { recursive: true });
  symlinkSync(join(REPOSITORY, 'dist/src/cli.js'), join(folder, 'node_modules/.bin/zava'));
  writeFileSync(config, 'preset: tiny\nseed: 12\nshards: { orders: 100, customers: 20 }\n');
  const [load, finish] = [jobIn('load.yaml'), jobIn('finish.yaml')];
  const { completions = 0, parallelism = 1 } = load.spec;
  const part = (index: number) => pod(load, { JOB_COMPLETION_INDEX: String(index) });
  // The first pods begin at the same time.
  const indexes = Array.from({ length: completions }, (_, index) => index);
  await Promise.all(indexes.slice(0, Math.min(2, parallelism)).map(part));
  for (const index of indexes.slice(2)) await part(index);
  await part(1);
  await pod(finish, {});
  const { stdout } = await succeed(['verify', '--uri', server.uri, '--config', config], { cwd: folder });
  // A pod that is run again when all is done has nothing to do, and succeeds.
  for (const again of [() => pod(finish, {}), () => part(0)]) await again();
  expect(stdout).toMatch(/^Exactly seed 12, format \d+: /);
  const names = await server.client.db('zava').listCollections({}, { nameOnly: true }).toArray();
  expect(names.map(({ name }) => name)).not.toContain(LOAD_JOURNAL);
});
