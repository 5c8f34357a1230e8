/** What stands before every command that destroys something: what will be lost, and a phrase to be typed. */
import { SettingsError, ZavaError } from '../errors.js';
import { ask } from './confirm.js';
import type { Screen } from './screen.js';

/** Typed whole, as it is. */
export type Phrase = 'DELETE ALL DATA' | 'DROP INDEXES';

/**
 * To be called before anything else is done.
 * @throws SettingsError where the phrase can neither be asked for nor is waived by --yes.
 */
export function requireAnswer(phrase: Phrase, yes: boolean | undefined): void {
  if (yes === true || process.stdin.isTTY) return;
  throw new SettingsError(
    `--yes is not given, and standard input is no terminal where ${phrase} could be typed; allowed is either.`,
  );
}

/** What is about to happen, and where. */
export interface Danger {
  readonly phrase: Phrase;
  readonly host: string;
  readonly database: string;
  /** What will be lost, a line each. */
  readonly losses: readonly string[];
}

/**
 * Says host, database and what will be lost, and waits for the phrase unless `yes` waives it.
 * @throws ZavaError where something else is typed; the reason of `signal` after Ctrl-C.
 */
export async function requirePhrase(
  { phrase, host, database, losses }: Danger,
  yes: boolean | undefined,
  screen: Screen,
  signal: AbortSignal,
): Promise<void> {
  const text = [`Database ${database} at ${host}:`, ...losses.map((line) => `  ${line}`)].join('\n');
  if (yes === true) {
    screen.note(text);
    return;
  }
  // A question needs its words, with --quiet too.
  process.stderr.write(`${text}\n`);
  const typed = await ask(`Type ${phrase} to go on: `, signal);
  if (typed !== phrase) throw new ZavaError(`What was typed is not ${phrase}; nothing was changed.`);
}
