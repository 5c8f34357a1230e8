/** The environment and .env as one place to look a variable up, knowing where each was found. */
import { readDotenv, valueIn } from './dotenv.js';

/** A value and the words for where it came from. */
export interface Sourced {
  readonly value: string;
  readonly where: string;
}

/**
 * Looks a variable up: the environment first, then .env. An empty value counts as not set.
 * @throws SettingsError where its value in .env may have been cut short.
 */
export type Lookup = (name: string) => Sourced | undefined;

/**
 * @param env the process environment.
 * @param folder where .env may stand.
 * @throws SettingsError where .env is there and cannot be read.
 */
export function environment(env: NodeJS.ProcessEnv, folder: string): Lookup {
  const dotenv = readDotenv(folder);
  return (name) => {
    if (env[name]) return { value: env[name], where: `${name} in the environment` };
    const value = dotenv && valueIn(dotenv, name);
    return value ? { value, where: `${name} in .env` } : undefined;
  };
}

/** The first of several variables that is set. */
export function firstOf(look: Lookup, variables: readonly string[] = []): Sourced | undefined {
  for (const name of variables) {
    const found = look(name);
    if (found !== undefined) return found;
  }
  return undefined;
}
