/** Connecting to MongoDB, and saying plainly why it did not work. No password ever stands in a message. */

import { MongoClient, type MongoClientOptions } from 'mongodb';
import { ConnectionString, redactConnectionString } from 'mongodb-connection-string-url';
import { SettingsError, ZavaError } from '../errors.js';
import type { MongoTarget } from '../sinks/delivery.js';
import { rawDriver } from './raw-sequence.js';

/** How long to look for a server before giving up, in milliseconds. */
const SELECTION_TIMEOUT_MS = 10_000;

/** @throws SettingsError where the text is not a connection string. @param name the setting, for the message. */
export function parseUri(uri: string, name: string): ConnectionString {
  if (ats(uri) > 1) {
    throw new SettingsError(
      `${name} is '${redacted(uri)}', which has more than one @; allowed is one, so @ / : % in a user name or password must be URL-encoded.`,
    );
  }
  try {
    return new ConnectionString(uri);
  } catch {
    throw new SettingsError(
      `${name} is '${redacted(uri)}', which is not a connection string; allowed is mongodb://... or mongodb+srv://...`,
    );
  }
}

/** How often an @ stands before the options; more than one means that a password is not URL-encoded. */
const ats = (uri: string): number => (uri.split('?')[0] ?? '').split('@').length - 1;

/** A connection string without its password, for people to read; also where it does not parse. */
export function redacted(uri: string): string {
  const known = redactConnectionString(uri);
  if (known.includes('<credentials>@') && ats(uri) < 2) return known;
  // What cannot be told apart is left out whole: everything before the last @ may be a user and a password.
  const at = uri.lastIndexOf('@');
  return at < 0 ? known : `<credentials>${uri.slice(at)}`;
}

/** Host and port of a connection string, for people to read. */
export function hostsOf(uri: string): string {
  return new ConnectionString(uri).hosts.join(',');
}

/** True where every host is this machine: compression then costs more than it saves. */
export function isLocal(uri: string): boolean {
  return new ConnectionString(uri).hosts.every((host) =>
    /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])(:\d+)?$|^%2F/i.test(host),
  );
}

/** A client for one worker or the coordinator; not connected yet. */
export function makeClient(target: Pick<MongoTarget, 'uri' | 'connections' | 'compressors'>): MongoClient {
  // What the connection string says itself comes first.
  const said = parseUri(target.uri, 'The connection string').searchParams;
  const options: MongoClientOptions = {
    ...rawDriver?.clientOptions,
    maxPoolSize: target.connections,
    ...(said.has('appName') ? {} : { appName: 'zava' }),
    ...(said.has('serverSelectionTimeoutMS') ? {} : { serverSelectionTimeoutMS: SELECTION_TIMEOUT_MS }),
    ...(target.compressors.length > 0 ? { compressors: [...target.compressors] } : {}),
  };
  try {
    return new MongoClient(target.uri, options);
  } catch (error) {
    throw new SettingsError(
      `The connection string ${redacted(target.uri)} is not usable: ${(error as Error).message.replace(/\.+$/, '')}.`,
    );
  }
}

/** The plain reason behind an error of the driver. Anything unknown is returned as it is. */
export function plainError(error: unknown, uri: string): unknown {
  if (!(error instanceof Error)) return error;
  const { name, message } = error;
  const code = (error as { code?: unknown }).code;
  const host = hostsOf(uri);
  if (code === 18 || /Authentication failed|bad auth/i.test(message)) {
    return new ZavaError(`${host} refused the user name or password of the connection string.`);
  }
  if (code === 13 || /not authorized|requires authentication/i.test(message)) {
    return new ZavaError(`${host}: the user has no permission for this: ${message}.`);
  }
  if (code === 14_031 || /No space left|disk space/i.test(message)) {
    return new ZavaError(`${host} has no disk space left.`);
  }
  if (
    /ServerSelection|NetworkError|NetworkTimeout|PoolCleared/.test(name) ||
    /ECONN|ENOTFOUND|ETIMEOUT|querySrv/.test(message)
  ) {
    return new ZavaError(`There is no MongoDB server to be reached at ${host}: ${message.split('\n')[0]}.`);
  }
  return error;
}
