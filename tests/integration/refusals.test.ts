/** What the machine refuses: a sentence and an exit code, within seconds, and no stack. */
import { chmodSync, existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeFolder } from '../../src/make-folder.js';
import { temporaryFolder, zava } from '../fixtures/cli.js';

const folder = temporaryFolder();
const TINY = ['--preset', 'tiny', '--workers', '1'];

/** A way to start Node.js, as a program. */
function node(name: string, script: string): string {
  const file = join(folder, name);
  writeFileSync(file, `#!/bin/sh\n${script}\n`);
  chmodSync(file, 0o755);
  return file;
}

/** What it says, beside what Node.js itself warns of. */
async function refused(args: readonly string[], code: number, start?: string): Promise<string> {
  const ended = await zava(args, { cwd: folder, ...(start === undefined ? {} : { node: start }) });
  const said = ended.stderr.replace(/^Warning: .*\n/, '');
  expect(said).toMatch(/^zava: [^\n]+\.\n$/);
  expect({ code: ended.code, stdout: ended.stdout }).toEqual({ code, stdout: '' });
  return said;
}

describe('a folder for a dump', () => {
  it.runIf(existsSync('/proc'))('in a file system that takes none', async () => {
    expect(await refused(['generate', ...TINY, '--out', '/proc/x'], 2)).toContain(
      "--out is '/proc/x', where no folder can be made: it is a link to nothing, or in a file system",
    );
  });

  it('that is a link to nothing', async () => {
    symlinkSync(join(folder, 'nowhere'), join(folder, 'dangling'));
    expect(await refused(['generate', ...TINY, '--out', 'dangling'], 2)).toContain(
      "--out is 'dangling', where no folder can be made: it is a link to nothing",
    );
    expect(existsSync(join(folder, 'nowhere'))).toBe(false);
  });

  it('whose name is too long', async () => {
    expect(await refused(['generate', ...TINY, '--out', 'n'.repeat(300)], 2)).toMatch(
      /--out is 'n{50,56}\.\.\., which is too long a name; allowed is/,
    );
  });
});

describe('the process', () => {
  it('may open few files only', async () => {
    const start = node('few-files', `ulimit -n 40\nexec '${process.execPath}' "$@"`);
    const said = await refused(['generate', ...TINY, '--out', 'few'], 1, start);
    expect(said).toMatch(/^zava: Too many files are open at once.*; allow more \(ulimit -n 1024\)/);
  });

  it('stands in a folder that is gone', async () => {
    const start = node('gone', `mkdir left && cd left && rmdir ../left\nexec '${process.execPath}' "$@"`);
    const said = await refused(['plan', ...TINY], 1, start);
    expect(said).toBe('zava: The working folder is gone; change to one that is there.\n');
    expect(await zava(['--version'], { cwd: folder, node: start })).toMatchObject({ code: 0, stderr: '' });
  });

  it.each(['--jitless', '--no-expose-wasm'])('has no WebAssembly, by %s', async (flag) => {
    const start = node('no-wasm', `exec '${process.execPath}' ${flag} "$@"`);
    const said = await refused(['generate', ...TINY, '--out', 'no-wasm-dump'], 1, start);
    expect(said).toMatch(/^zava: This Node\.js runs without WebAssembly, .* start it without --jitless/);
  });
});

describe('makeFolder', () => {
  const refusal = (path: string) =>
    makeFolder(path).then(
      () => 'made',
      ({ code }) => code,
    );

  it('makes those around it, also where they are there or others make them', async () => {
    const deep = join(folder, 'a/b/c');
    expect(await Promise.all([refusal(deep), refusal(deep), refusal(join(folder, 'a/b'))])).toEqual([
      'made',
      'made',
      'made',
    ]);
    mkdirSync(join(folder, 'there'));
    symlinkSync(join(folder, 'there'), join(folder, 'link'));
    expect(await refusal(join(folder, 'link'))).toBe('made');
    expect(await refusal(join(folder, 'link/inner'))).toBe('made');
    expect(existsSync(join(folder, 'there/inner'))).toBe(true);
  });

  it('ends with the reason where nothing can be made', async () => {
    writeFileSync(join(folder, 'file'), '');
    symlinkSync(join(folder, 'loop'), join(folder, 'loop'));
    expect(await refusal(join(folder, 'file'))).toBe('EEXIST');
    expect(await refusal(join(folder, 'file/inner'))).toBe('ENOTDIR');
    expect(await refusal(join(folder, 'loop'))).toBe('ELOOP');
  });
});
