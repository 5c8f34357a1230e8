/** The way to a cluster in Atlas: its connection string, with the password that .env has, that is given, or a new one. */

import { parse as parseDotenv } from 'dotenv';
import { option } from '../../../core/options/table.js';
import { ZavaError } from '../../../errors.js';
import { say } from '../../../message.js';
import { hostsOf, parseUri } from '../../../mongodb/connection-string.js';
import { isPlaceholder } from '../check/environment.js';
import { makePassword, withPassword, withUser } from '../password.js';
import type { AtlasPlan } from './atlas-commands.js';
import { readEnvFile, withVariables } from './env-file.js';

export interface WayOptions {
  readonly plan: AtlasPlan;
  /** The path of .env. */
  readonly envFile: string;
  /** A password of one's own; undefined makes one, or takes the one that .env has for this user. */
  readonly password: string | undefined;
  /** Replace a connection string in .env that names another server or user. */
  readonly replace: boolean;
}

/** What .env will hold, and with which password. */
export interface Way {
  readonly host: string;
  readonly password: string;
  readonly userExists: boolean;
  readonly text: string;
  readonly changed: boolean;
}

/** @throws ZavaError where .env leads elsewhere and may not be changed, or where the password is unknown. */
export async function decideWay(
  { plan, envFile, password: own, replace }: WayOptions,
  standardSrv: string,
  project: string,
  findUser: () => Promise<unknown>,
): Promise<Way> {
  const bare = withUser(standardSrv, plan.user, 'The connection string of Atlas');
  const host = hostsOf(bare);
  const before = readEnvFile(envFile);
  const there = parseDotenv(before).MONGODB_CONNECTION_STRING ?? '';
  const known = passwordIn(there, bare);
  if (there !== '' && !isPlaceholder(there) && known === undefined && !replace) {
    throw new ZavaError(
      say`MONGODB_CONNECTION_STRING in .env names another server or user than ${plan.user} at ${host}; nothing was changed there, and ${option('yes')} replaces it.`,
    );
  }
  const userExists = (await findUser()) !== undefined;
  const password = own ?? known ?? (userExists ? undefined : makePassword());
  if (password === undefined) {
    throw new ZavaError(
      say`The user ${plan.user} is in Atlas already, and its password is not known here; give it with ${option('passwordStdin')} or ZAVA_APP_PASSWORD, or take another ${option('atlasUser')}.`,
    );
  }
  const uri = password === known ? there : withPassword(bare, password, 'The connection string of Atlas');
  const text = withVariables(before, {
    MONGODB_CONNECTION_STRING: uri,
    MONGODB_ATLAS_PROJECT_ID: project,
    MONGODB_DATABASE: plan.database,
  });
  return { host, password, userExists, text, changed: text !== before };
}

/** The password in a connection string that leads to the same host as the same user; undefined in any other. */
function passwordIn(text: string, bare: string): string | undefined {
  try {
    const [there, wanted] = [parseUri(text), parseUri(bare)];
    const same = there.username === wanted.username && there.hosts.join() === wanted.hosts.join();
    return same && there.password !== '' ? decodeURIComponent(there.password) : undefined;
  } catch {
    return undefined;
  }
}
