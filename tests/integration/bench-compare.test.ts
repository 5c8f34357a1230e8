/** The comparison of docs/BENCHMARKS.md: that every row runs, with real servers; no figure is judged. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { eventually, mongodsUnder, REPOSITORY, temporaryFolder } from '../fixtures/cli.js';
import { mongodBinary } from '../fixtures/server.js';

const folder = temporaryFolder();
const WORK = join(REPOSITORY, '.zava/bench');

const { readResult } = await import(new URL('../../bench/compare/result.mjs', import.meta.url).href);

interface Run {
  process: ChildProcess;
  output: { stdout: string; stderr: string };
  ended: Promise<{ code: number | null; stdout: string; stderr: string }>;
}

/** Starts the comparison where nothing is on the PATH, so that no tool of others takes part. */
async function compare(
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
  bench: 'compare' | 'full' = 'compare',
): Promise<Run> {
  const nothing = join(folder, 'nothing');
  mkdirSync(nothing, { recursive: true });
  const { MONGORESTORE: _, MGODATAGEN: __, ...kept } = process.env;
  const child = spawn(process.execPath, [join(REPOSITORY, `bench/${bench}/run.mjs`), ...args], {
    cwd: folder,
    env: { ...kept, ZAVA_MONGOD: await mongodBinary(), PATH: nothing, ...env },
  });
  const output = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].setEncoding('utf8').on('data', (text: string) => {
      output[stream] += text;
    });
  }
  const ended = once(child, 'close').then(([code]) => ({ code, ...output }));
  return { process: child, output, ended };
}

const workFolders = (): string[] =>
  existsSync(WORK) ? readdirSync(WORK).filter((name) => name.startsWith('run-')) : [];

describe('bench/compare/run.mjs --smoke', () => {
  it('runs every row, says what is missing, judges nothing and leaves nothing but its result', async () => {
    const before = workFolders();
    const { code, stdout, stderr } = await (await compare(['--smoke', '--json', 'smoke.json'])).ended;
    expect(code, stderr).toBe(0);

    const result = readResult(join(folder, 'smoke.json'));
    expect(result).toMatchObject({ form: 'smoke', complete: true, roundsEach: 1 });
    expect(result.versions).toMatchObject({ mongorestore: null, mgodatagen: null });
    expect(result.versions.mongod).toMatch(/^\d+\.\d+\.\d+$/);
    expect(result.rows.map(({ row }: { row: number }) => row)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    const missing: string[] = [];
    for (const { rounds, findings } of result.rows) {
      for (const figures of Object.values<object[]>(rounds)) expect(figures).toHaveLength(1);
      for (const { name, values, missing: reason } of findings) {
        if (reason !== undefined) missing.push(name);
        else for (const value of values) expect(value, name).toBeGreaterThan(0);
      }
    }
    expect(missing).toHaveLength(7);
    for (const name of missing) expect(name).toMatch(/mongorestore|mgodatagen/);

    const words = stdout.replace(/[│\s]+/g, ' ');
    expect(words).toContain('not found on the PATH');
    expect(words).toContain('not judged');
    expect(workFolders().filter((name) => !before.includes(name))).toEqual([]);
  }, 240_000);

  it('stops its server and removes its folder when it is interrupted', async () => {
    const before = workFolders();
    const run = await compare(['--smoke', '--rows', '4', '--rounds', '50', '--json', 'interrupted.json']);
    await eventually(() => run.output.stderr.includes('round 2 of 50'));
    const [ours] = workFolders().filter((name) => !before.includes(name));
    run.process.kill('SIGINT');
    const { code, stderr } = await run.ended;
    expect(code).toBe(130);
    expect(stderr.trimEnd().split('\n').at(-1)).toMatch(/^Interrupted; the result file holds/);
    expect(workFolders()).not.toContain(ours);
    await eventually(() => mongodsUnder(join(WORK, ours as string)).length === 0);
    expect(readResult(join(folder, 'interrupted.json'))).toMatchObject({ complete: false, rows: [] });
  });
});

describe('bench/full/run.mjs --smoke', () => {
  it('takes a row to its end on a server of its own, with the work of both sides', async () => {
    const before = workFolders();
    const args = ['--smoke', '--rows', 'verify', '--json', 'full.json'];
    const { code, stdout, stderr } = await (await compare(args, {}, 'full')).ended;
    expect(code, stderr).toBe(0);
    const result = readResult(join(folder, 'full.json'));
    expect(result).toMatchObject({ form: 'smoke', complete: false, roundsEach: 1 });
    const [{ row, rounds, findings }] = result.rows;
    expect(row).toBe('verify');
    for (const name of ['exact', 'changed']) {
      expect(rounds[name], name).toEqual([
        {
          wallSeconds: expect.any(Number),
          clientSeconds: expect.any(Number),
          serverSeconds: expect.any(Number),
        },
      ]);
      expect(rounds[name][0].clientSeconds).toBeGreaterThan(0);
    }
    expect(findings).toHaveLength(2);
    expect(stdout).toContain('not judged');
    expect(workFolders().filter((name) => !before.includes(name))).toEqual([]);
  });
});

describe('bad usage of bench/compare/run.mjs', () => {
  const cases: [string, string[], NodeJS.ProcessEnv, RegExp][] = [
    ['a row that there is not', ['--rows', '1,10'], {}, /^--rows is '1,10'; allowed is a list of 1,2,/],
    ['no round at all', ['--rounds', '0'], {}, /^--rounds is '0'; allowed is a whole number from 1\.$/],
    [
      'two forms',
      ['--short', '--smoke'],
      {},
      /^error: option '--smoke' cannot be used with option '--short'/,
    ],
    [
      'docs from a smoke run',
      ['--smoke', '--write-docs'],
      {},
      /^--write-docs is given with --smoke or --rows;/,
    ],
    [
      'a result that cannot be written',
      ['--smoke', '--json', '.'],
      {},
      /^--json is '.*cannot be written \(EISDIR\)/,
    ],
    [
      'a mongorestore that is none',
      ['--smoke'],
      { MONGORESTORE: '/dev/null' },
      /^MONGORESTORE is '\/dev\/null', which does not run as mongorestore \(EACCES\); allowed is/,
    ],
  ];
  it.each(cases)('%s: one sentence and exit code 2', async (_, args, env, sentence) => {
    const run = await compare(['--json', 'never.json', ...args], env);
    const { code, stdout, stderr } = await run.ended;
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr.trimEnd().split('\n').at(-1)).toMatch(sentence);
    expect(existsSync(join(folder, 'never.json'))).toBe(false);
  });
});
