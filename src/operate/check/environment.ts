/** The variables and .env: what is set, from where, what is malformed, and what is still a placeholder. */
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parse as parseDotenv } from 'dotenv';
import { closest, distance } from 'fastest-levenshtein';
import { SettingsError } from '../../errors.js';
import { redacted } from '../../mongodb/connect.js';
import type { Lookup, Sourced } from '../../settings/environment.js';
import { type Check, failure, ok, warning } from './result.js';
import { VARIABLES, type Variable } from './variables.js';

/** How far a name in .env may be from a known one to be taken for a slip of the keyboard. */
const SLIP = 3;

/**
 * One check for each variable, in the order of .env.sample.
 * @param needed the variables without which this run does not work; the others are only warned of.
 */
export function checkVariables(look: Lookup, needed: ReadonlySet<string>): Check[] {
  return VARIABLES.map((variable) => checkVariable(variable, look(variable.name), needed.has(variable.name)));
}

function checkVariable(variable: Variable, found: Sourced | undefined, needed: boolean): Check {
  const { name, use, secret } = variable;
  const id = `environment.${name}`;
  if (found === undefined) return ok(id, `${name} is not set (${use})`);
  const { value, where } = found;
  const from = where.slice(name.length + 1);
  const bad = needed ? failure : warning;
  if (isPlaceholder(value)) {
    return bad(id, `${name} ${from} still holds a placeholder`, `put the real value in, or leave it empty`);
  }
  try {
    variable.check(value, where);
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    return bad(id, error.message.replace(/\.$/, ''), `correct ${where}`);
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
  const path = join(folder, '.env');
  let names: string[];
  let mode: number;
  try {
    names = Object.keys(parseDotenv(readFileSync(path, 'utf8')));
    mode = statSync(path).mode & 0o777;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const id = 'environment.file';
    if (code === 'ENOENT') return [ok(id, 'There is no .env here; the environment and flags decide')];
    return [failure(id, `.env cannot be read (${code})`, 'make it a file that you may read')];
  }
  return [permissions(mode), ...slips(names)];
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
      const nearest = closest(name, known);
      if (distance(name, nearest) > SLIP) return [];
      return [
        warning(
          `environment.${name}`,
          `.env has ${name}, which is no variable of zava`,
          `is ${nearest} meant?`,
        ),
      ];
    });
}

/** The settings as a whole, as every command reads them. @param found in words; `problem` where they are wrong. */
export function checkSettings(found: string | undefined, problem: string | undefined): Check {
  const id = 'environment.settings';
  if (found !== undefined) return ok(id, `Settings: ${found}`);
  return failure(id, problem ?? 'The settings are wrong', 'correct this setting');
}

/** Which server this run would use. */
export function checkTarget(uri: string | undefined, problem: string | undefined): Check {
  const id = 'environment.server';
  if (uri !== undefined) return ok(id, `The server is ${redacted(uri)}`);
  return failure(
    id,
    problem ?? 'No server is named',
    'give --uri or --local, or copy .env.sample to .env and set MONGODB_CONNECTION_STRING',
  );
}
