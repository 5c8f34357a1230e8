// Fails where a plain script imports something from dist/ that is not exported there: the compiler does not look at these
// files, so that a renamed export would be noticed only when the script is run.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const IMPORT = /import\s*\{([^}]*)\}\s*from\s*'([^']*\/dist\/[^']*)'/g;

const scripts = ['bench', 'scripts', 'tests'].flatMap((folder) =>
  readdirSync(join(ROOT, folder), { recursive: true })
    .filter((name) => name.endsWith('.mjs'))
    .map((name) => join(folder, name)),
);
const wrong = [];
for (const script of scripts) {
  for (const [, names, path] of readFileSync(join(ROOT, script), 'utf8').matchAll(IMPORT)) {
    const file = resolve(ROOT, dirname(script), path);
    const module = await import(pathToFileURL(file).href).catch(() => undefined);
    if (module === undefined) wrong.push(`${script} imports ${path}, which cannot be loaded.`);
    for (const name of module === undefined ? [] : names.split(',')) {
      const [exported] = name.trim().split(/\s+as\s+/);
      if (exported !== '' && !(exported in module)) wrong.push(`${script}: ${path} exports no ${exported}.`);
    }
  }
}
if (wrong.length > 0) {
  console.error(wrong.join('\n'));
  process.exitCode = 1;
}
