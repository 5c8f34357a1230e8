/** Asking before something is lost. */
import { createInterface } from 'node:readline/promises';

/** Puts a question on the terminal; only `y` or `yes` is a yes. */
export async function confirm(question: string, signal: AbortSignal): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await terminal.question(`${question} [y/N] `, { signal });
    return /^y(es)?$/i.test(answer.trim());
  } finally {
    terminal.close();
  }
}
