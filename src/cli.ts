#!/usr/bin/env node
/** The command line: a table of commands, each loaded when it is called, and the way from errors to exit codes. */
import { Command, CommanderError } from 'commander';
import type { Context, Define } from './commands/command.js';
import { zavaVersion } from './version.js';

interface Entry {
  readonly summary: string;
  readonly load: () => Promise<{ define: Define }>;
}

const COMMANDS: Readonly<Record<string, Entry>> = {
  generate: {
    summary: 'write the dataset as a dump; needs no server',
    load: () => import('./commands/generate.js'),
  },
  load: { summary: 'generate the dataset straight into MongoDB', load: () => import('./commands/load.js') },
  restore: {
    summary: 'load a dump of zava generate into MongoDB, after a check of every file',
    load: () => import('./commands/restore.js'),
  },
  plan: { summary: 'say what a run would make, without making it', load: () => import('./commands/plan.js') },
  sample: {
    summary: 'look at some documents, without a server',
    load: () => import('./commands/sample.js'),
  },
  validate: {
    summary: 'prove a database or a dump, and write a report',
    load: () => import('./commands/validate.js'),
  },
  verify: {
    summary: 'say whether a database is exactly what a seed makes',
    load: () => import('./commands/verify.js'),
  },
  bench: {
    summary: 'measure generation, or how fast a server inserts',
    load: () => import('./commands/bench.js'),
  },
  check: {
    summary: 'look at settings, network, server and user, and name the cure',
    load: () => import('./commands/check.js'),
  },
  'encode-password': {
    summary: 'URL-encode a password for a connection string',
    load: () => import('./commands/encode-password.js'),
  },
  setup: {
    summary: 'make collections and users; setup atlas: a cluster in Atlas',
    load: () => import('./commands/setup.js'),
  },
  indexes: {
    summary: 'create, list or drop the secondary indexes',
    load: () => import('./commands/indexes.js'),
  },
  'change-streams': {
    summary: 'enable the images that Ditto demands, or prove that changes are seen',
    load: () => import('./commands/change-streams.js'),
  },
  clear: {
    summary: 'delete all documents, keeping indexes and options',
    load: () => import('./commands/clear.js'),
  },
  'trigger-sync': {
    summary: 'touch every document, so that Ditto picks it up',
    load: () => import('./commands/trigger-sync.js'),
  },
  up: { summary: 'run the embedded server in the foreground', load: () => import('./commands/up.js') },
};

const EXIT = { done: 0, failed: 1, usage: 2, interrupted: 130 } as const;

/** `help indexes list` as `indexes list --help`: commander's own help knows the first name only. */
function withHelp(argv: readonly string[]): readonly string[] {
  const [first, command] = argv;
  return first === 'help' && command !== undefined && command in COMMANDS
    ? [...argv.slice(1), '--help']
    : argv;
}

async function main(argv: readonly string[]): Promise<number> {
  const abort = new AbortController();
  const interrupt = () => {
    // A second Ctrl-C ends everything at once.
    if (abort.signal.aborted) process.exit(EXIT.interrupted);
    abort.abort(new Error('interrupted'));
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  const context: Context = { env: process.env, cwd: process.cwd(), signal: abort.signal };

  const program = new Command('zava')
    .description('Writes the Zava DIY Retail dataset from a seed, and loads it into MongoDB.')
    .version(zavaVersion())
    .exitOverride()
    // A flag belongs to the command that it follows, also where a command with flags has parts.
    .enablePositionalOptions()
    .configureHelp({ showGlobalOptions: true })
    .addHelpText('after', '\nTry: npx zava load --local; npx zava --version says which zava this is');
  // Else it would stand in the help of every command.
  for (const option of program.options) option.hideHelp();
  for (const [name, { summary, load }] of Object.entries(COMMANDS)) {
    const command = program.command(name).description(summary);
    if (argv[0] === name) {
      // A command with parts of its own loads the one that is called.
      await (await load()).define(command, context);
    }
  }
  try {
    await program.parseAsync(argv, { from: 'user' });
    return abort.signal.aborted ? EXIT.interrupted : Number(process.exitCode ?? EXIT.done);
  } catch (error) {
    if (abort.signal.aborted) return EXIT.interrupted;
    // Commander has printed its own message by then.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
    const { name, message, stack } = error as Error;
    if (name === 'SettingsError') {
      process.stderr.write(`zava: ${message}\n`);
      return EXIT.usage;
    }
    const known = error instanceof Error && 'plain' in error;
    process.stderr.write(`zava: ${known ? message : (stack ?? message)}\n`);
    return EXIT.failed;
  }
}

process.exit(await main(withHelp(process.argv.slice(2))));
