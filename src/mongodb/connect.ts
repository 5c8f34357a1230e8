/** Connecting to MongoDB, and saying plainly why it did not work. No password ever stands in a message. */

import { MongoClient, type MongoClientOptions } from 'mongodb';
import { ConnectionString, redactConnectionString } from 'mongodb-connection-string-url';
import { SettingsError, ZavaError } from '../errors.js';
import type { MongoTarget } from '../sinks/delivery.js';
import { missingFor } from './compression.js';
import { rawDriver } from './raw-sequence.js';
import { type Explanation, explainUnreachable, firstLine } from './unreachable.js';

/** How long to look for a server before giving up, in milliseconds: whoever waits hears why within ten seconds. */
const SELECTION_TIMEOUT_MS = 7_000;

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

/**
 * A client for one worker or the coordinator; not connected yet.
 * @param answerMs how long an answer may take before its connection is given up; forever unless given.
 */
export function makeClient(
  target: Pick<MongoTarget, 'uri' | 'connections' | 'compressors'>,
  answerMs?: number,
): MongoClient {
  // What the connection string says itself comes first.
  const said = parseUri(target.uri, 'The connection string').searchParams;
  const options: MongoClientOptions = {
    ...rawDriver?.clientOptions,
    maxPoolSize: target.connections,
    ...(said.has('appName') ? {} : { appName: 'zava' }),
    ...(said.has('serverSelectionTimeoutMS') ? {} : { serverSelectionTimeoutMS: SELECTION_TIMEOUT_MS }),
    ...(answerMs === undefined || said.has('socketTimeoutMS') ? {} : { socketTimeoutMS: answerMs }),
    ...(target.compressors.length > 0 ? { compressors: [...target.compressors] } : {}),
  };
  for (const compressor of said.get('compressors')?.split(',') ?? []) {
    const missing = missingFor(compressor);
    if (missing === undefined) continue;
    throw new SettingsError(
      `The connection string ${redacted(target.uri)} names the compressor ${compressor}, which needs ${missing}; without it allowed is none or zlib.`,
    );
  }
  try {
    return new MongoClient(target.uri, options);
  } catch (error) {
    throw new SettingsError(
      `The connection string ${redacted(target.uri)} is not usable: ${(error as Error).message.replace(/\.+$/, '')}.`,
    );
  }
}

/** What to do about a server that is no replica set. */
export const STANDALONE_CURE =
  'start mongod with --replSet rs0 and run rs.initiate() once, or use npx zava up or Atlas';

/** What an error of the driver means and what to do about it; undefined where it is unknown. */
export function explain(error: Error, uri: string): Explanation | undefined {
  const { message } = error;
  const code = (error as { code?: unknown }).code;
  const host = hostsOf(uri);
  if (code === 18 || /Authentication failed|bad auth/i.test(message)) {
    return {
      what: `${host} refused the user name or password of the connection string`,
      cure: 'check both, URL-encode special characters (npx zava encode-password), and name the database of the user with authSource if it is not admin',
    };
  }
  if (code === 13 || /not authorized|requires authentication/i.test(message)) {
    const nobody = /requires authentication/i.test(message);
    return {
      what: `${host}: the user has no permission for this: ${withoutArguments(firstLine(message))}`,
      cure: nobody
        ? 'put user and password into the connection string: mongodb://user:password@host'
        : 'npx zava check tells what the user may do, and npx zava setup --app-user makes one who may do all of it',
    };
  }
  if (code === 14_031 || /No space left|disk space|space quota/i.test(message)) {
    return {
      what: `${host} has no disk space left`,
      cure: 'make room, take a larger tier, or load less with --preset demo',
    };
  }
  // 40573 is a change stream; a transaction is told by its words.
  if (code === 40_573 || /only (supported|allowed) on (a )?replica set/i.test(message)) {
    return {
      what: `${host} is a standalone server, and this needs a replica set: ${firstLine(message)}`,
      cure: STANDALONE_CURE,
    };
  }
  if (code === 10_107 || code === 13_435 || /^not (primary|master)/i.test(message)) {
    return {
      what: `${host} is not the primary of its replica set, so nothing can be written there`,
      cure: 'take directConnection=true out of the connection string and name all members; run rs.initiate() where the set is new',
    };
  }
  return explainUnreachable(error, host, uri);
}

/** The plain reason behind an error of the driver, and the cure. Anything unknown is returned as it is. */
export function plainError(error: unknown, uri: string): unknown {
  const explanation = error instanceof Error ? explain(error, uri) : undefined;
  return explanation === undefined ? error : new ZavaError(`${explanation.what}; ${explanation.cure}.`);
}

/** The server quotes a refused command whole; its name and first argument say enough. */
const withoutArguments = (message: string): string =>
  message.replace(/(execute command \{ \w+: [^,{}]+),.*\}$/, '$1 }');
