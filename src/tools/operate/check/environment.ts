/** The variables and .env: what is set, from where, what is malformed, and what is still a placeholder. */

import { statSync } from 'node:fs';
import { join } from 'node:path';
import { nearest } from '../../../core/nearest.js';
import { option } from '../../../core/options/table.js';
import { readDotenv } from '../../../core/settings/dotenv.js';
import type { Lookup, Sourced } from '../../../core/settings/environment.js';
import { messageIn, SettingsError } from '../../../errors.js';
import { type Message, say, withoutStop } from '../../../message.js';
import { redacted } from '../../../mongodb/connection-string.js';
import { type Check, failure, ok, warning } from './result.js';
import { VARIABLES, type Variable } from './variables.js';

/** How far a name in .env may be from a known one to be taken for a slip of the keyboard. */
const SLIP = 3;

/**
 * One check for each variable that is set, in the order of .env.sample, and one for all others.
 * @param needed the variables without which this run does not work; the others are only warned of.
 */
export function checkVariables(look: Lookup, needed: ReadonlySet<string>): Check[] {
  const checks = VARIABLES.map((variable) => checkVariable(variable, look, needed.has(variable.name)));
  const unset = VARIABLES.filter((_, i) => checks[i] === undefined).map(({ name }) => name);
  return [
    ...checks.filter((check) => check !== undefined),
    ...(unset.length === 0 ? [] : [ok('environment.unset', `Not set: ${unset.join(', ')}`)]),
  ];
}

/** @returns undefined where the variable is not set. */
function checkVariable(variable: Variable, look: Lookup, needed: boolean): Check | undefined {
  const { name, secret } = variable;
  const id = `environment.${name}`;
  const bad = needed ? failure : warning;
  let found: Sourced | undefined;
  try {
    found = look(name);
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    return bad(id, withoutStop(messageIn(error)), `correct ${name} in .env`);
  }
  if (found === undefined) return undefined;
  const { value, where } = found;
  const from = where.slice(name.length + 1);
  if (isPlaceholder(value)) {
    return bad(id, `${name} ${from} still holds a placeholder`, `put the real value in, or leave it empty`);
  }
  try {
    variable.check(value, where);
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    return bad(id, withoutStop(messageIn(error)), `correct ${where}`);
  }
  return ok(id, `${name} is set ${from}: ${shown(value, secret === true)}`);
}

function shown(value: string, secret: boolean): string {
  if (!secret) return value;
  return /^mongodb/.test(value) ? redacted(value) : 'not shown';
}

/** Whole values, hosts, user names and passwords that stand in examples. */
const PLACEHOLDER = /^(<.*>|\[.*\]|your[-_ ].*|changeme|change[-_]me|todo|x{3,}|\.{3})$/i;
const PLACEHOLDER_PASSWORD = /^((<|%3c).*(>|%3e)|(your|db)?[-_ ]?pass(word)?|changeme|x{3,}|\*+)$/i;
const PLACEHOLDER_HOST =
  /^(<.*>.*|your[-_].*|cluster\.mongodb\.net|(.*\.)?x{3,}(\..*)?|host(name)?)(:\d+)?$/i;

/** True for a value that was copied from an example and not filled in. */
export function isPlaceholder(value: string): boolean {
  const uri = /^\w+(?:\+srv)?:\/\/(?:([^:@/]*)(?::([^@]*))?@)?([^/?]*)/.exec(value);
  if (uri === null) return PLACEHOLDER.test(value);
  const [, user = '', password = '', host = ''] = uri;
  return (
    /^(<.*>|your[-_].*)$/i.test(user) ||
    PLACEHOLDER_PASSWORD.test(password) ||
    host.split(',').some((one) => PLACEHOLDER_HOST.test(one))
  );
}

/** The file .env itself: whether it is there, who may read it, and names in it that look like slips of the keyboard. */
export function checkDotenv(folder: string): Check[] {
  const id = 'environment.file';
  try {
    const found = readDotenv(folder);
    if (found === undefined) return [ok(id, 'There is no .env here; the environment and flags decide')];
    return [permissions(statSync(join(folder, '.env')).mode & 0o777), ...slips(Object.keys(found.values))];
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    return [failure(id, withoutStop(messageIn(error)), 'make it a text file that you may read')];
  }
}

function permissions(mode: number): Check {
  const id = 'environment.file';
  const octal = mode.toString(8).padStart(4, '0');
  // Windows tells no such thing.
  if (process.platform === 'win32' || (mode & 0o077) === 0) return ok(id, '.env is there');
  return warning(
    id,
    `.env is there, and other users of this machine may read it (${octal})`,
    'chmod 600 .env',
  );
}

function slips(names: readonly string[]): Check[] {
  const known = VARIABLES.map(({ name }) => name);
  return names
    .filter((name) => !known.includes(name))
    .flatMap((name) => {
      const near = nearest(name, known, SLIP);
      if (near === undefined) return [];
      return [
        warning(`environment.${name}`, `.env has ${name}, which is no variable of zava`, `is ${near} meant?`),
      ];
    });
}

/** The settings as a whole, as every command reads them. @param found for people to read; `problem` where they are wrong. */
export function checkSettings(found: string | undefined, problem: Message | undefined): Check {
  const id = 'environment.settings';
  if (found !== undefined) return ok(id, `Settings: ${found}`);
  return failure(id, problem ?? 'The settings are wrong', 'correct this setting');
}

/** Where a variable counts in place of what a file or a preset says. @param notes of the settings, as sentences. */
export function checkOverrides(notes: readonly string[]): Check[] {
  if (notes.length === 0) return [];
  const what = notes.map((note) => note.replace(/\.$/, '')).join('; ');
  return [warning('environment.overrides', what, 'leave a variable empty where that is not meant')];
}

/** Which server this run would use: a connection string's, or the embedded one. */
export function checkTarget(
  target: { readonly uri: string } | 'local' | undefined,
  problem: Message | undefined,
): Check {
  const id = 'environment.server';
  if (target === 'local') return ok(id, 'The server is the embedded one of this folder');
  if (target !== undefined) return ok(id, `The server is ${redacted(target.uri)}`);
  return failure(
    id,
    problem ?? 'No server is named',
    say`give ${option('uri')} or ${option('local')}, or copy .env.sample to .env and set MONGODB_CONNECTION_STRING`,
  );
}
