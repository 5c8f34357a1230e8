/** The file .env: the values of its variables, and where one may have been cut short. */
import { join } from 'node:path';
import { parse } from 'dotenv';
import { SettingsError } from '../../errors.js';
import { say } from '../../message.js';
import { command, OPTIONS } from '../options/table.js';
import { FILE_VARIABLES } from '../options/variables.js';
import { readTextFile } from './text-file.js';

export interface Dotenv {
  readonly values: Readonly<Record<string, string>>;
  /** What stands on a variable's line after the value, from the # on with which a comment begins, if any. */
  readonly comments: Readonly<Record<string, string>>;
}

/**
 * @param folder where .env may stand.
 * @returns undefined where there is none.
 * @throws SettingsError where it cannot be read.
 */
export function readDotenv(folder: string): Dotenv | undefined {
  const file = readTextFile(join(folder, '.env'));
  if (file.problem === undefined) return dotenvOf(file.text);
  if (file.missing) return undefined;
  throw new SettingsError(`The file .env ${file.problem}.`);
}

/** Ends of lines to regular expressions, and so to dotenv, but to nobody else. */
const SEPARATORS = ['\u2028', '\u2029'];

function dotenvOf(text: string): Dotenv {
  const values = parseWithout(SEPARATORS, text);
  // Read once more without a # that begins a comment, it tells what was left out.
  const whole = parseWithout([...SEPARATORS, '#'], text);
  const comments: Record<string, string> = {};
  for (const [name, value] of Object.entries(values)) {
    const all = whole[name] ?? value;
    const at = all.indexOf(value);
    if (all !== value && at >= 0) comments[name] = all.slice(at + value.length);
  }
  return { values, comments };
}

/** The values of a text, in which some characters mean nothing but themselves. */
function parseWithout(characters: readonly string[], text: string): Record<string, string> {
  let code = 0xe000;
  const marks = characters.map((character) => {
    while (text.includes(String.fromCharCode(code))) code += 1;
    return [character, String.fromCharCode(code++)] as const;
  });
  const hidden = marks.reduce((all, [character, mark]) => all.replaceAll(character, mark), text);
  const shown = (value: string) =>
    marks.reduce((all, [character, mark]) => all.replaceAll(mark, character), value);
  return Object.fromEntries(Object.entries(parse(hidden)).map(([name, value]) => [name, shown(value)]));
}

const isConnectionString = (name: string): boolean =>
  (OPTIONS.uri.variables as readonly string[]).includes(name);

/**
 * The value of a variable; empty where it has none.
 * @throws SettingsError where what follows it as a comment may be the rest of it.
 */
export function valueIn({ values, comments }: Dotenv, name: string): string {
  const comment = comments[name];
  const value = values[name] ?? '';
  if (comment === undefined || !(FILE_VARIABLES as readonly string[]).includes(name)) return value;
  // A quote that closes the value may also stand in it.
  const attached = /^['"`]?#/.test(comment);
  const isUri = isConnectionString(name);
  if (!attached && !(isUri && comment.includes('@'))) return value;
  throw new SettingsError(
    isUri
      ? say`${name} in .env ends at a #, where a comment begins, and the rest of the connection string may follow; allowed is %23 for a # of a password (${command('encode-password')}), and a comment on a line of its own.`
      : say`${name} in .env ends at a #, where a comment begins; allowed is a value in quotes, or a blank before the comment.`,
  );
}
