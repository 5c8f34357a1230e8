/** Asking something on the terminal. */
import { createInterface } from 'node:readline/promises';
import type { Output } from './output.js';

/** True where a question would be seen, and an answer could be typed. */
export const canAsk = ({ terminal }: Output): boolean =>
  process.stdin.isTTY === true && terminal.isTTY === true;

/**
 * Puts a question on the terminal and resolves with what is typed; with nothing where the input ends.
 * @throws the reason of `signal` where Ctrl-C is pressed.
 */
export async function ask(question: string, { terminal }: Output, signal: AbortSignal): Promise<string> {
  // The terminal edits the line itself: were that readline's part, Ctrl-C would end the question and nothing else.
  const lines = createInterface({ input: process.stdin, output: terminal, terminal: false });
  try {
    const ended = new Promise<string>((resolve) => lines.once('close', () => resolve('')));
    return (await Promise.race([lines.question(question, { signal }), ended])).trim();
  } finally {
    lines.close();
  }
}
