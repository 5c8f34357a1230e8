/** zava change-streams: each part is loaded when it is called. */
import type { Define } from './command.js';

interface Entry {
  readonly summary: string;
  readonly load: () => Promise<Define>;
}

const SUBCOMMANDS: Readonly<Record<string, Entry>> = {
  enable: {
    summary: 'keep the images before and after a change, as Ditto demands',
    load: async () => (await import('./change-streams-enable.js')).defineEnable,
  },
  verify: {
    summary: 'prove with a marker document that changes are seen',
    load: async () => (await import('./change-streams-verify.js')).defineVerify,
  },
};

/** Resolves when the subcommand that is called has its flags; the others are names and summaries. */
export const define: Define = async (command, context) => {
  for (const [name, { summary, load }] of Object.entries(SUBCOMMANDS)) {
    const subcommand = command.command(name).description(summary);
    if (process.argv.includes(name)) (await load())(subcommand, context);
  }
};
