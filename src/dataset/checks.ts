/** What is checked of what a caller hands over, without any package: from JavaScript, nothing else checks it. */
import { inspect } from 'node:util';
import { SettingsError } from '../errors.js';
import type { Dataset } from './dataset.js';

/** A kind of value: the words for it, and whether a value is one. */
export interface Kind {
  readonly allowed: string;
  readonly test: (value: unknown) => boolean;
}

/** Every option of an interface, by its kind. */
export type Kinds<T> = Readonly<Record<keyof T, Kind>>;

export const whole = (from: number, to: number): Kind => ({
  allowed: `a whole number from ${from} to ${to}`,
  test: (value) => Number.isInteger(value) && (value as number) >= from && (value as number) <= to,
});
export const text = (allowed: string): Kind => ({
  allowed,
  test: (value) => typeof value === 'string' && value.trim() !== '',
});
export const object = (allowed: string): Kind => ({
  allowed,
  test: (value) => typeof value === 'object' && value !== null,
});
export const oneOf = (names: readonly unknown[]): Kind => ({
  allowed: `one of ${names.join(', ')}`,
  test: (value) => names.includes(value),
});
export const yesOrNo: Kind = { allowed: 'true or false', test: (value) => typeof value === 'boolean' };
export const callback: Kind = { allowed: 'a function', test: (value) => typeof value === 'function' };
export const folderPath = text("a folder's path");
export const abortSignal: Kind = {
  allowed: 'an AbortSignal',
  // Not by its class: test runners have globals of their own.
  test: (value) => typeof (value as Partial<AbortSignal> | null)?.addEventListener === 'function',
};
export const connectionString: Kind = {
  allowed: 'a connection string, mongodb://... or mongodb+srv://...',
  test: (value) => typeof value === 'string',
};

/** @throws SettingsError with one sentence that names the option, its value and what is allowed. */
export function check(name: string, value: unknown, kind: Kind): void {
  if (!kind.test(value)) throw new SettingsError(`${name} is ${shown(value)}; allowed is ${kind.allowed}.`);
}

/** @throws SettingsError where `options` is no object, has a name that is not known, or a value of another kind. */
export function checkKinds<T extends object>(options: T, kinds: Kinds<T>): void {
  const known = Object.keys(kinds).join(', ');
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    throw new SettingsError(`The options are ${kindOf(options)}; allowed is an object with any of ${known}.`);
  }
  for (const [name, value] of Object.entries(options)) {
    if (!Object.hasOwn(kinds, name)) throw new SettingsError(`Unknown option '${name}'; known are ${known}.`);
    if (value !== undefined) check(name, value, kinds[name as keyof T]);
  }
}

/** By what it can do, as it may come from another copy of this package. */
export function isDataset(value: unknown): value is Dataset {
  const { ready, settings, collection } = (value ?? {}) as Partial<Dataset>;
  return [ready, settings, collection].every((method) => typeof method === 'function');
}

/** @throws SettingsError */
export function checkDataset(value: unknown): void {
  if (isDataset(value)) return;
  throw new SettingsError(`dataset is ${kindOf(value)}; allowed is a dataset made by createDataset.`);
}

/** A value for a message: short, and nothing of what an object holds. */
function shown(value: unknown): string {
  const words = typeof value === 'string' ? `'${value}'` : inspect(value, { depth: -1 });
  return words.length > 60 ? `${words.slice(0, 57)}...` : words;
}

/** What stands where no text is allowed; it may be a connection string with a password. */
export const kindOf = (value: unknown): string => (typeof value === 'string' ? 'a string' : shown(value));
