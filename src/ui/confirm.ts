/** Asking before something is lost. */
import { createInterface } from 'node:readline/promises';

/**
 * Puts a question on the terminal and resolves with what is typed; with nothing where the input ends.
 * @throws the reason of `signal` where Ctrl-C is pressed.
 */
export async function ask(question: string, signal: AbortSignal): Promise<string> {
  // The terminal edits the line itself: were that readline's part, Ctrl-C would end the question and nothing else.
  const lines = createInterface({ input: process.stdin, output: process.stderr, terminal: false });
  try {
    const ended = new Promise<string>((resolve) => lines.once('close', () => resolve('')));
    return (await Promise.race([lines.question(question, { signal }), ended])).trim();
  } finally {
    lines.close();
  }
}

/** Puts a question on the terminal; only `y` or `yes` is a yes. */
export async function confirm(question: string, signal: AbortSignal): Promise<boolean> {
  return /^y(es)?$/i.test(await ask(`${question} [y/N] `, signal));
}
