/** Importing the library loads nothing that takes time and starts nothing, and commands load what they use. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fixture, REPOSITORY, temporaryFolder } from '../fixtures/cli.js';

const folder = temporaryFolder();

/** What takes long to load, and is of no use without a server, many orders or a configuration of one's own. */
const UNUSED = ['@faker-js/faker', 'mongodb', 'piscina', 'yaml', 'zod'];

/** Packages that a script loads, and what it prints. The script stands in the package, so that it may name itself. */
const run = (script: string) => loadedBy('--input-type=module', '--eval', script);

/** The same of a process of Node.js. */
function loadedBy(...args: string[]): { packages: string[]; own: string[]; said: string } {
  const proof = join(folder, 'imports.txt');
  rmSync(proof, { force: true });
  const said = execFileSync(process.execPath, ['--import', fixture('record-imports.mjs'), ...args], {
    cwd: REPOSITORY,
    env: { ...process.env, ZAVA_TEST_PROOF: proof },
    encoding: 'utf8',
  });
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
    expect(own).toContain('src/library/dataset.js');
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

  const firstUse = (options: string) =>
    run(`
      import { createDataset } from 'zava';
      await createDataset(${options}).orders.toArray();`).packages;

  it('the first use loads what it needs: no driver and no threads, and nothing that reads and checks YAML', () => {
    expect(firstUse('{ seed: 7 }').sort()).toEqual([
      'bson',
      'dotenv',
      'fastest-levenshtein',
      'seedrandom',
      'xxhash-wasm',
    ]);
  });

  it("a configuration of one's own is read and checked", () => {
    writeFileSync(join(folder, 'own.yaml'), 'seed: 8\n');
    const options = JSON.stringify({ preset: 'tiny', config: join(folder, 'own.yaml') });
    // Else the record above would prove nothing.
    expect(firstUse(options)).toEqual(expect.arrayContaining(['zod', 'yaml', 'bson']));
  });
});

describe('a command', () => {
  const packagesOf = (...words: string[]) =>
    loadedBy(join(REPOSITORY, 'dist/src/cli.js'), ...words, '--preset', 'tiny', '--json');

  it('of the presets as they are loads nothing that makes documents to plan them', () => {
    const { packages, own, said } = packagesOf('plan');
    expect(JSON.parse(said).collections.orders.documents).toBe(1000);
    expect(packages).not.toEqual(expect.arrayContaining(['seedrandom']));
    expect(own.filter((file) => /core\/(generate|encode|world)/.test(file))).toEqual([]);
    expect(packages.filter((name) => UNUSED.includes(name))).toEqual([]);
  });

  it.each([
    ['sample', ['sample', 'orders', '--limit', '1']],
    ['generate', ['generate', '--out', join(folder, 'out')]],
  ])('%s of a small world loads no driver, no threads and nothing that reads and checks YAML', (_, words) => {
    const { packages } = packagesOf(...words);
    expect(packages).toContain('seedrandom');
    expect(packages.filter((name) => UNUSED.includes(name))).toEqual([]);
  });
});
