/** Writing variables into .env: other lines stay, and nobody else may read it. */
import { chmod, readFile, realpath, rename, writeFile } from 'node:fs/promises';
import { parse as parseDotenv } from 'dotenv';
import { ZavaError } from '../../errors.js';

/** The text of .env; empty where there is none. @throws ZavaError where it cannot be read. */
export async function readEnvFile(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return '';
    throw new ZavaError(`The file .env cannot be read (${code}); make it a file that you may read.`);
  }
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

/** Puts a text in the place of .env at one blow, for its owner's eyes only (mode 0600). */
export async function writeEnvFile(path: string, text: string): Promise<void> {
  // A link stays one.
  const file = await realpath(path).catch(() => path);
  const temporary = `${file}.${process.pid}`;
  await writeFile(temporary, text, { mode: 0o600 });
  await chmod(temporary, 0o600);
  await rename(temporary, file);
}
