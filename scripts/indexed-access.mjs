// Fails where src/ or workers/ takes the item at an index for granted (noUncheckedIndexedAccess of TypeScript), but for
// the hot loops: these index typed arrays within bounds that they keep themselves, and a test for each item would cost
// time. TypeScript has no such option for a folder, so this runs the compiler with it and leaves out the lines of those.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const HELD = /^(src|workers)\//;
const HOT = /^src\/core\/(random|plan|generate|encode|slices|sketch)\//;

const root = fileURLToPath(new URL('..', import.meta.url));
const { stdout, error } = spawnSync(
  process.execPath,
  [
    'node_modules/typescript/bin/tsc',
    '-p',
    'tsconfig.json',
    '--noUncheckedIndexedAccess',
    '--pretty',
    'false',
  ],
  { cwd: root, encoding: 'utf8', maxBuffer: 1 << 26 },
);
if (error !== undefined) throw error;
const wrong = stdout.split('\n').filter((line) => HELD.test(line) && !HOT.test(line));
if (wrong.length > 0) {
  console.error(`${wrong.join('\n')}\n
An item at an index may be undefined here (noUncheckedIndexedAccess). Loop with for..of or entries(), destructure with
defaults, or say what must be there by defined() of src/core/defined.ts.`);
  process.exitCode = 1;
}
