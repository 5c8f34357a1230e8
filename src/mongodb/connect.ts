/** Connecting to MongoDB, and explaining failures. No message contains a password. */

import { MongoClient, type MongoClientOptions, MongoError } from 'mongodb';
import { command, option } from '../core/options/table.js';
import { SettingsError, ZavaError } from '../errors.js';
import { say } from '../message.js';
import { hostsOf, parseUri, reasonAgainst, redacted } from './connection-string.js';
import type { MongoTarget } from './target.js';
import { type Explanation, explainUnreachable, firstLine } from './unreachable.js';
import { missingFor } from './wire/compression.js';
import { rawDriver } from './wire/raw-sequence.js';

/** Server selection timeout in milliseconds, so that a failure shows within ten seconds. */
const SELECTION_TIMEOUT_MS = 7_000;

/** Where the connection string wants to read: nothing of it goes with the primary. */
const READ_OPTIONS = ['readPreference', 'readPreferenceTags', 'maxStalenessSeconds'];

/** What a client is made of. */
interface ClientTarget extends Pick<MongoTarget, 'uri' | 'connections' | 'compressors'> {
  /** Reads alone, and from where the connection string says; else everything is for the primary. */
  readonly readsOnly?: true;
}

/**
 * A client for one worker or the coordinator; not connected yet.
 * @param answerMs how long an answer may take before its connection is given up; forever unless given.
 * @param own what counts whatever the connection string says.
 */
export function makeClient(
  target: ClientTarget,
  answerMs?: number,
  own: MongoClientOptions = {},
): MongoClient {
  // What the connection string says itself comes first.
  const said = parseUri(target.uri).searchParams;
  const options: MongoClientOptions = {
    ...rawDriver?.clientOptions,
    maxPoolSize: target.connections,
    ...(said.has('appName') ? {} : { appName: 'zava' }),
    ...(said.has('serverSelectionTimeoutMS') ? {} : { serverSelectionTimeoutMS: SELECTION_TIMEOUT_MS }),
    ...(answerMs === undefined || said.has('socketTimeoutMS') ? {} : { socketTimeoutMS: answerMs }),
    ...(target.compressors.length > 0 ? { compressors: [...target.compressors] } : {}),
    ...own,
  };
  for (const compressor of said.get('compressors')?.split(',') ?? []) {
    const missing = missingFor(compressor);
    if (missing === undefined) continue;
    throw new SettingsError(
      `The connection string ${redacted(target.uri)} names the compressor ${compressor}, which needs ${missing}; without it allowed is none or zlib.`,
    );
  }
  try {
    return new MongoClient(target.readsOnly ? target.uri : forPrimary(target.uri), options);
  } catch (error) {
    throw new SettingsError(
      `The connection string ${redacted(target.uri)} is not usable: ${reasonAgainst(target.uri, error as Error)}.`,
    );
  }
}

function forPrimary(uri: string): string {
  const parsed = parseUri(uri);
  const said = READ_OPTIONS.filter((name) => parsed.searchParams.has(name));
  for (const name of said) parsed.searchParams.delete(name);
  return said.length === 0 ? uri : parsed.toString();
}

/** What to do about a server that is no replica set. */
export const STANDALONE_CURE = `start mongod with --replSet rs0 and run rs.initiate() once, or use ${command('up').typed} or Atlas`;

/** What an error of the driver means and what to do about it; undefined where it is unknown. */
export function explain(error: Error, uri: string): Explanation | undefined {
  const { message } = error;
  const code = (error as { code?: unknown }).code;
  const host = hostsOf(uri);
  if (code === 18 || /Authentication failed|bad auth/i.test(message)) {
    return {
      what: `${host} refused the user name or password of the connection string`,
      cure: `check both, URL-encode special characters (${command('encode-password').typed}), and name the database of the user with authSource if it is not admin`,
    };
  }
  if (code === 13 || /not authorized|requires authentication/i.test(message)) {
    const nobody = /requires authentication/i.test(message);
    return {
      what: `${host}: the user has no permission for this: ${withoutArguments(firstLine(message))}`,
      cure: nobody
        ? 'put user and password into the connection string: mongodb://user:password@host'
        : say`${command('check')} tells what the user may do, and ${command('setup', option('appUser', 'NAME'))} makes one who may do all of it`,
    };
  }
  if (code === 14_031 || /No space left|disk space|space quota/i.test(message)) {
    return {
      what: `${host} has no disk space left`,
      cure: say`make room, take a larger tier, or load less with ${option('preset', 'demo')}`,
    };
  }
  // 40573 is a change stream; a transaction is recognized by the message.
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

/** The reason behind an error of the driver for people to read, and the cure. Anything unknown is returned as it is. */
export function plainError(error: unknown, uri: string): unknown {
  const explanation = error instanceof Error ? explain(error, uri) : undefined;
  return explanation === undefined ? error : new ZavaError(say`${explanation.what}; ${explanation.cure}.`);
}

/** The same, and what is unknown of the driver's errors by its own message, which a stack would only hide. */
export function toUserError(error: unknown, uri: string): unknown {
  if (error instanceof ZavaError) return error;
  const plain = plainError(error, uri);
  if (!(plain instanceof MongoError)) return plain;
  return new ZavaError(`${hostsOf(uri)}: ${plain.message.replace(/\.+$/, '')}.`);
}

/** The server quotes a refused command whole; its name and first argument say enough. */
const withoutArguments = (message: string): string =>
  message.replace(/(execute command \{ \w+: [^,{}]+),.*\}$/, '$1 }');
