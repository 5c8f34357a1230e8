/** Where the files of this package lie, whether its sources run compiled (dist/src) or as they are (src, in tests). */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ZavaError } from './errors.js';

/**
 * The folder of package.json, which lies above src/ and above dist/src/.
 * @throws ZavaError where this code has left its package, as a bundler makes it.
 */
export function packageRoot(): string {
  // Bundles that are no ES modules have no such address.
  const { url } = import.meta as { readonly url?: string };
  const above = url === undefined ? '' : dirname(dirname(fileURLToPath(url)));
  const root = /[\\/]dist$/.test(above) ? dirname(above) : above;
  if (isZava(join(root, 'package.json'))) return root;
  throw new ZavaError(
    "zava runs outside of its package, as a part of a bundle, and finds neither its catalog nor its worker threads there; tell the bundler to leave zava out: external: ['zava'] in esbuild, Rollup and Vite (ssr.external), externals: { zava: 'commonjs zava' } in webpack, and have zava installed where the bundle runs.",
  );
}

function isZava(file: string): boolean {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).name === 'zava';
  } catch {
    return false;
  }
}

/**
 * A compiled file of workers/, such as `shard.js`: Node runs no TypeScript in a thread, so tests use it, too.
 * @throws ZavaError where it was not compiled.
 */
export function workerFile(name: string): string {
  const file = join(packageRoot(), 'dist', 'workers', name);
  if (existsSync(file)) return file;
  throw new ZavaError(`The compiled worker dist/workers/${name} is missing; run \`make setup\`.`);
}

/**
 * The data of a file that scripts/made.mjs wrote when zava was built, such as `names.json`.
 * @throws ZavaError where it was not built.
 */
export function madeFile(name: string): unknown {
  const file = join(packageRoot(), 'dist', 'made', name);
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8'));
  throw new ZavaError(`The file dist/made/${name} is missing; run \`make setup\`.`);
}
