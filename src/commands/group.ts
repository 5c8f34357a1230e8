/** A command that has parts, each of which is loaded when it is called. */
import { COMMANDS, type CommandName } from '../core/options/commands.js';
import type { Define } from './command.js';

/** `create` of `indexes create`. */
type PartOf<P extends string> =
  Extract<CommandName, `${P} ${string}`> extends `${P} ${infer Name}` ? Name : never;

export type Parts<P extends string> = Readonly<Record<PartOf<P>, () => Promise<Define>>>;

/**
 * Adds the parts of a command; it resolves when those that are called have their flags. The others are names and
 * summaries. A flag's value that happens to be a name costs no more than its loading.
 */
export const group =
  <P extends CommandName>(parent: P, parts: Parts<P>): Define =>
  async (command, context) => {
    for (const [name, load] of Object.entries<() => Promise<Define>>(parts)) {
      const part = command.command(name).description(COMMANDS[`${parent} ${name}` as CommandName]);
      // Also where it is named after `help`.
      if (context.argv.includes(name)) await (await load())(part, context);
    }
  };
