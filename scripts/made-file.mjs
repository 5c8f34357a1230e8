// Writes a file that is made from the sources; with --check it only says whether it is up to date.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';

/** @param path from the root of the repository. @param source what it is made from. */
export function writeOrCheck(path, fresh, source) {
  const file = new URL(`../${path}`, import.meta.url);
  if (!process.argv.includes('--check')) {
    writeFileSync(file, fresh);
    return;
  }
  if (existsSync(file) && readFileSync(file, 'utf8') === fresh) return;
  console.error(`${path} is not what ${source} says; run \`make docs\`.`);
  process.exitCode = 1;
}
