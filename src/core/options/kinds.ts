/** Kinds of value that an option, a variable or a setting takes: the words for what is allowed, and the test for it. */
import { inspect } from 'node:util';
import { SettingsError } from '../../errors.js';
import type { Message, Reference } from '../../message.js';
import { HIDDEN, mayHoldPassword, quoted } from '../../secrets.js';

export interface Kind<T = unknown> {
  /** Completes "allowed is". */
  readonly allowed: string;
  readonly test: (value: unknown) => boolean;
  /** True where a text that is a number is meant as one. */
  readonly isNumber?: boolean;
  /** What a value is that passes; for types alone. */
  readonly type?: T;
}

const number = (allowed: string, test: (n: number) => boolean): Kind<number> => ({
  allowed,
  isNumber: true,
  test: (value) => typeof value === 'number' && Number.isFinite(value) && test(value),
});

const texts = (allowed: string, test: (text: string) => boolean): Kind<string> => ({
  allowed,
  test: (value) => typeof value === 'string' && test(value),
});

/** @param from,to both inclusive. */
export const whole = (from: number, to: number): Kind<number> =>
  number(`a whole number from ${from} to ${to}`, (n) => Number.isInteger(n) && n >= from && n <= to);

/** A whole number without a bound that would mean anything. */
export const wholeFrom = (from: number): Kind<number> =>
  number(`a whole number from ${from}`, (n) => Number.isSafeInteger(n) && n >= from);

export const positive: Kind<number> = number('a number above 0', (n) => n > 0);

export const ratio: Kind<number> = number('a number above 0 and at most 1', (n) => n > 0 && n <= 1);

/** @param allowed the words for what it is, such as `a file's path`. */
export const text = (allowed: string): Kind<string> => texts(allowed, (value) => value.trim() !== '');

export const matching = (pattern: RegExp, allowed: string): Kind<string> =>
  texts(allowed, (value) => pattern.test(value));

export const oneOf = <const T extends readonly unknown[]>(names: T): Kind<T[number]> => ({
  allowed: `one of ${names.join(', ')}`,
  test: (value) => names.includes(value),
});

/** One of a few, said as people say it: `dump or null`. */
export const either = <const T extends readonly string[]>(...names: T): Kind<T[number]> => ({
  allowed: [names.slice(0, -1).join(', '), names.at(-1)].join(' or '),
  test: (value) => (names as readonly unknown[]).includes(value),
});

/** A calendar date as `YYYY-MM-DD`. The round trip finds days like 2021-02-30. */
export const date: Kind<string> = texts(
  'a date that exists, as YYYY-MM-DD, from 1970-01-01 to 2105-12-31',
  (value) => {
    if (!/^(19[7-9]\d|20\d\d|210[0-5])-\d\d-\d\d$/.test(value)) return false;
    const moment = new Date(`${value}T00:00:00Z`);
    return !Number.isNaN(moment.getTime()) && moment.toISOString().startsWith(value);
  },
);

/** Databases in which a server keeps what is its own. */
export const isServersOwn = (database: string): boolean => /^(admin|local|config)$/i.test(database);

/** https://www.mongodb.com/docs/manual/reference/limits/#naming-restrictions, as Windows has them. */
export const databaseName: Kind<string> = texts(
  'a database name: at most 63 characters, none of / \\ . " $ * < > : | ? and no space, and not admin, local or config, which are the server\'s own',
  (value) => /^[^/\\. "$*<>:|?\0]{1,63}$/.test(value) && !isServersOwn(value),
);

/** Longer ones are cut in messages. */
const MOST_SHOWN = 60;

/** A value for a message: short, and nothing of what an object holds. */
export function shown(value: unknown): string {
  if (typeof value === 'string') return shortened(quoted(value));
  const words = inspect(value, { depth: -1 });
  return mayHoldPassword(words) ? HIDDEN : shortened(words);
}

export const shortened = (words: string): string =>
  words.length > MOST_SHOWN ? `${words.slice(0, MOST_SHOWN - 3)}...` : words;

/** @throws SettingsError where `value` is of another kind. @param setting who says it. */
export function check(setting: Reference | Message, value: unknown, { allowed, test }: Kind): void {
  if (!test(value)) throw new SettingsError({ setting, value, shown: shown(value), allowed });
}

/** Text to number where it is one and numbers are wanted; anything else is left for the kind to refuse. */
export const meant = ({ isNumber }: Kind, given: unknown): unknown =>
  isNumber && typeof given === 'string' && /^[+-]?\d+(\.\d+)?$/.test(given.trim()) ? Number(given) : given;

/**
 * What a flag or a variable means, as its kind has it.
 * @throws SettingsError with one sentence that names the setting, its value and what is allowed.
 */
export function checked<T>(kind: Kind<T>, setting: Reference | Message, given: unknown): T {
  const value = meant(kind, given);
  check(setting, value, kind);
  return value as T;
}
