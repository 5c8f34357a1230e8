/** What every command file gives to cli.ts, and the flags that mean the same in all of them. */
import type { Command } from 'commander';
import { resolveSettings } from '../settings/resolve.js';
import type { Settings } from '../settings/settings.js';
import { Screen } from '../ui/screen.js';

/** What a command is given besides its flags. */
export interface Context {
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
  /** Aborted by Ctrl-C and SIGTERM. */
  readonly signal: AbortSignal;
}

/** A command file: adds flags, help and action to a command that has its name and summary. */
export type Define = (command: Command, context: Context) => void;

/** The flags of every command that makes or judges a world. */
export interface WorldFlags {
  preset?: string;
  scale?: string;
  seed?: string;
  customers?: string;
  orders?: string;
  start?: string;
  end?: string;
  workers?: string;
  config?: string;
  database?: string;
}

export interface OutputFlags {
  json?: boolean;
  quiet?: boolean;
}

export function addWorldFlags(command: Command): Command {
  return command
    .option(
      '--preset <name>',
      'full (50,000 customers, 200,000 orders), demo (25,000, 100,000) or tiny (200, 1,000)',
    )
    .option('--scale <factor>', "multiplies the preset's customers and orders")
    .option('--seed <number>', 'the same seed and settings give the same data')
    .option('--customers <count>', 'number of customers, instead of the preset')
    .option('--orders <count>', 'number of orders, instead of the preset')
    .option('--start <date>', 'first day, YYYY-MM-DD')
    .option('--end <date>', 'last day, YYYY-MM-DD')
    .option(
      '--workers <count>',
      'worker threads (default: one for each core, half as many beside a server on this machine)',
    )
    .option('--config <file>', 'a YAML file with the settings that differ from config/generation_config.yaml')
    .option('--database <name>', 'name of the database (default: zava)');
}

export function addOutputFlags(command: Command): Command {
  return command
    .option('--json', 'one JSON document on standard output, everything else on standard error')
    .option('--quiet', 'nothing but errors and what --json prints');
}

/** Flags that say what a run makes, which its manifest says too. */
const WORLD = ['preset', 'scale', 'seed', 'customers', 'orders', 'start', 'end'] as const;

/** The first of them that is given. */
export const givenWorldFlag = (flags: WorldFlags): string | undefined =>
  WORLD.find((flag) => flags[flag] !== undefined);

/** The screen of a command, and its settings; what is worth a note about them is told. */
export function prepare(
  flags: WorldFlags & OutputFlags,
  context: Context,
): { settings: Settings; screen: Screen } {
  const screen = new Screen({ json: flags.json === true, quiet: flags.quiet === true });
  const settings = resolveSettings(flags, context);
  for (const note of settings.notes) screen.note(`Note: ${note}`);
  return { settings, screen };
}
