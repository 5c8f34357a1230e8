/**
 * What stands before every command that takes documents or indexes away: what would be lost, and a question. There is one
 * rule: it is asked where something would be lost, and where nobody can be asked, --yes must say it.
 */
import { option } from '../../core/options/table.js';
import { SettingsError, ZavaError } from '../../errors.js';
import { say } from '../../message.js';
import { ask, canAsk } from './ask.js';
import type { Screen } from './screen.js';

/** Typed whole, as it is; of `yes` y is enough. */
type Answer = 'DELETE ALL DATA' | 'DROP INDEXES' | 'yes';

/** What is about to happen, and where. */
export interface Danger {
  readonly answer: Answer;
  readonly host: string;
  readonly database: string;
  /** What would be lost, in a few words: `7,383 documents`. */
  readonly loss: string;
  /** The same in full, a line each. */
  readonly details: readonly string[];
}

/**
 * Says host, database and what would be lost, and waits for the answer unless `yes` waives it. To be called where
 * something would be lost, and before anything is.
 * @throws SettingsError where it can neither be asked nor is waived; ZavaError where the answer is another; the reason of
 * `signal` after Ctrl-C.
 */
export async function requirePermission(
  { answer, host, database, loss, details }: Danger,
  yes: boolean | undefined,
  screen: Screen,
  signal: AbortSignal,
): Promise<void> {
  const text = [`Database ${database} at ${host}:`, ...details.map((line) => `  ${line}`)].join('\n');
  if (yes === true) {
    screen.note(text);
    return;
  }
  if (!canAsk(screen.output)) {
    throw new SettingsError(
      say`Database ${database} at ${host} would lose ${loss}, and there is no terminal on which to ask; allowed is a terminal, or ${option('yes')}.`,
    );
  }
  // The question is shown with --quiet too.
  screen.warn(text);
  const question = answer === 'yes' ? 'Go on? [y/N] ' : `Type ${answer} to go on: `;
  const typed = await ask(question, screen.output, signal);
  const agreed = answer === 'yes' ? /^y(es)?$/i.test(typed) : typed === answer;
  if (agreed) return;
  throw new ZavaError(`What was typed is not ${answer}; nothing was changed.`);
}
