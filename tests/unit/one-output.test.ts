/** All output goes by one place, which knows what to do where it cannot be written. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { REPOSITORY } from '../fixtures/cli.js';

it('is written by src/ui/terminal/output.ts, and where not even that can be loaded by src/cli.ts', () => {
  const files = readdirSync(join(REPOSITORY, 'src'), { recursive: true, encoding: 'utf8' });
  const writing = files.filter(
    (file) =>
      file.endsWith('.ts') &&
      /process\.std(out|err)|console\./.test(readFileSync(join(REPOSITORY, 'src', file), 'utf8')),
  );
  expect(writing.sort()).toEqual(['cli.ts', 'ui/terminal/output.ts']);
});
