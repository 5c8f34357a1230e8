/** The environment and .env as one place to look a variable up, knowing where each was found. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse as parseDotenv } from 'dotenv';
import { SettingsError } from '../errors.js';

/** A value and the words for where it came from. */
export interface Sourced {
  readonly value: string;
  readonly where: string;
}

/** Looks a variable up: the environment first, then .env. An empty value counts as not set. */
export type Lookup = (name: string) => Sourced | undefined;

/**
 * @param env the process environment.
 * @param folder where .env may stand.
 * @throws SettingsError where .env is there and cannot be read.
 */
export function environment(env: NodeJS.ProcessEnv, folder: string): Lookup {
  let dotenv: Record<string, string> = {};
  try {
    dotenv = parseDotenv(readFileSync(join(folder, '.env'), 'utf8'));
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code !== 'ENOENT') throw new SettingsError(`The file .env cannot be read (${code}).`);
  }
  return (name) => {
    if (env[name]) return { value: env[name], where: `${name} in the environment` };
    if (dotenv[name]) return { value: dotenv[name], where: `${name} in .env` };
    return undefined;
  };
}
