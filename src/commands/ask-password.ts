/** Asking for a password without showing it, and reading one from standard input. */
import { text } from 'node:stream/consumers';
import { read } from 'read';
import { option } from '../core/options/table.js';
import { SettingsError } from '../errors.js';
import { say } from '../message.js';
import type { Context } from './command.js';

/**
 * Asks on the terminal, without echo.
 * @throws the signal's reason after Ctrl-C.
 */
export async function askPassword(
  prompt: string,
  { output, signal }: Pick<Context, 'output' | 'signal'>,
): Promise<string> {
  try {
    // On standard error, so that standard output holds the result alone; raw also where that is no terminal.
    return await read({ prompt, silent: true, terminal: true, output: output.terminal });
  } catch (error) {
    if ((error as Error).message !== 'canceled') throw error;
    // In raw mode Ctrl-C is a key and no signal: whoever waits for the signal is told all the same.
    process.emit('SIGINT', 'SIGINT');
    signal.throwIfAborted();
    throw error;
  } finally {
    output.aside('\n');
  }
}

/** All lines of standard input, without their ends. @throws SettingsError where it is a terminal. */
export async function passwordLines(name: 'stdin' | 'passwordStdin'): Promise<string[]> {
  if (process.stdin.isTTY) {
    throw new SettingsError(
      say`${option(name)} reads standard input, which is a terminal; allowed is a pipe or a file.`,
    );
  }
  return (await text(process.stdin)).replace(/\r?\n$/, '').split(/\r?\n/);
}
