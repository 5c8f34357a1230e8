/** The package as its users get it: what is in it, what the linters of packages say, and that it works installed. */
import { execFile } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { COLLECTION_NAMES } from '../../src/core/model/index.js';
import { createDataset } from '../../src/library/dataset.js';
import { REPOSITORY, temporaryFolder } from '../fixtures/cli.js';
import { sha256 } from '../fixtures/cli-dump.js';
import { type Packed, Project, pack, tool } from '../fixtures/package.js';
import { mongodBinary, testServer } from '../fixtures/server.js';

const folder = temporaryFolder();
const server = testServer();
const run = promisify(execFile);
let packed: Packed;

beforeAll(async () => {
  packed = await pack(folder);
});

describe('what is in it', () => {
  it('no tests, no sources, no maps; what it needs to run is there', () => {
    const paths = packed.files.map(({ path }) => path);
    const allowed =
      /^(dist\/(src|workers)\/[\w/.-]+(\.js|\.cjs|\.d\.ts|\.d\.cts)|dist\/made\/\w+\.json|config\/[\w/.-]+\.(yaml|json)|docs\/API\.md|README\.md|CHANGELOG\.md|LICENSE|package\.json)$/;
    expect(paths.filter((path) => !allowed.test(path))).toEqual([]);
    expect(paths.filter((path) => /test-?s?\/|fixtures|\.map$/.test(path))).toEqual([]);
    expect(paths).toEqual(
      expect.arrayContaining([
        'dist/src/cli.js',
        'dist/workers/shard.js',
        'dist/made/defaults.json',
        'dist/made/names.json',
        'dist/made/plans.json',
        'config/generation_config.yaml',
        'config/catalog/stores.yaml',
        'docs/API.md',
      ]),
    );
  });

  it('it is small', () => {
    // 0.5 MB when this was written.
    expect(packed.size).toBeLessThan(1_000_000);
  });

  it('every file that package.json names is there', () => {
    const manifest = JSON.parse(readFileSync(join(REPOSITORY, 'package.json'), 'utf8'));
    const { main, types, bin, exports, typesVersions } = manifest;
    const named = JSON.stringify([main, types, bin, exports, typesVersions]).match(
      /[\w./-]+\.(json|c?js|d\.c?ts)/g,
    );
    const paths = packed.files.map(({ path }) => path);
    expect(named?.length).toBeGreaterThan(12);
    expect(named?.filter((path) => !paths.includes(path.replace(/^\.\//, '')))).toEqual([]);
  });

  it('publint has nothing to say', async () => {
    const { stdout } = await run(tool('publint'), ['run', packed.filename, '--strict'], { cwd: folder });
    expect(stdout).toContain('All good!');
  });

  it('are the types wrong? They are not, for any way of resolving them', async () => {
    const { stdout } = await run(tool('attw'), [packed.filename, '--no-emoji'], { cwd: folder });
    expect(stdout).toContain('No problems found');
  });
});

describe.each(['npm', 'pnpm'] as const)('installed by %s in an empty folder', (manager) => {
  const project = new Project(join(folder, manager), manager);

  beforeAll(async () => {
    await project.install(packed);
  });

  it.each([
    ['nodenext', []],
    // It does not know that CommonJS takes ES modules.
    ['node16', ['--skipLibCheck']],
  ])('TypeScript takes its types by %s, in ES modules and CommonJS', async (kind, more) => {
    const { stdout } = await project.run('tsc', ['-p', '.', '--module', kind, ...more]);
    expect(stdout).toBe('');
  });

  it.each([
    ['nodenext', ['--module', 'nodenext']],
    ['bundler', ['--module', 'esnext', '--moduleResolution', 'bundler']],
  ])('the examples of README and API.md suit the strictest settings, by %s', async (_, args) => {
    const { stdout } = await project.run('tsc', ['-p', 'examples.json', '--listFiles', ...args]);
    const packages = stdout.matchAll(
      /\/node_modules\/(?!\.pnpm)((?:@[^/]+\/)?[^/]+)\/(?!.*\/node_modules\/)/g,
    );
    const names = new Set([...packages].map(([, name]) => name));
    expect(names).toContain('zava');
    // Types of ours that a caller meets are our own, but for a document's ObjectId and a test's Db.
    const { dependencies } = JSON.parse(readFileSync(join(REPOSITORY, 'package.json'), 'utf8'));
    const strangers = Object.keys(dependencies).filter((name) => !['bson', 'mongodb'].includes(name));
    expect(strangers).toContain('piscina');
    expect(strangers.filter((name) => names.has(name))).toEqual([]);
  });

  it('a suite of Vitest passes, with a server of its own from the cache, and leaves nothing', async () => {
    const bin = join(project.folder, 'node_modules/.cache/zava/bin');
    mkdirSync(bin, { recursive: true });
    symlinkSync(await mongodBinary(), join(bin, 'mongod'));
    const before = readdirSync(project.folder);
    // A test of five seconds is long for a user, and may be short beside the other files of this suite.
    const args = ['run', 'shop', '--reporter=json', '--testTimeout=120000'];
    const { stdout } = await project.run('vitest', args, { ZAVA_MONGOD: '' });
    expect(JSON.parse(stdout)).toMatchObject({ success: true, numPassedTests: 5, numTotalTests: 5 });
    expect(readdirSync(project.folder)).toEqual(before);
  });

  it('a script in CommonJS runs, and says nothing of its own', async () => {
    const { stdout, stderr } = await project.run('node', ['script.cjs'], { ZAVA_TEST_URI: server.uri });
    expect(JSON.parse(stdout)).toMatchObject({ stores: 8, customers: 50, orders: 100, inventory: 3168 });
    expect(stderr).toBe('');
  });

  it('a file of node:test passes', async () => {
    const env = { MONGODB_TEST_URI: server.uri };
    const { stdout } = await project.run('node', ['--test', '--test-reporter=tap', 'node.test.mjs'], env);
    expect(stdout).toMatch(/^# pass 2$/m);
    expect(stdout).toMatch(/^# fail 0$/m);
  });

  it('the command line is there', async () => {
    const { stdout } = await project.run('zava', ['plan', '--preset', 'tiny', '--json']);
    expect(JSON.parse(stdout).collections.orders.documents).toBe(1000);
  });
});

describe('by the tools of its users', () => {
  const project = new Project(join(folder, 'npm'), 'npm');

  it("Jest's own require takes it", async () => {
    const args = ['--rootDir', '.', '--testMatch', '**/jest.cjs', '--transform', '{}', '--json'];
    const { stdout } = await project.run(tool('jest'), [...args, '--testTimeout', '180000'], {
      ZAVA_TEST_URI: server.uri,
    });
    expect(JSON.parse(stdout)).toMatchObject({ success: true, numPassedTests: 2, numTotalTests: 2 });
  });

  it.each([
    ['esm', 'bundled.mjs'],
    ['cjs', 'script.cjs'],
  ])('a bundle as %s says what to do, and works when that is done', async (format, file) => {
    const bundle = (out: string, ...more: string[]) =>
      project.run(tool('esbuild'), [
        file,
        '--bundle',
        '--platform=node',
        '--log-level=error',
        `--format=${format}`,
        `--outfile=${out}`,
        ...more,
      ]);
    const extension = format === 'esm' ? 'mjs' : 'cjs';
    await bundle(`inside/out.${extension}`, '--external:zava/testing');
    await expect(project.run('node', [`inside/out.${extension}`])).rejects.toThrow(
      /ZavaError: zava runs outside of its package, .* external: \['zava'\]/,
    );
    await bundle(`outside/out.${extension}`, '--external:zava');
    const { stdout } = await project.run('node', [`outside/out.${extension}`], { ZAVA_TEST_URI: server.uri });
    expect(stdout).toMatch(/^1000$|"orders":100,/m);
  });
});

describe("by a user's driver, of another version than ours", () => {
  const project = new Project(join(folder, 'npm'), 'npm');

  it.each(['mongodb4', 'mongodb5', 'mongodb'])('%s stores the very bytes of the dataset', async (driver) => {
    const { stdout } = await project.run('node', ['drivers.mjs', driver], { MONGODB_TEST_URI: server.uri });
    const dataset = createDataset({ seed: 42 });
    const wanted: Record<string, string> = {};
    for (const name of COLLECTION_NAMES) {
      const batches: Uint8Array[] = [];
      for await (const { bytes } of dataset.collection(name).batches()) batches.push(bytes);
      wanted[name] = sha256(Buffer.concat(batches));
    }
    expect(JSON.parse(stdout)).toEqual(wanted);
  });
});
