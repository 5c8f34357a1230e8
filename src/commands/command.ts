/** What every command file gives to the program, and what most of them begin with. */
import type { Command } from 'commander';
import { IDENTITY } from '../core/options/conflicts.js';
import type { Settings } from '../core/settings/settings.js';
import { settingsFor } from '../core/settings/settings-for.js';
import type { Output } from '../ui/terminal/output.js';
import { Screen } from '../ui/terminal/screen.js';
import { spelling, type TargetGiven } from './advice.js';
import type { FlagsOf, OUTPUT, WORLD } from './options.js';

/** What a command is given besides its flags. */
export interface Context {
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
  /** That of the connection string, if it names one. */
  readonly database?: string | undefined;
  /** The words of the command line. */
  readonly argv: readonly string[];
  readonly output: Output;
  /** Aborted by Ctrl-C and SIGTERM. */
  readonly signal: AbortSignal;
}

/** A command file: adds flags, help and action to a command that has its name and summary. */
export type Define = (command: Command, context: Context) => void | Promise<void>;

/** The flags of every command that makes or judges a world. */
export type WorldFlags = FlagsOf<(typeof WORLD)[number]>;

export type OutputFlags = FlagsOf<(typeof OUTPUT)[number]>;

/** The first flag given that says what a run makes, which its manifest says too. */
export const givenWorldFlag = (flags: WorldFlags): string | undefined =>
  IDENTITY.find((flag) => flags[flag] !== undefined);

export const screenOf = (flags: OutputFlags & TargetGiven, { output }: Context): Screen =>
  new Screen({ json: flags.json === true, quiet: flags.quiet === true }, output, spelling(flags));

/** The screen of a command, and its settings; what is worth a note about them is told. */
export async function prepare(
  flags: WorldFlags & OutputFlags & TargetGiven,
  context: Context,
): Promise<{ settings: Settings; screen: Screen }> {
  const screen = screenOf(flags, context);
  const settings = await settingsFor(flags, context);
  for (const note of settings.notes) screen.note(`Note: ${note}`);
  return { settings, screen };
}
