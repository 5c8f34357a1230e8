/** The program as commander has it: every command, of which the one that is called is loaded. */
import { Command } from 'commander';
import { COMMANDS, type CommandName } from '../core/options/commands.js';
import { givenOf, refuseConflicts } from '../core/options/conflicts.js';
import { withoutSecrets } from '../secrets.js';
import { zavaVersion } from '../version.js';
import type { Context, Define } from './command.js';

/** Those that are no part of another, in the order of --help. */
type TopCommand = Exclude<CommandName, `${string} ${string}`>;

const LOADERS: Readonly<Record<TopCommand, () => Promise<{ define: Define }>>> = {
  generate: () => import('./generate.js'),
  load: () => import('./load.js'),
  restore: () => import('./restore.js'),
  reset: () => import('./reset.js'),
  plan: () => import('./plan.js'),
  sample: () => import('./sample.js'),
  validate: () => import('./validate.js'),
  verify: () => import('./verify.js'),
  bench: () => import('./bench.js'),
  check: () => import('./check.js'),
  'encode-password': () => import('./encode-password.js'),
  setup: () => import('./setup.js'),
  indexes: () => import('./indexes.js'),
  'change-streams': () => import('./change-streams.js'),
  clear: () => import('./clear.js'),
  'trigger-sync': () => import('./trigger-sync.js'),
  ditto: () => import('./ditto.js'),
  up: () => import('./up.js'),
};

/** `indexes list` of the command that is called so. */
function nameOf(command: Command): string {
  const { parent } = command;
  return parent?.parent ? `${nameOf(parent)} ${command.name()}` : command.name();
}

/**
 * @param isCalled whether a command is to be loaded; the others are names and summaries.
 * @returns the program, which checks the options against each other before a command does anything.
 */
export async function makeProgram(
  context: Context,
  isCalled = (name: string) => context.argv[0] === name,
): Promise<Command> {
  const program = new Command('zava')
    .description('Writes the Zava DIY Retail dataset from a seed, and loads it into MongoDB.')
    .version(zavaVersion())
    .exitOverride()
    .configureOutput({
      writeOut: (text) => context.output.result(text),
      outputError: (text, write) => write(withoutSecrets(text)),
      writeErr: (text) => context.output.aside(text),
    })
    // A flag belongs to the command that it follows, also where a command with flags has parts.
    .enablePositionalOptions()
    .configureHelp({ showGlobalOptions: true })
    .addHelpText('after', '\nTry: npx zava load --local; npx zava --version says which zava this is')
    .hook('preAction', (_, command) => refuseConflicts(givenOf(command.opts()), nameOf(command)));
  // Else it would stand in the help of every command.
  for (const option of program.options) option.hideHelp();
  for (const [name, load] of Object.entries(LOADERS)) {
    const command = program.command(name).description(COMMANDS[name as TopCommand]);
    if (isCalled(name)) await (await load()).define(command, context);
  }
  return program;
}

/** The command that the words call, also where it refuses them. */
export function calledBy(program: Command, [name, part]: readonly string[]): Command | undefined {
  const top = program.commands.find((command) => command.name() === name);
  return top?.commands.find((command) => command.name() === part) ?? top;
}

/**
 * Whether a command is to print one JSON document: of some, --json names a file. Whoever names no command, or no part of
 * one, reads standard output all the same.
 */
export function wantsJson(called: Command | undefined, argv: readonly string[]): boolean {
  if (!argv.includes('--json')) return false;
  if (called === undefined || called.commands.length > 0) return true;
  return called.options.some(({ long, required }) => long === '--json' && !required);
}

/** `help indexes list` as `indexes list --help`: commander's own help knows the first name only. */
export function withHelp(argv: readonly string[]): readonly string[] {
  const [first, command] = argv;
  return first === 'help' && command !== undefined && Object.hasOwn(LOADERS, command)
    ? [...argv.slice(1), '--help']
    : argv;
}
