/** What is checked of what a caller hands over, without any package: from JavaScript, nothing else checks it. */
import { check, type Kind, shown } from '../core/options/kinds.js';
import { WORLD_OPTIONS } from '../core/options/world-options.js';
import { SettingsError } from '../errors.js';

/** Every option of an interface, by its kind. */
export type Kinds<T> = Readonly<Record<keyof T, Kind>>;

export const object = (allowed: string): Kind => ({
  allowed,
  test: (value) => typeof value === 'object' && value !== null,
});
export const yesOrNo: Kind = { allowed: 'true or false', test: (value) => typeof value === 'boolean' };
export const callback: Kind = { allowed: 'a function', test: (value) => typeof value === 'function' };
export const abortSignal: Kind = {
  allowed: 'an AbortSignal',
  // Not by its class: test runners have globals of their own.
  test: (value) => typeof (value as Partial<AbortSignal> | null)?.addEventListener === 'function',
};
export const connectionString: Kind = {
  allowed: 'a connection string, mongodb://... or mongodb+srv://...',
  test: (value) => typeof value === 'string',
};

/** @throws SettingsError where `options` is no object, has a name that is not known, or a value of another kind. */
export function checkKinds<T extends object>(options: T, kinds: Kinds<T>): void {
  const known = Object.keys(kinds).join(', ');
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    throw new SettingsError(`The options are ${kindOf(options)}; allowed is an object with any of ${known}.`);
  }
  for (const [name, value] of Object.entries(options)) {
    if (!Object.hasOwn(kinds, name)) {
      const elsewhere = Object.hasOwn(WORLD_OPTIONS, name) ? ', which is one of createDataset' : '';
      throw new SettingsError(`Unknown option '${name}'${elsewhere}; known are ${known}.`);
    }
    if (value !== undefined) check(name, value, kinds[name as keyof T]);
  }
}

/** What stands where no text is allowed; it may be a connection string with a password. */
export const kindOf = (value: unknown): string => (typeof value === 'string' ? 'a string' : shown(value));
