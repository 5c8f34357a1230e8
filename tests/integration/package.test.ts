/** The package as its users get it: what is in it, what the linters of packages say, and that it works installed. */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { createDataset } from '../../src/dataset/dataset.js';
import { COLLECTION_NAMES } from '../../src/model/index.js';
import { REPOSITORY, temporaryFolder } from '../fixtures/cli.js';
import { sha256 } from '../fixtures/cli-dump.js';
import { type Packed, Project, pack, tool } from '../fixtures/package.js';
import { testServer } from '../fixtures/server.js';

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
      /^(dist\/(src|workers)\/[\w/.-]+(\.js|\.cjs|\.d\.ts|\.d\.cts)|config\/[\w/.-]+\.(yaml|json)|docs\/API\.md|README\.md|CHANGELOG\.md|LICENSE|package\.json)$/;
    expect(paths.filter((path) => !allowed.test(path))).toEqual([]);
    expect(paths.filter((path) => /test-?s?\/|fixtures|\.map$/.test(path))).toEqual([]);
    expect(paths).toEqual(
      expect.arrayContaining([
        'dist/src/cli.js',
        'dist/workers/shard.js',
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

  it.each(['nodenext', 'node16'])(
    'TypeScript takes its types by %s, in ES modules and CommonJS',
    async (kind) => {
      const { stdout } = await project.run('tsc', ['-p', '.', '--module', kind]);
      expect(stdout).toBe('');
    },
  );

  it('a suite of Vitest passes, with a server of its own', async () => {
    const { stdout } = await project.run('vitest', ['run', 'shop', '--reporter=json']);
    expect(JSON.parse(stdout)).toMatchObject({ success: true, numPassedTests: 5, numTotalTests: 5 });
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
