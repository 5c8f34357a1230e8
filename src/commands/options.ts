/** Options of the table as commander has them, and the groups of them that several commands take. */
import { type Command, Option as CommanderOption } from 'commander';
import type { Option } from '../core/options/option.js';
import { OPTIONS, type OptionName } from '../core/options/table.js';

/** An option by its name in the table, with words of a command's own for --help where it has them. */
export type Taken = OptionName | readonly [OptionName, string];

export const WORLD = [
  'preset',
  'scale',
  'seed',
  'customers',
  'orders',
  'start',
  'end',
  'workers',
  'config',
  'database',
] as const satisfies readonly Taken[];

export const OUTPUT = ['json', 'quiet'] as const satisfies readonly Taken[];

export const TARGET = ['uri', 'local'] as const satisfies readonly Taken[];

/** Those that take a part of the dataset. */
export const SLICE = ['store', 'customersOf', 'since', 'sample'] as const satisfies readonly Taken[];

/** Those of the commands that operate a database. */
export const DATABASE = [
  ...TARGET,
  'database',
  ['config', 'a YAML file with settings, which may name the database'],
  ...OUTPUT,
] as const satisfies readonly Taken[];

/** Adds options of the table to a command, in this order. */
export function addOptions(command: Command, ...options: readonly Taken[]): Command {
  for (const taken of options) {
    const [name, words] = typeof taken === 'string' ? [taken] : taken;
    const { flag, help, default: unlessGiven, repeated }: Option = OPTIONS[name];
    const added = new CommanderOption(flag, words ?? help);
    if (unlessGiven !== undefined) added.default(unlessGiven);
    if (repeated) added.argParser((given: string, all: string[] = []) => [...all, given]);
    command.addOption(added);
  }
  return command;
}

type NameOf<T> = T extends OptionName
  ? T
  : T extends readonly [infer N extends OptionName, string]
    ? N
    : never;
type FlagOf<N extends OptionName> = (typeof OPTIONS)[N]['flag'];
type Camel<S extends string> = S extends `${infer A}-${infer B}` ? `${A}${Capitalize<Camel<B>>}` : S;
/** `max-rate` of `--max-rate <number>`, `indexes` of `--no-indexes`. */
type Long<F extends string> = F extends `--no-${infer L}`
  ? L
  : F extends `--${infer L} <${string}`
    ? L
    : F extends `--${infer L}`
      ? L
      : never;
type Attribute<N extends OptionName> = Camel<Long<FlagOf<N>>>;
/** Always there: what has a default, and what --no- turns off. */
type IsThere<N extends OptionName> = (typeof OPTIONS)[N] extends { default: string }
  ? true
  : FlagOf<N> extends `--no-${string}`
    ? true
    : false;
type Value<N extends OptionName> = (typeof OPTIONS)[N] extends { repeated: true }
  ? string[]
  : FlagOf<N> extends `${string}<${string}`
    ? string
    : boolean;

/** What commander hands to the action of a command that takes these options. */
export type FlagsOf<T extends Taken> = {
  readonly [N in NameOf<T> as IsThere<N> extends true ? Attribute<N> : never]: Value<N>;
} & {
  readonly [N in NameOf<T> as IsThere<N> extends true ? never : Attribute<N>]?: Value<N>;
};
