/** Which database of the data a connection string names: one rule for the command line and the library. */
import { checked } from '../core/options/kinds.js';
import { OPTIONS, option } from '../core/options/table.js';
import { SettingsError } from '../errors.js';
import { type Message, type Reference, say } from '../message.js';
import { databaseIn, parseUri } from './connection-string.js';

/** As config/generation_config.yaml has it. */
export const DEFAULT_DATABASE = 'zava';

/**
 * The database that gets the data by the connection string, where nothing else names it; undefined where it names none, or
 * that is not what it means.
 * @param where the setting that holds the connection string, for the message.
 * @param said whether something else names the database.
 * @throws SettingsError where it is no connection string, names one of the server's own databases, or one in which users
 * may be kept as well as data while nothing else says where the data goes.
 */
export function dataDatabaseIn(
  uri: string,
  where: Reference | Message,
  said: () => boolean,
): string | undefined {
  const parsed = parseUri(uri, where);
  const named = databaseIn(parsed);
  if (named === '' || named === 'admin') return undefined;
  // Where it is said where the user is kept, or nobody logs in, it is the database and nothing else.
  if (parsed.searchParams.has('authSource') || parsed.username === '') {
    return checked(OPTIONS.database.kind, say`The database that ${where} names`, named);
  }
  if (named !== DEFAULT_DATABASE && !said()) {
    throw new SettingsError(
      say`${where} names database '${named}', where users may be kept, and nothing names that of the data; give ${option('database', named)}, or ${option('database', DEFAULT_DATABASE)}.`,
    );
  }
  return undefined;
}
