/**
 * The one table of options. The command line, `createDataset`, the schema of the configuration, the messages, .env.sample
 * and docs/COMMANDS.md take names, bounds and words from here. It loads no package.
 */
import type { Reference } from '../../message.js';
import { BENCH_OPTIONS } from './bench-options.js';
import type { CommandName } from './commands.js';
import { DITTO_OPTIONS } from './ditto-options.js';
import { OPERATE_OPTIONS } from './operate-options.js';
import type { Option } from './option.js';
import { RUN_OPTIONS } from './run-options.js';
import { WORLD_OPTIONS } from './world-options.js';

export const OPTIONS = {
  ...WORLD_OPTIONS,
  ...RUN_OPTIONS,
  ...OPERATE_OPTIONS,
  ...BENCH_OPTIONS,
  ...DITTO_OPTIONS,
} as const;

export type OptionName = keyof typeof OPTIONS;

/** `--seed` of `--seed <number>`. */
export const flagOf = (name: OptionName): string => OPTIONS[name].flag.replace(/ .*/, '');

const isSwitch = ({ flag }: Option): boolean => !flag.includes('<');

/**
 * An option for a message: `--resume` on the command line, `resume: true` in the library.
 * @param value where the message says one, too: `--preset demo` and `preset: 'demo'`.
 */
export function option(name: OptionName, value?: string): Reference {
  const entry: Option = OPTIONS[name];
  const flag = flagOf(name);
  const typed = value === undefined ? flag : `${flag} ${value}`;
  const { called } = entry;
  const named = { option: name, name: called ?? name, typed };
  if (called === undefined) return { ...named, called: typed };
  if (value !== undefined) return { ...named, called: `${called}: '${value}'` };
  // A switch is nothing but what it is set to.
  const set = isSwitch(entry) ? `: ${!flag.startsWith('--no-')}` : '';
  return { ...named, called: `${called}${set}` };
}

/** A command for a message, with the options that it is to be called with; the same for every reader. */
export function command(name: CommandName, ...options: readonly Reference[]): Reference {
  const typed = ['npx zava', name, ...options.map((one) => one.typed)].join(' ');
  return { command: name, typed, called: typed };
}
