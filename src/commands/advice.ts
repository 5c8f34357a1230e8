/**
 * Commands that a user may go on with, whole and for a shell: with the server and the database that this one was called
 * with, and without any password.
 */
import type { CommandName } from '../core/options/commands.js';
import { flagOf, OPTIONS, type OptionName } from '../core/options/table.js';
import type { Reference } from '../message.js';
import { redacted } from '../mongodb/connection-string.js';
import { mayHoldPassword } from '../secrets.js';

/** The flags by which commands say which server and database they mean; what variables say need not be said again. */
export interface TargetGiven {
  readonly uri?: string;
  readonly local?: boolean;
  readonly database?: string;
  readonly config?: string;
}

/** Commands that talk to no server, or have no word for a database. */
const WITHOUT_TARGET: readonly CommandName[] = [
  'generate',
  'plan',
  'sample',
  'encode-password',
  'up',
  'setup atlas',
];

/** A word for a shell as it is, where that is possible, and in single quotes otherwise. */
export const shellWord = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;

/** A word that was given, unless it is what a password may stand in. */
const harmless = (word: string): string => (mayHoldPassword(word) ? '<not shown>' : word);

/** ` --uri ... --database ...` for a command that is called next. */
function targetFlags({ uri, local, database, config }: TargetGiven): string {
  const words = [
    ...(uri === undefined ? [] : [flagOf('uri'), shellWord(redacted(uri))]),
    ...(local ? [flagOf('local')] : []),
    ...(database === undefined ? [] : [flagOf('database'), shellWord(harmless(database))]),
    ...(config === undefined ? [] : [flagOf('config'), shellWord(harmless(config))]),
  ];
  return words.map((word) => ` ${word}`).join('');
}

/** How a reader on the command line is told of options and commands, who called this one with such flags. */
export const spelling =
  (given: TargetGiven) =>
  ({ typed, command }: Reference): string =>
    command === undefined || WITHOUT_TARGET.includes(command as CommandName)
      ? typed
      : `${typed}${targetFlags(given)}`;

/**
 * The command that was called, once more.
 * @param argv its words, as they came.
 * @param without options to leave out; of those that connect, what is secret is left out, too.
 */
export function again(argv: readonly string[], without: readonly OptionName[], ...more: string[]): string {
  const words: string[] = [];
  for (let i = 0; i < argv.length; i += 1) {
    const [flag = '', value] = splitAt(argv[i] as string);
    const dropped = without.find((name) => flagOf(name) === flag);
    const isUri = flag === flagOf('uri');
    const takesNext =
      value === undefined && (isUri || (dropped !== undefined && OPTIONS[dropped].flag.includes('<')));
    const given = takesNext ? argv[++i] : value;
    if (dropped !== undefined) continue;
    if (isUri && given !== undefined) words.push(flag, redacted(given));
    else words.push(harmless(argv[i] as string));
  }
  return ['npx', 'zava', ...words, ...more].map(shellWord).join(' ');
}

/** `--uri` and its value, where that stands behind an equals sign. */
function splitAt(word: string): [string, string?] {
  const at = word.indexOf('=');
  return word.startsWith('--') && at > 0 ? [word.slice(0, at), word.slice(at + 1)] : [word];
}
