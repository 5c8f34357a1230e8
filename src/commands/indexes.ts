/** zava indexes: each part is loaded when it is called. */
import type { Define } from './command.js';

interface Entry {
  readonly summary: string;
  readonly load: () => Promise<Define>;
}

const SUBCOMMANDS: Readonly<Record<string, Entry>> = {
  create: {
    summary: 'build the indexes that are missing',
    load: async () => (await import('./indexes-create.js')).defineCreate,
  },
  list: {
    summary: 'compare the indexes with the wanted ones, with sizes and use',
    load: async () => (await import('./indexes-list.js')).defineList,
  },
  drop: {
    summary: 'drop the secondary indexes; asks for a phrase',
    load: async () => (await import('./indexes-drop.js')).defineDrop,
  },
};

/** Resolves when the subcommand that is called has its flags; the others are names and summaries. */
export const define: Define = async (command, context) => {
  for (const [name, { summary, load }] of Object.entries(SUBCOMMANDS)) {
    const subcommand = command.command(name).description(summary);
    if (process.argv.includes(name)) (await load())(subcommand, context);
  }
};
