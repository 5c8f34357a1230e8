/** Writing variables into .env: other lines stay, and only its owner may read it. */
import { chmod, realpath, rename, writeFile } from 'node:fs/promises';
import { parse as parseDotenv } from 'dotenv';
import { readTextFile } from '../../../core/settings/text-file.js';
import { ZavaError } from '../../../errors.js';

/** The text of .env; empty where there is none. @throws ZavaError where it cannot be read. */
export function readEnvFile(path: string): string {
  const file = readTextFile(path);
  if (file.problem === undefined) return file.text;
  if (file.missing) return '';
  throw new ZavaError(`The file .env ${file.problem}.`);
}

/**
 * The text with variables set: in the place where each stood, else at the end.
 * @throws ZavaError where a reader of .env would not get them, or anything else, back from it.
 */
export function withVariables(text: string, variables: Readonly<Record<string, string>>): string {
  const before = parseDotenv(text);
  const lines = text === '' ? [] : text.replace(/\r?\n$/, '').split('\n');
  for (const [name, value] of Object.entries(variables)) {
    if (before[name] === value) continue;
    // Of several the last one counts.
    const at = lines.findLastIndex((line) => new RegExp(`^\\s*(export\\s+)?${name}\\s*[=:]`).test(line));
    if (at < 0) lines.push(`${name}=${value}`);
    else lines[at] = `${name}=${value}`;
  }
  const after = `${lines.join('\n')}\n`;
  const wanted = { ...before, ...variables };
  const found = parseDotenv(after);
  const names = new Set([...Object.keys(wanted), ...Object.keys(found)]);
  if ([...names].some((name) => wanted[name] !== found[name])) {
    throw new ZavaError(
      `The file .env cannot take ${Object.keys(variables).join(' and ')} without a change to its other lines; set them there yourself.`,
    );
  }
  return after;
}

/** Replaces .env atomically; only its owner may read it (mode 0600). */
export async function writeEnvFile(path: string, text: string): Promise<void> {
  // A link stays one.
  const file = await realpath(path).catch(() => path);
  const temporary = `${file}.${process.pid}`;
  await writeFile(temporary, text, { mode: 0o600 });
  await chmod(temporary, 0o600);
  await rename(temporary, file);
}
