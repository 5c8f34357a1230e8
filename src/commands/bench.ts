/** zava bench: what is measured is a subcommand, each loaded when it is called. */
import type { Define } from './command.js';

interface Entry {
  readonly summary: string;
  readonly load: () => Promise<Define>;
}

const SUBCOMMANDS: Readonly<Record<string, Entry>> = {
  generate: {
    summary: 'measure how fast documents are made; needs no server',
    load: async () => (await import('./bench-generate.js')).defineGenerate,
  },
  insert: {
    summary: 'measure how fast a server takes documents, and compare with an earlier run',
    load: async () => (await import('./bench-insert.js')).defineInsert,
  },
};

/** Resolves when the subcommand that is called has its flags; the others are names and summaries. */
export const define: Define = async (command, context) => {
  for (const [name, { summary, load }] of Object.entries(SUBCOMMANDS)) {
    const subcommand = command.command(name).description(summary);
    // Also `zava bench help insert`. A flag's value that happens to be a name costs no more than its loading.
    if (process.argv.includes(name)) (await load())(subcommand, context);
  }
};
