/** Which server a command talks to: --uri or --local, else what the environment says. */
import { join } from 'node:path';
import { OPTIONS, option } from '../core/options/table.js';
import { environment, firstOf } from '../core/settings/environment.js';
import { SettingsError } from '../errors.js';
import { type Message, say } from '../message.js';
import { dataDatabaseIn } from '../mongodb/data-database.js';
import type { EmbeddedServer } from '../mongodb/embedded/types.js';
import type { Screen } from '../ui/terminal/screen.js';
import type { Context } from './command.js';
import type { FlagsOf, TARGET } from './options.js';

export type TargetFlags = FlagsOf<(typeof TARGET)[number] | 'database' | 'config'>;

/** The server of a command: a connection string and the database that it names for the data, or the embedded one. */
export type Target = { readonly uri: string; readonly database?: string } | 'local';

/** The folder in which zava keeps what is its own. */
export const zavaFolder = (cwd: string): string => join(cwd, '.zava');

/**
 * The connection string to use, or `local` for the embedded server. Nothing is started or connected yet.
 * @param instead how the refusal of no target goes on: what else the command takes.
 */
export async function chooseTarget(
  flags: TargetFlags,
  context: Context,
  instead: Message = '',
): Promise<Target> {
  const { config } = flags;
  if (config === undefined) return targetOf(flags, context, () => false, instead);
  const { namesDatabase } = await import('../core/settings/read-config.js');
  return targetOf(flags, context, () => namesDatabase(config, context.cwd), instead);
}

/** The same. @param inFile whether the file that --config names says which database it is. */
export function targetOf(
  flags: Omit<TargetFlags, 'config'>,
  context: Context,
  inFile: () => boolean,
  instead: Message = '',
): Target {
  if (flags.local === true) return 'local';
  const look = environment(context.env, context.cwd);
  const found =
    flags.uri !== undefined
      ? { value: flags.uri, where: option('uri') }
      : firstOf(look, OPTIONS.uri.variables);
  if (found === undefined) {
    throw new SettingsError(
      say`No server is named; allowed is ${option('uri', 'mongodb://...')}, ${option('local')}, or MONGODB_CONNECTION_STRING in the environment or .env${instead}.`,
    );
  }
  const uri = found.value;
  const said = (flags.database ?? firstOf(look, OPTIONS.database.variables)) !== undefined;
  const database = dataDatabaseIn(uri, found.where, () => said || inFile());
  return database === undefined ? { uri } : { uri, database };
}

/** The surroundings of a command that works on a target: what its connection string names counts, too. */
export const placed = (context: Context, target: Target): Context =>
  target === 'local' || target.database === undefined ? context : { ...context, database: target.database };

/** Whether the environment or .env names a server. */
export const namesServer = ({ env, cwd }: Context): boolean =>
  firstOf(environment(env, cwd), OPTIONS.uri.variables) !== undefined;

/** Starts the embedded server of this folder, or finds the one that runs. */
export async function startLocal(context: Context, screen: Screen): Promise<EmbeddedServer> {
  const { startEmbeddedServer } = await import('../mongodb/embedded/server.js');
  return startEmbeddedServer({
    root: zavaFolder(context.cwd),
    env: context.env,
    log: (line) => screen.note(line),
    signal: context.signal,
  });
}

/** Runs `work` with a connection string, starting and stopping the embedded server around it where that is the target. */
export async function withServer<T>(
  target: Target,
  context: Context,
  screen: Screen,
  work: (uri: string) => Promise<T>,
): Promise<T> {
  if (target !== 'local') return work(target.uri);
  const server = await startLocal(context, screen);
  try {
    return await work(server.uri);
  } finally {
    await server.stop();
  }
}
