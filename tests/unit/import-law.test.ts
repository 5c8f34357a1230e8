/** The law of who may import whom: each import in a wrong direction fails `make lint`, types included. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { REPOSITORY } from '../fixtures/cli.js';

/** A file, and what it must not import: the compiler is content with each. */
const WRONG: readonly (readonly [string, string])[] = [
  ['src/core/model/a.ts', 'src/core/settings/target.ts'],
  ['src/core/settings/a.ts', 'src/core/plan/target.ts'],
  ['src/core/plan/a.ts', 'src/core/generate/target.ts'],
  ['src/core/generate/a.ts', 'src/core/encode/target.ts'],
  ['src/core/encode/a.ts', 'src/mongodb/target.ts'],
  ['src/core/encode/b.ts', 'src/ui/target.ts'],
  ['src/mongodb/a.ts', 'src/engine/target.ts'],
  ['src/engine/a.ts', 'src/tools/verify/target.ts'],
  ['src/engine/b.ts', 'src/ui/target.ts'],
  ['src/tools/verify/a.ts', 'src/tools/validate/target.ts'],
  ['src/tools/verify/b.ts', 'src/library/target.ts'],
  ['src/library/a.ts', 'src/commands/target.ts'],
  ['src/library/b.ts', 'src/ui/target.ts'],
  ['src/ui/a.ts', 'src/mongodb/target.ts'],
  ['src/ui/b.ts', 'tests/target.ts'],
];

const RIGHT: readonly (readonly [string, string])[] = [
  ['src/commands/c.ts', 'src/tools/verify/target.ts'],
  ['src/library/c.ts', 'src/tools/verify/target.ts'],
  ['src/tools/verify/c.ts', 'src/ui/target.ts'],
  ['src/tools/validate/c.ts', 'src/tools/inspect/target.ts'],
  ['src/tools/bench/c.ts', 'src/tools/statistics/target.ts'],
  ['src/engine/c.ts', 'src/mongodb/target.ts'],
  ['src/mongodb/c.ts', 'src/core/model/target.ts'],
];

interface Violation {
  readonly from: string;
  readonly to: string;
}

let folder: string;
let violations: readonly Violation[];

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'zava-law-'));
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  for (const [from, to] of [...WRONG, ...RIGHT]) {
    const up = '../'.repeat(from.split('/').length - 1);
    write(to, 'export interface Target { readonly value: number }\n');
    write(
      from,
      `import type { Target } from '${up}${to.replace(/\.ts$/, '.js')}';\nexport type A = Target;\n`,
    );
  }
  write('src/mongodb/one.ts', "import type { Two } from './two.js';\nexport type One = Two;\n");
  write('src/mongodb/two.ts', "import type { One } from './one.js';\nexport type Two = One | undefined;\n");
  symlinkSync(join(REPOSITORY, 'node_modules'), join(folder, 'node_modules'));
  const depcruise = join(REPOSITORY, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
  const config = join(REPOSITORY, '.dependency-cruiser.cjs');
  const said = execFileSync(
    process.execPath,
    [depcruise, '--config', config, '--output-type', 'json', 'src'],
    {
      cwd: folder,
      encoding: 'utf8',
      maxBuffer: 1 << 26,
    },
  );
  violations = JSON.parse(said).summary.violations;
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const found = (from: string, to: string) =>
  violations.some((violation) => violation.from === from && violation.to === to);

describe('the law of imports', () => {
  test.each(WRONG)('%s must not import %s', (from, to) => {
    expect(found(from, to)).toBe(true);
  });

  test.each(RIGHT)('%s may import %s', (from, to) => {
    expect(found(from, to)).toBe(false);
  });

  test('a cycle of types is a cycle', () => {
    expect(found('src/mongodb/one.ts', 'src/mongodb/two.ts')).toBe(true);
  });
});
