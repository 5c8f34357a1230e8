/** docs/API.md and README's section on the library: the examples are type-checked and run, and no name is left out. */
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { apiExamples, apiText, exportedNames } from '../fixtures/api-examples.js';
import { REPOSITORY } from '../fixtures/cli.js';
import { mongodBinary, testServer } from '../fixtures/server.js';

const server = testServer();
const run = promisify(execFile);
const examples = apiExamples();

/** In the package, so that an example's `zava` is this one, as it is built. */
mkdirSync(join(REPOSITORY, '.zava'), { recursive: true });
const folder = mkdtempSync(join(REPOSITORY, '.zava/api-examples-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const bin = (name: string) => join(REPOSITORY, 'node_modules/.bin', name);
let types = '';

beforeAll(async () => {
  for (const { file, code } of examples) writeFileSync(join(folder, file), code);
  const tsconfig = {
    extends: '../../tsconfig.json',
    compilerOptions: {
      noEmit: false,
      outDir: 'js',
      rootDir: '.',
      types: ['node'],
      noUncheckedIndexedAccess: true,
    },
    include: ['*.ts'],
  };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(tsconfig));
  const setup = examples.filter(({ code }) => code.includes('globalSetup'));
  expect(setup).toHaveLength(1);
  // The server of the one example is the one that the tests of the other find.
  const test = { include: ['*.test.ts'], globalSetup: setup.map(({ file }) => file) };
  writeFileSync(join(folder, 'vitest.config.js'), `export default ${JSON.stringify({ test })};`);
  await run(bin('tsc'), ['-p', folder]).catch(({ stdout }: { stdout: string }) => {
    types = stdout;
  });
});

it('the examples have the right types', () => {
  expect(types).toBe('');
});

describe('the examples do what they say', () => {
  it.each(examples.map(({ file, runner, code }) => ({ file, runner, first: code.split('\n')[0] })))(
    '$file by $runner: $first',
    async ({ file, runner }) => {
      const env = {
        ...process.env,
        MONGODB_URI: server.uri,
        ZAVA_TEST_URI: runner === 'vitest' ? '' : server.uri,
        ZAVA_MONGOD: await mongodBinary(),
        NODE_OPTIONS: '',
      };
      const script = file.endsWith('.cjs') ? file : `js/${file.replace(/\.ts$/, '.js')}`;
      const command =
        runner === 'vitest' ? [bin('vitest'), 'run', '--root', '.', file] : [process.execPath, script];
      const { stderr } = await run(command[0], command.slice(1), { cwd: folder, env });
      expect(stderr).toBe('');
    },
  );

  it('there is one of every kind', () => {
    expect(new Set(examples.map(({ runner }) => runner))).toEqual(new Set(['node', 'vitest']));
    expect(examples.some(({ file }) => file.endsWith('.cjs'))).toBe(true);
    expect(examples.some(({ code }) => code.includes("'node:test'"))).toBe(true);
    expect(examples.length).toBeGreaterThan(12);
  });
});

describe('what is exported', () => {
  const text = apiText();
  const entries = { index: 'zava', testing: 'zava/testing', vitest: 'zava/vitest' };

  it.each(Object.entries(entries))('every name of %s is explained', (module) => {
    const names = exportedNames(module);
    expect(names.length).toBeGreaterThan(2);
    const explained = (name: string) => new RegExp(`\`[^\`\n]*\\b${name}\\b[^\`\n]*\``).test(text);
    expect(names.filter((name) => !explained(name))).toEqual([]);
  });

  it('every function and constant is used in an example', () => {
    const unused: string[] = [];
    for (const [module, entry] of Object.entries(entries)) {
      const names = exportedNames(module);
      const values = names.filter(
        (name) => /^[a-z]|^[A-Z_]+$|Error$/.test(name) && name !== 'FORMAT_VERSION',
      );
      expect(values.length).toBeGreaterThan(0);
      for (const name of values) {
        const user = new RegExp(`\\{[^}]*\\b${name}\\b[^}]*\\} from '${entry}'`);
        expect(
          examples.some(({ code }) => user.test(code)),
          name,
        ).toBe(true);
      }
    }
    expect(unused).toEqual([]);
  });

  it('the entries are those of package.json', () => {
    const { exports } = JSON.parse(readFileSync(join(REPOSITORY, 'package.json'), 'utf8'));
    const modules = Object.keys(exports).filter((name) => name !== './package.json');
    expect(modules.map((name) => name.replace('.', 'zava'))).toEqual(Object.values(entries));
  });
});
