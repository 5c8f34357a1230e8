/** Passwords in connection strings: encoding them, putting them in, and making new ones. */

import { randomBytes } from 'node:crypto';
import { SettingsError } from '../../errors.js';
import { type Message, type Reference, say } from '../../message.js';
import { makeClient } from '../../mongodb/connect.js';
import { parseUri, redacted } from '../../mongodb/connection-string.js';

/** URL-encodes what has a meaning in a URL, and also what has one in a shell (RFC 3986: all but letters, digits, - . _ ~). */
export const encodePassword = (password: string): string =>
  encodeURIComponent(password).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);

/**
 * A connection string with a password put in, in place of one that is there.
 * @param name the setting, for messages.
 * @throws SettingsError where the string names no user, or is none with the password in it.
 */
export function withPassword(uri: string, password: string, name: Reference | Message): string {
  const parts = /^(mongodb(?:\+srv)?:\/\/)([^:@/?#]*)(?::([^@]*))?@([^@]+)$/.exec(uri);
  const [, scheme, user, , rest] = parts ?? [];
  if (!user) {
    // Says what is wrong where it is no connection string at all.
    parseUri(uri, name);
    throw new SettingsError({
      setting: name,
      value: redacted(uri),
      problem: 'which names no user',
      allowed: 'mongodb+srv://user@host/ with special characters URL-encoded',
    });
  }
  const whole = `${scheme}${encodeUser(user)}:${encodePassword(password)}@${rest}`;
  parseUri(whole, name);
  const client = makeClient({ uri: whole, connections: 1, compressors: [] });
  // What counts is what the driver will send, so it is asked.
  if (client.options.credentials?.password !== password) {
    throw new SettingsError(
      say`${name} is '${redacted(whole)}', from which the password does not come back.`,
    );
  }
  return whole;
}

/** A connection string with another user in it, and no password. @throws SettingsError as parseUri. */
export function withUser(uri: string, user: string, name: Reference | Message): string {
  const parsed = parseUri(uri, name);
  parsed.username = encodePassword(user);
  parsed.password = '';
  return parsed.toString();
}

/** A user name as it stands in a URL; one that is already encoded stays. */
function encodeUser(user: string): string {
  try {
    return encodePassword(decodeURIComponent(user));
  } catch {
    return encodePassword(user);
  }
}

/** 32 letters, digits, - and _ from 24 random bytes: 192 bits, and nothing that needs encoding. */
export const makePassword = (): string => randomBytes(24).toString('base64url');
