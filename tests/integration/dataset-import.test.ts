/** Importing the library loads nothing that takes time and starts nothing. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fixture, REPOSITORY, temporaryFolder } from '../fixtures/cli.js';

const folder = temporaryFolder();

/** Packages that a script loads, and what it prints. The script stands in the package, so that it may name itself. */
function run(script: string): { packages: string[]; own: string[]; said: string } {
  const proof = join(folder, 'imports.txt');
  rmSync(proof, { force: true });
  const said = execFileSync(
    process.execPath,
    ['--import', fixture('record-imports.mjs'), '--input-type=module', '--eval', script],
    { cwd: REPOSITORY, env: { ...process.env, ZAVA_TEST_PROOF: proof }, encoding: 'utf8' },
  );
  const urls = existsSync(proof) ? readFileSync(proof, 'utf8').trim().split('\n') : [];
  const packages = urls.flatMap(
    (url) => /node_modules\/((?:@[^/]+\/)?[^/]+)\/(?!.*node_modules)/.exec(url)?.[1] ?? [],
  );
  const own = urls.flatMap((url) => /\/dist\/(src\/.*)$/.exec(url)?.[1] ?? []);
  return { packages: [...new Set(packages)], own: [...new Set(own)], said };
}

/** Imports an entry and makes a dataset of it where it can; prints what that has started. */
const started = (entry: string): string => `
  const before = process.getActiveResourcesInfo();
  const { createDataset } = await import('${entry}');
  createDataset?.({ seed: 7 });
  const started = process.getActiveResourcesInfo().filter((name) => !before.includes(name));
  process.stdout.write(JSON.stringify(started));`;

describe('import', () => {
  it('zava loads no package, and createDataset starts nothing', () => {
    const { packages, own, said } = run(started('zava'));
    expect(packages).toEqual([]);
    expect(own).toContain('src/index.js');
    expect(own).toContain('src/dataset/dataset.js');
    expect(
      own.filter((file) => /settings|coordinator|encode|generate|plan|sinks|embedded/.test(file)),
    ).toEqual([]);
    expect(JSON.parse(said)).toEqual([]);
  });

  it('zava/testing loads no package', () => {
    const { packages, own, said } = run(started('zava/testing'));
    expect(packages).toEqual([]);
    expect(own).toContain('src/testing.js');
    expect(JSON.parse(said)).toEqual([]);
  });

  it('the first use loads what it needs, and no driver and no threads', () => {
    const { packages } = run(`
      import { createDataset } from 'zava';
      await createDataset({ seed: 7 }).orders.toArray();`);
    // Else the record above would prove nothing.
    expect(packages).toEqual(expect.arrayContaining(['zod', 'yaml', 'bson', '@faker-js/faker']));
    expect(packages).not.toContain('mongodb');
    expect(packages).not.toContain('piscina');
  });
});
