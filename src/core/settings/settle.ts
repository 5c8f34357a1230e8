/** Flags over environment over .env over YAML over preset: one frozen, validated Settings, of a configuration that is read. */
import { resolve } from 'node:path';
import { SettingsError } from '../../errors.js';
import { say } from '../../message.js';
import { refuseConflicts, refuseEndBeforeStart } from '../options/conflicts.js';
import { checked, type Kind, oneOf } from '../options/kinds.js';
import type { Option } from '../options/option.js';
import { OPTIONS, type OptionName, option } from '../options/table.js';
import { dayOf } from './calendar.js';
import type { Catalog } from './catalog-entries.js';
import type { Config } from './config.js';
import { displayPath } from './display-path.js';
import { environment, firstOf, type Lookup } from './environment.js';
import { frozen } from './frozen.js';
import { overridesOf } from './overrides.js';
import type { Settings, World } from './settings.js';
import { checkWorld } from './world-check.js';

/** The flags that mean the same in every command, as written on the command line, or as a call of the library has them. */
export interface Flags {
  readonly preset?: string | undefined;
  readonly scale?: string | number | undefined;
  readonly seed?: string | number | undefined;
  readonly customers?: string | number | undefined;
  readonly orders?: string | number | undefined;
  readonly start?: string | undefined;
  readonly end?: string | undefined;
  readonly workers?: string | number | undefined;
  readonly config?: string | undefined;
  readonly database?: string | undefined;
}

/** What counts where a flag is not given: the environment, the folder in which `.env` may stand, and a default. */
export interface Surroundings {
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
  /** The database where nothing but the default configuration names one. */
  readonly database?: string | undefined;
  /** What a dataset that is there was made of; then no variable says what is in it. */
  readonly recorded?: Recorded | undefined;
}

/** The settings of a world as its record has them. */
export interface Recorded {
  /** In the terms of generation_config.yaml: they come before its entries, and after those of a file of one's own. */
  readonly settings: Readonly<Record<string, unknown>>;
  readonly catalog: Catalog;
}

/** A configuration and its catalog, checked. */
export interface ReadConfig {
  readonly config: Config;
  /** What a file of one's own says, as it stands there; empty where there is none. */
  readonly over: unknown;
  readonly catalog: Catalog;
}

/** An option that has a kind, as the table has it. */
type Entry<T> = Pick<Option, 'variables'> & { readonly kind: Kind<T> };

/** The first of flag and variable that is set, checked; the caller supplies what comes after. */
function pick<T>(
  name: OptionName,
  { kind, variables }: Entry<T>,
  given: string | number | undefined,
  look?: Lookup,
): T | undefined {
  if (given !== undefined) return checked(kind, option(name), given);
  const variable = look && firstOf(look, variables);
  return variable && checked(kind, variable.where, variable.value);
}

/** The database that a configuration names. */
export const databaseOf = (config: unknown): unknown => (config as { database?: unknown } | null)?.database;

function counts(flags: Flags, look: Lookup, config: Config, notes: string[], scaledBy: 'scale' | 'fit') {
  const presetName = flags.preset ?? config.preset;
  const preset = Object.hasOwn(config.presets, presetName) ? config.presets[presetName] : undefined;
  if (preset === undefined) {
    throw new SettingsError({
      setting: flags.preset === undefined ? 'preset in the configuration' : option('preset'),
      value: presetName,
      allowed: oneOf(Object.keys(config.presets)).allowed,
    });
  }
  const fixed = {
    customers: pick('customers', OPTIONS.customers, flags.customers, look) ?? config.num_customers,
    orders: pick('orders', OPTIONS.orders, flags.orders, look) ?? config.num_orders,
  };
  const scale = pick('scale', OPTIONS.scale, flags.scale);
  const by = (what: 'customers' | 'orders') =>
    firstOf(look, OPTIONS[what].variables)?.where ?? `${OPTIONS[what].key} in the configuration`;
  const given = (what: 'customers' | 'orders') => ({
    value: fixed[what],
    by: flags[what] === undefined ? by(what) : option(what),
  });
  refuseConflicts({
    [scaledBy]: { value: scale },
    customers: given('customers'),
    orders: given('orders'),
  });
  for (const what of ['customers', 'orders'] as const) {
    if (fixed[what] === undefined || flags.preset === undefined || flags[what] !== undefined) continue;
    notes.push(`${by(what)} (${fixed[what]}) overrides the ${what} of preset ${presetName}.`);
  }
  const scaled = (what: 'customers' | 'orders') =>
    checked(OPTIONS[what].kind, say`${what} x ${option('scale')}`, Math.round(preset[what] * (scale ?? 1)));
  return {
    presetName,
    customers: fixed.customers ?? scaled('customers'),
    orders: fixed.orders ?? scaled('orders'),
  };
}

/**
 * The worker threads asked for; undefined leaves the number to what is done.
 * @throws SettingsError
 */
function workersOf(flags: Pick<Flags, 'workers'>): number | undefined {
  return pick('workers', OPTIONS.workers, flags.workers);
}

/** The option that has chosen the scale. */
export type ScaledBy = 'scale' | 'fit';

/**
 * Everything that a command needs to know, checked as one.
 * @param read what `flags.config` says, laid on the defaults. @param scaledBy the option that has chosen the scale.
 * @throws SettingsError with one sentence: the setting, its value and what is allowed. Nothing was written.
 */
export function settle(
  { config, over, catalog }: ReadConfig,
  flags: Flags,
  surroundings: Surroundings,
  scaledBy: ScaledBy,
): Settings {
  const variables = environment(surroundings.env, surroundings.cwd);
  const look: Lookup = surroundings.recorded === undefined ? variables : () => undefined;
  const notes: string[] = [];
  const { presetName, customers, orders } = counts(flags, look, config, notes, scaledBy);
  const start = pick('start', OPTIONS.start, flags.start, look) ?? config.period.start;
  const end = pick('end', OPTIONS.end, flags.end, look) ?? config.period.end;
  refuseEndBeforeStart(start, end);
  if (orders > 0 && customers === 0) {
    throw new SettingsError(
      `customers is 0 with ${orders} orders; allowed is at least 1 customer where there are orders.`,
    );
  }
  const world: World = {
    seed: pick('seed', OPTIONS.seed, flags.seed) ?? config.seed,
    customers,
    orders,
    firstDay: dayOf(start),
    lastDay: dayOf(end),
    growth: config.growth,
    registration: config.customers,
    baskets: config.baskets,
    prices: config.prices,
    statuses: config.statuses,
    stock: config.stock,
    shards: config.shards,
    catalog,
  };
  checkWorld(world);
  if (flags.config !== undefined) {
    const name = displayPath(resolve(surroundings.cwd, flags.config));
    const counting: Lookup = (variable) =>
      (OPTIONS.database.variables as readonly string[]).includes(variable)
        ? variables(variable)
        : look(variable);
    notes.push(...overridesOf(flags, counting, over, name, presetName));
  }
  const database =
    pick('database', OPTIONS.database, flags.database, variables) ??
    (databaseOf(over) === undefined ? surroundings.database : config.database);
  const settings: Settings = {
    world,
    preset: presetName,
    database: database ?? config.database,
    databaseIsDefault: database === undefined,
    workers: workersOf(flags),
    load: config.load,
    notes,
  };
  return frozen(settings);
}
