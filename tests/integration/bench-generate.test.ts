/** zava bench generate as a stranger uses it: a real, short run, a run that is interrupted, and bad usage. */
import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { ZavaError } from '../../src/errors.js';
import { ALONE, type GenerateResult, generateResultSchema } from '../../src/tools/bench/generate/result.js';
import { wholeRun } from '../../src/tools/bench/generate/threads.js';
import {
  type Ended,
  eventually,
  REPOSITORY,
  start,
  succeed,
  temporaryFolder,
  zava,
} from '../fixtures/cli.js';

const folder = temporaryFolder();
const BENCH = ['bench', 'generate', '--preset', 'tiny'];

/** All numbers of a result, at any depth. */
function numbersIn(value: unknown): number[] {
  if (typeof value === 'number') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(numbersIn) : [];
}

describe('a short run', () => {
  let ended: Ended;
  let result: GenerateResult;
  beforeAll(async () => {
    const flags = ['--seed', '7', '--repeats', '1', '--workers', '2', '--json', 'result.json'];
    ended = await succeed([...BENCH, ...flags], { cwd: folder });
    result = generateResultSchema.parse(JSON.parse(readFileSync(join(folder, 'result.json'), 'utf8')));
  }, 120_000);

  it('measures everything, with one worker to compare with', () => {
    expect(result).toMatchObject({ complete: true, seed: 7, orders: 1000, customers: 200, repeats: 1 });
    expect(result.workers.map(({ workers }) => workers)).toEqual([1, 2]);
    for (const { wholeRun: run, steady } of result.workers) {
      expect(run?.repeats.length).toBe(1);
      expect(steady?.repeats.length).toBe(1);
      expect(run?.peakMemoryBytes.median).toBeGreaterThan(10_000_000);
    }
    expect(result.collections.map(({ name }) => name)).toEqual([...ALONE]);
    for (const part of [result.baseline, result.percentOfCopy, result.drawing, result.shares]) {
      expect(part).toBeDefined();
    }
  });

  it('gives finite figures, and none below zero', () => {
    const numbers = numbersIn(result);
    expect(numbers.length).toBeGreaterThan(50);
    expect(numbers.filter((value) => !Number.isFinite(value) || value < 0)).toEqual([]);
  });

  it('divides the time among the parts', () => {
    const shares = Object.values(result.shares?.ofTime ?? {});
    expect(shares.reduce((a, b) => a + b, 0)).toBeCloseTo(1);
    // What the work consists of must have been seen in the files where it stands.
    expect(result.shares?.ofTime.encoding).toBeGreaterThan(0);
    expect(result.shares?.ofTime.model).toBeGreaterThan(0);
  });

  it('counts whole runs as zava generate does', async () => {
    const { stdout } = await succeed(
      ['generate', '--sink', 'null', '--preset', 'tiny', '--seed', '7', '--json'],
      { cwd: folder },
    );
    const { documents, bytes } = JSON.parse(stdout);
    for (const { wholeRun: run } of result.workers) {
      expect(run?.repeats[0]).toMatchObject({ documents, bytes });
    }
  });

  it('says what was measured and shows it, by worker, collection and part', () => {
    for (const phase of ['the speed of one core', 'whole runs', 'each collection alone', 'shares of time']) {
      expect(ended.stderr).toContain(`Measuring ${phase} ...\n`);
    }
    expect(ended.stderr).toContain('The result is in ');
    expect(ended.stdout).toMatch(
      /^zava [\d.]+, Node\.js v[\d.]+, .*1,000 orders, 200 customers, seed 7; medians of 1\.$/m,
    );
    expect(ended.stdout).toMatch(/^One core copies [\d.]+ GB\/s in pieces of 392 bytes /m);
    expect(ended.stdout).toMatch(/^│ 1 +│ +[\d,]+ │ +[\d,.]+ │ +1\.00 x │ +[\d.]+ MB │/m);
    expect(ended.stdout).toMatch(/^│ 2 +│ +[\d,]+ │ +[\d,.]+ │ +[\d.]+ x │ +[\d.]+ MB │/m);
    expect(ended.stdout).toMatch(/^One worker makes [\d.]+ % of the bytes that its core copies/m);
    for (const name of ['customers', 'orders', 'order_items', 'catalog \\(5 collections\\)', 'inventory']) {
      expect(ended.stdout).toMatch(new RegExp(`^│ ${name} +│ +[\\d,]+ │`, 'm'));
    }
    expect(ended.stdout).toMatch(/^│ random numbers +│ +[\d.]+ % │$/m);
  });
});

describe('Ctrl-C', () => {
  it('ends it, shows what was measured and writes it', async () => {
    const running = start([...BENCH, '--repeats', '1000', '--workers', '1', '--json', 'part.json'], {
      cwd: folder,
    });
    try {
      await eventually(() => running.output.stderr.includes('Measuring whole runs'));
      running.process.kill('SIGINT');
      const { code, stdout, stderr } = await running.ended;
      expect(code).toBe(130);
      expect(stderr).toContain('Interrupted; this is what was measured so far.\n');
      expect(stderr).not.toMatch(/^\s+at /m);
      expect(stdout).toMatch(/^One core copies /m);
      const result = generateResultSchema.parse(JSON.parse(readFileSync(join(folder, 'part.json'), 'utf8')));
      expect(result).toMatchObject({ complete: false, collections: [] });
      expect(result.baseline?.copy.gigabytesPerSecond.median).toBeGreaterThan(0);
    } finally {
      running.process.kill('SIGKILL');
    }
  });

  it('in a thread that measures ends it as well', async () => {
    const running = start(BENCH, { cwd: folder });
    try {
      // Copying takes more than a second.
      await eventually(() => running.output.stderr.includes('Measuring the speed of one core'));
      running.process.kill('SIGINT');
      const { code, stderr } = await running.ended;
      expect(code).toBe(130);
      expect(stderr).toBe(
        'Measuring the speed of one core ...\nInterrupted; this is what was measured so far.\n',
      );
    } finally {
      running.process.kill('SIGKILL');
    }
  });
});

describe('bad usage', () => {
  it.each([
    [
      ['--workers', '1,x'],
      "--workers is '1,x'; allowed is a list of whole numbers from 1 to 256, such as 1,2.",
    ],
    [['--repeats', '0'], "--repeats is '0'; allowed is a whole number from 1 to 1000."],
    [
      ['--json', 'none/out.json'],
      "--json is 'none/out.json', whose folder does not exist; allowed is a file in a folder that exists and can be written.",
    ],
    [['--orders', '0'], 'orders is 0; allowed is at least 1 where making orders is measured.'],
    [['--orders', 'all'], "--orders is 'all'; allowed is a whole number from 0 to 100000000000."],
    [['--config', 'none.yaml'], 'The file none.yaml does not exist.'],
  ])('%j is refused before anything is measured', async (flags, message) => {
    const ended = await zava([...BENCH, '--json', 'refused.json', ...flags], { cwd: folder });
    expect(ended).toEqual({ code: 2, stdout: '', stderr: `zava: ${message}\n` });
    expect(existsSync(join(folder, 'refused.json'))).toBe(false);
  });
});

describe('a whole run that fails', () => {
  it('tells why', async () => {
    const surroundings = { env: process.env, cwd: folder };
    const failed = wholeRun({ preset: 'huge' }, surroundings);
    await expect(failed).rejects.toThrow(ZavaError);
    await expect(failed).rejects.toThrow(
      "A run that was to be measured failed: --preset is 'huge'; allowed is one of full, demo, tiny.",
    );
  });
});

describe('the suites of hot pieces', () => {
  const suites = (...args: string[]) =>
    promisify(execFile)(process.execPath, [join(REPOSITORY, 'bench/suites/run.mjs'), ...args], {
      cwd: folder,
    });

  it('all run, and each prints a table of all its tasks', async () => {
    const { stdout } = await suites('--smoke');
    const names = stdout.split('\n').filter((line) => /^\w/.test(line));
    expect(names).toEqual(['streams', 'choice', 'uuid', 'sort', 'batches']);
    const rows = stdout.split('\n').filter((line) => /^│ \d+ /.test(line));
    expect(rows.length).toBe(15);
    // Name, four figures, and the two samples of a smoke run.
    for (const row of rows) expect(row).toMatch(/^│ \d+ +│ '.+' +│( '[\d.]+ ± [\d.]+%?' +│){4} 2 +│$/);
  });

  it('run one by one by name', async () => {
    const { stdout } = await suites('sort', '--smoke');
    expect(stdout.split('\n')[0]).toBe('sort');
    expect(stdout.match(/^\w+$/gm)).toEqual(['sort']);
  });

  it('that do not exist are refused', async () => {
    await expect(suites('quicksort')).rejects.toMatchObject({
      code: 2,
      stdout: '',
      stderr: "There is no suite 'quicksort'; allowed is any of streams, choice, uuid, sort, batches.\n",
    });
  });
});
