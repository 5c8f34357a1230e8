/** Where output goes: to somebody who reads slowly, or no more, or to a disk that is full. */
import { execFile } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Ended, REPOSITORY, temporaryFolder } from '../fixtures/cli.js';
import { testServer } from '../fixtures/server.js';
import { terminalFrames } from '../fixtures/terminal.js';

const folder = temporaryFolder();
const server = testServer();

/** Runs a line of bash, in which `zava` is the command line; ends with the first exit code of a pipe that is none. */
const shell = (line: string): Promise<Ended> =>
  new Promise((resolve) => {
    const zava = `zava() { "${process.execPath}" "${join(REPOSITORY, 'dist/src/cli.js')}" "$@"; }`;
    const script = `set -o pipefail; ${zava}; ${line}`;
    const env = { PATH: process.env.PATH, HOME: process.env.HOME };
    execFile('bash', ['-c', script], { cwd: folder, env, maxBuffer: 1e9 }, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr }),
    );
  });

const FULL =
  'zava: Standard output cannot be written (ENOSPC: no space left on device); what it holds is not whole.\n';

describe('standard output that cannot be written', () => {
  it.each([
    ['a result for scripts', 'zava plan --preset tiny --json'],
    ['documents', 'zava sample orders --preset tiny --json'],
    ['help', 'zava --help'],
    ['a failure', 'zava plan --preset tinny --json 2> /dev/null', 2, ''],
  ])('is an error: %s', async (_, line, code = 1, stderr = FULL) => {
    expect(await shell(`${line} > /dev/full`)).toEqual({ code, stdout: '', stderr });
  });

  it('is one also where the first part still fits, as on a disk that is nearly full', async () => {
    // In blocks of 1,024 bytes.
    const { code, stderr } = await shell(
      '(ulimit -f 1; exec 2> err; zava sample orders --preset tiny --limit 9 --json > cut; code=$?; exec 2> /dev/null; exit $code)',
    );
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    expect(readFileSync(join(folder, 'err'), 'utf8')).toMatch(
      /^zava: Standard output cannot be written \(EFBIG/,
    );
    expect(statSync(join(folder, 'cut')).size).toBe(1024);
  });
});

describe('a reader who has seen enough', () => {
  it('ends what only prints, quietly and well', async () => {
    const { code, stdout, stderr } = await shell('zava sample orders --limit 1000000000 | head -1');
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: '{\n', stderr: '' });
  });

  it('of progress stops no load: it goes on silently, to a right end', async () => {
    const load = `zava load --uri '${server.uri}' --preset tiny --database unread`;
    const { code, stdout } = await shell(`${load} 2>&1 | head -0`);
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    const db = server.client.db('unread');
    expect(await db.collection('orders').countDocuments()).toBe(1000);
    expect(await db.collection('orders').listIndexes().toArray()).toHaveLength(10);
  });
});

it('is whole for a reader who is slow', async () => {
  const { code, stdout } = await shell(
    'zava sample orders --preset tiny --limit 1000 --json | (sleep 1; cat)',
  );
  expect({ code, documents: JSON.parse(stdout).length }).toEqual({ code: 0, documents: 1000 });
});

describe('progress on a terminal', () => {
  it('says first how far and how fast, and gets shorter where the terminal is made narrower', async () => {
    const args = ['generate', '--preset', 'tiny', '--orders', '100000', '--sink', 'null', '--workers', '1'];
    const frames = await terminalFrames(args, { columns: 80, later: 40, cwd: folder });
    const drawn = frames.filter((frame) => frame.includes('%'));
    expect(drawn[0]).toHaveLength(79);
    expect(drawn.at(-1)?.length).toBeLessThan(40);
    expect(drawn.at(-1)).toMatch(/^Documents {2}100% {2}[\d,]+\/s/);
  });
});
