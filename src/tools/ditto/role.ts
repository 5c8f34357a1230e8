/** A role by its name. */
import { nearest } from '../../core/nearest.js';
import { DITTO_OPTIONS, DITTO_ROLES, type DittoRole } from '../../core/options/ditto-options.js';
import { shown } from '../../core/options/kinds.js';
import { option } from '../../core/options/table.js';
import { SettingsError } from '../../errors.js';
import { say } from '../../message.js';

const { allowed } = DITTO_OPTIONS.role.kind;

/** @throws SettingsError naming the nearest where it is none, or where it is not given. */
export function roleOf(given: unknown): DittoRole {
  if (given === undefined) throw new SettingsError(say`${option('role')} is missing; allowed is ${allowed}.`);
  const found = DITTO_ROLES.find((role) => role === given);
  if (found !== undefined) return found;
  const near = typeof given === 'string' ? nearest(given, DITTO_ROLES) : undefined;
  throw new SettingsError({
    ...{ setting: option('role'), value: given, shown: shown(given), allowed },
    ...(near === undefined ? {} : { hint: `the nearest is '${near}'` }),
  });
}

/** @throws SettingsError where a role needs a store and none is given. */
export function requireStore(role: DittoRole, store: string | undefined): string {
  if (store !== undefined) return store;
  throw new SettingsError(
    say`${option('role', role)} works in one store; give ${option('store')} with its name, such as seattle.`,
  );
}
