/** A dump that is interrupted: nothing that is left looks finished, and --resume makes it what it would have been. */
import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { REPOSITORY, start, succeed, temporaryFolder, zava } from '../fixtures/cli.js';
import { bsonFile } from '../fixtures/cli-dump.js';
import { expectNoDump, journalRows, killAfter, unfinishedIn } from '../fixtures/dump-runs.js';
import { fewProducts } from '../fixtures/few-products.js';
import { expectSameDump } from '../fixtures/same-documents.js';
import { mayMount, mount, unmount } from '../fixtures/small-disk.js';

const folder = temporaryFolder();
const config = join(folder, 'zava.yaml');
// Some fifty shards, of which each takes some milliseconds.
const WORLD = ['--config', config];
const golden = join(folder, 'golden');
let count = 0;

const generate = (out: string, ...more: string[]) => ['generate', ...WORLD, '--out', out, ...more];
const fresh = () => join(folder, `dump-${++count}`);

beforeAll(async () => {
  writeFileSync(
    config,
    `${fewProducts(folder)}preset: tiny\nseed: 21\nnum_orders: 40000\nnum_customers: 2000\nshards: { orders: 1000, customers: 500 }\n`,
  );
  await succeed(generate(golden));
});

/** An unfinished dump, killed after so many steps. */
async function unfinished(steps: number, ...more: string[]): Promise<string> {
  const out = fresh();
  await killAfter(steps, unfinishedIn(out), generate(out, ...more));
  return out;
}

/** Goes on and expects the undisturbed dump, and nothing beside it. */
async function expectResumed(out: string, ...more: string[]): Promise<void> {
  await succeed(generate(out, '--resume', ...more));
  expectSameDump(out, golden);
  const names = ['.zava-dump', 'manifest.json', 'stock.jsonl', 'timings.json', 'zava'];
  expect(readdirSync(out).sort()).toEqual(names);
  expect(readdirSync(join(out, 'zava'))).toHaveLength(18);
}

describe('generate --resume', () => {
  it.each([0, 1, 6, 20, 35])('after a kill -9 when %i steps were whole', async (steps) => {
    const out = await unfinished(steps, '--workers', '2');
    expect(journalRows(unfinishedIn(out)).length).toBeGreaterThanOrEqual(steps);
    await expectNoDump(out);
    await expectResumed(out, '--workers', '1');
  });

  it('after several in a row', async () => {
    const out = fresh();
    let before = 0;
    for (const steps of [5, 15, 30]) {
      const more = before === 0 ? [] : ['--resume'];
      const whole = await killAfter(steps, unfinishedIn(out), generate(out, ...more));
      expect(whole).toBeGreaterThanOrEqual(Math.max(before, steps));
      before = whole;
    }
    await expectResumed(out);
  });

  it('keeps whole shards: what they wrote is not written again', async () => {
    const out = await unfinished(20);
    const path = join(unfinishedIn(out), 'zava/orders.bson');
    const rows = journalRows(unfinishedIn(out));
    expect(rows.filter((step) => step.startsWith('orders/')).length).toBeGreaterThan(0);
    // The file keeps its place on the disk, and rows that are there stay.
    const inode = execFileSync('ls', ['-i', path], { encoding: 'utf8' }).split(' ')[0];
    await killAfter(rows.length + 1, unfinishedIn(out), generate(out, '--resume'));
    expect(journalRows(unfinishedIn(out)).slice(0, rows.length)).toEqual(rows);
    await expectResumed(out);
    expect(execFileSync('ls', ['-i', bsonFile(out, 'orders')], { encoding: 'utf8' }).split(' ')[0]).toBe(
      inode,
    );
  });

  it('after a crash of the machine: files that are shorter than the journal says, and a torn last line', async () => {
    const out = await unfinished(25);
    const path = join(unfinishedIn(out), 'zava/order_items.bson');
    const rows = readFileSync(join(unfinishedIn(out), 'journal.jsonl'), 'utf8')
      .trim()
      .split('\n');
    const last = rows.map((row) => JSON.parse(row)).findLast(({ step }) => step?.startsWith('orders/'));
    truncateSync(path, last.files.order_items.bytes - 1);
    appendFileSync(join(unfinishedIn(out), 'journal.jsonl'), '{"step":"orders/999","fil');
    await expectResumed(out);
  });

  it('refuses bytes that are not what was written', async () => {
    const out = await unfinished(25);
    const path = join(unfinishedIn(out), 'zava/orders.bson');
    const bytes = readFileSync(path);
    bytes[100] ^= 1;
    writeFileSync(path, bytes);
    const { code, stderr } = await zava(generate(out, '--resume'));
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /orders\.bson is not what was written there: .* Start from scratch without --resume\.\n$/,
    );
    await succeed(generate(out));
    expectSameDump(out, golden);
  });

  it('between the data and the manifest', async () => {
    const out = await unfinished(1);
    await killAfter(25, unfinishedIn(out), generate(out, '--resume'));
    // As far as the journal tells, with the files where they go in the end.
    renameSync(join(unfinishedIn(out), 'zava'), join(out, 'zava'));
    await expectResumed(out);
  });

  it('begins where there is nothing, and has nothing to do where all is done', async () => {
    const out = fresh();
    await expectResumed(out);
    const { stdout } = await succeed(generate(out, '--resume'));
    expect(stdout).toBe(`The dump in ${out} is finished; nothing was done.\n`);
    const { stdout: json } = await succeed(generate(out, '--resume', '--json'));
    expect(JSON.parse(json)).toMatchObject({ command: 'generate', already: true, seed: 21 });
    expectSameDump(out, golden);
  });

  it('refuses other settings and another database, by name, and leaves everything as it is', async () => {
    const [half, whole] = [await unfinished(10), fresh()];
    cpSync(golden, whole, { recursive: true });
    const rows = journalRows(unfinishedIn(half));
    for (const [out, what] of [
      [half, 'an unfinished dump'],
      [whole, 'a finished dump'],
    ]) {
      const seed = await zava(generate(out, '--resume', '--seed', '22'));
      expect(seed.code).toBe(1);
      expect(seed.stderr).toContain(
        `There is ${what} in ${out} of other settings: seed is 21 there and 22 here.`,
      );
      const orders = await zava(generate(out, '--resume', '--orders', '5'));
      expect(orders.stderr).toContain('num_orders is 40000 there and 5 here');
      const database = await zava(generate(out, '--resume', '--database', 'other'));
      expect(database.stderr).toContain('database is zava there and other here');
    }
    expect(journalRows(unfinishedIn(half))).toEqual(rows);
    expectSameDump(whole, golden);
    await expectResumed(half);
  });
});

describe('without --resume', () => {
  it('an unfinished dump starts from scratch, whatever it was', async () => {
    const out = await unfinished(20, '--seed', '3', '--database', 'other');
    await succeed(generate(out));
    expectSameDump(out, golden);
    expect(existsSync(unfinishedIn(out))).toBe(false);
  });

  it('an unfinished dump that replaces a finished one leaves none', async () => {
    const out = fresh();
    cpSync(golden, out, { recursive: true });
    await killAfter(5, unfinishedIn(out), generate(out));
    await expectNoDump(out);
  });
});

describe('a second run in the same folder', () => {
  it('is refused while the first one is at work, and takes over when it was killed', async () => {
    const out = fresh();
    const large = ['generate', '--preset', 'full', '--out', out];
    const first = start(large);
    try {
      while (journalRows(unfinishedIn(out)).length === 0) {
        await new Promise((resolve) => setTimeout(resolve, 10));
        expect(first.process.exitCode).toBe(null);
      }
      first.process.kill('SIGSTOP');
      const { code, stderr } = await zava(generate(out));
      expect(code).toBe(1);
      expect(stderr).toContain(
        `Another zava writes ${out}: process ${first.process.pid} on ${hostname()}. Wait for its end, or stop it`,
      );
    } finally {
      first.process.kill('SIGKILL');
      await first.ended;
    }
    await succeed(generate(out));
    expectSameDump(out, golden);
  });

  it('takes over from another machine whose process does not touch its lock any more', async () => {
    const out = await unfinished(10);
    const lock = { token: 'x', host: 'another-machine', pid: 1 };
    writeFileSync(join(out, '.zava-lock'), JSON.stringify(lock));
    await expectResumed(out);
  });
});

describe('a disk that is full', () => {
  /** Runs through a shell that lets no file grow beyond so many blocks of 512 bytes. */
  function limited(out: string): { code: number; stderr: string } {
    const cli = join(REPOSITORY, 'dist/src/cli.js');
    const command = ['-c', 'ulimit -f 4000 && exec "$@"', 'sh', process.execPath, cli, ...generate(out)];
    try {
      execFileSync('sh', command, { encoding: 'utf8', stdio: 'pipe' });
      return { code: 0, stderr: '' };
    } catch (error) {
      const { status, stderr } = error as { status: number; stderr: string };
      return { code: status, stderr };
    }
  }

  it('is said in plain words; when there is room, --resume goes on', async () => {
    const out = fresh();
    const { code, stderr } = limited(out);
    expect(code).toBe(1);
    expect(stderr).toContain(
      `zava: A file may not grow that large here (ulimit -f, or the file system): ${out} cannot take the rest of the dump; make room and go on with --resume.\n`,
    );
    expect(stderr).not.toMatch(/^\s+at /m);
    await expectNoDump(out);
    await expectResumed(out);
  });

  it.runIf(mayMount())('also a real one', async () => {
    const disk = join(folder, 'disk');
    mkdirSync(disk);
    mount(disk, 'size=30m');
    try {
      const out = join(disk, 'dump');
      const { code, stderr } = await zava(generate(out));
      expect(code).toBe(1);
      expect(stderr).toContain(
        `zava: The disk is full: ${out} cannot take the rest of the dump; make room and go on with --resume.\n`,
      );
      await expectNoDump(out);
      expect(journalRows(unfinishedIn(out)).length).toBeGreaterThan(5);
      mount(disk, 'remount,size=200m');
      await expectResumed(out);
    } finally {
      unmount(disk);
      rmSync(disk, { recursive: true });
    }
  });
});
