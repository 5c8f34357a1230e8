/** Which server a command talks to: --uri or --local, else what the environment says. */
import { join } from 'node:path';
import type { Command } from 'commander';
import { SettingsError } from '../errors.js';
import { parseUri } from '../mongodb/connect.js';
import { type EmbeddedServer, startEmbeddedServer } from '../mongodb/embedded/server.js';
import { environment } from '../settings/environment.js';
import type { Screen } from '../ui/screen.js';
import type { Context } from './command.js';

export interface TargetFlags {
  uri?: string;
  local?: boolean;
  database?: string;
  config?: string;
}

export function addTargetFlags(command: Command): Command {
  return command
    .option(
      '--uri <string>',
      'the server (default: MONGODB_CONNECTION_STRING, else MONGODB_LOCAL_CONNECTION_STRING)',
    )
    .option('--local', 'an embedded server that zava starts itself, its data under .zava/');
}

/** As config/generation_config.yaml has it. */
const DEFAULT_DATABASE = 'zava';

/** The folder in which zava keeps what is its own. */
export const zavaFolder = (cwd: string): string => join(cwd, '.zava');

/**
 * The connection string to use, or `local` for the embedded server. Nothing is started or connected yet.
 * @param instead how the refusal of no target goes on: what else the command takes.
 */
export function chooseTarget(flags: TargetFlags, context: Context, instead = ''): { uri: string } | 'local' {
  if (flags.uri !== undefined && flags.local === true) {
    throw new SettingsError('--uri names a server and --local starts one; give one of the two.');
  }
  if (flags.local === true) return 'local';
  const look = environment(context.env, context.cwd);
  const found =
    flags.uri !== undefined
      ? { value: flags.uri, where: '--uri' }
      : (look('MONGODB_CONNECTION_STRING') ?? look('MONGODB_LOCAL_CONNECTION_STRING'));
  if (found === undefined) {
    throw new SettingsError(
      `No server is named; allowed is --uri mongodb://..., --local, or MONGODB_CONNECTION_STRING in the environment or .env${instead}.`,
    );
  }
  const named = parseUri(found.value, found.where).pathname.slice(1);
  const said = flags.database ?? flags.config ?? look('MONGODB_DATABASE');
  // What stands there may be meant as the database of the user, as admin always is, or as that of the data.
  if (said === undefined && !['', 'admin', DEFAULT_DATABASE].includes(named)) {
    throw new SettingsError(
      `${found.where} names database '${named}', where users may be kept, and nothing names that of the data; give --database ${named}, or --database ${DEFAULT_DATABASE}.`,
    );
  }
  return { uri: found.value };
}

/** Starts the embedded server of this folder, or finds the one that runs. */
export function startLocal(context: Context, screen: Screen): Promise<EmbeddedServer> {
  return startEmbeddedServer({
    root: zavaFolder(context.cwd),
    env: context.env,
    log: (line) => screen.note(line),
    signal: context.signal,
  });
}

/** Runs `work` with a connection string, starting and stopping the embedded server around it where that is the target. */
export async function withServer<T>(
  target: { uri: string } | 'local',
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
