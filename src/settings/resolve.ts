/** Flags over environment over .env over YAML over preset: one frozen, validated Settings. */
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { z } from 'zod';
import { SettingsError } from '../errors.js';
import { dayOf } from './calendar.js';
import { readCatalog } from './catalog.js';
import { configSchema, MAX_CUSTOMERS, MAX_ORDERS } from './config-schema.js';
import { environment, type Lookup, type Sourced } from './environment.js';
import { displayPath, mergeMaps, readData } from './files.js';
import { count, date, positive, positiveCount } from './leaves.js';
import { parse } from './parse.js';
import type { Settings, World } from './settings.js';
import { checkWorld } from './world-check.js';

/** The flags that mean the same in every command, as written on the command line. */
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

/** Where flags end: the environment and the folder in which the command was called. */
export interface Surroundings {
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
}

/** config/generation_config.yaml of the package, from dist/src/settings and from src/settings alike. */
export function defaultConfigPath(): string {
  const here = dirname(fileURLToPath(import.meta.url));
  const root = resolve(here, /[\\/]dist[\\/]src[\\/]settings$/.test(here) ? '../../..' : '../..');
  return resolve(root, 'config/generation_config.yaml');
}

/** Text to number where it is one and numbers are wanted; anything else is left for the schema to refuse. */
function typed(schema: z.ZodType, value: string | number): string | number {
  if (schema.type !== 'number') return value;
  return typeof value === 'string' && /^[+-]?\d+(\.\d+)?$/.test(value.trim()) ? Number(value) : value;
}

/** The first of flag and variable that is set, checked; the caller supplies what comes after. */
function pick<S extends z.ZodType>(
  schema: S,
  flag: string,
  given: string | number | undefined,
  variable: Sourced | undefined,
): z.infer<S> | undefined {
  if (given !== undefined) return parse(schema, typed(schema, given), flag);
  if (variable !== undefined) return parse(schema, typed(schema, variable.value), variable.where);
  return undefined;
}

function readConfig(path: string | undefined, cwd: string) {
  const defaults = defaultConfigPath();
  const own = path === undefined ? undefined : resolve(cwd, path);
  const over = own === undefined ? {} : (readData(own) ?? {});
  const config = parse(configSchema, mergeMaps(readData(defaults), over), displayPath(own ?? defaults));
  // A catalog named in a file of one's own stands beside that file; the default one beside the default file.
  const named = own !== undefined && (over as { catalog?: unknown }).catalog !== undefined;
  return { config, catalogFolder: resolve(dirname(named ? own : defaults), config.catalog) };
}

function counts(
  flags: Flags,
  look: Lookup,
  config: ReturnType<typeof readConfig>['config'],
  notes: string[],
) {
  const presetName = flags.preset ?? config.preset;
  const preset = Object.hasOwn(config.presets, presetName) ? config.presets[presetName] : undefined;
  if (preset === undefined) {
    const name = flags.preset === undefined ? 'preset in the configuration' : '--preset';
    const known = Object.keys(config.presets).join(', ');
    throw new SettingsError(`${name} is '${presetName}'; allowed is one of ${known}.`);
  }
  const variables = { customers: look('NUM_CUSTOMERS'), orders: look('NUM_ORDERS') };
  const fixed = {
    customers:
      pick(count(MAX_CUSTOMERS), '--customers', flags.customers, variables.customers) ?? config.num_customers,
    orders: pick(count(MAX_ORDERS), '--orders', flags.orders, variables.orders) ?? config.num_orders,
  };
  const scale = pick(positive, '--scale', flags.scale, undefined);
  for (const what of ['customers', 'orders'] as const) {
    if (fixed[what] === undefined) continue;
    const by =
      flags[what] !== undefined
        ? `--${what}`
        : (variables[what]?.where ?? `num_${what} in the configuration`);
    if (scale !== undefined) {
      throw new SettingsError(
        `--scale multiplies the preset's counts, but ${by} fixes the ${what} at ${fixed[what]}: give one of the two.`,
      );
    }
    if (flags.preset !== undefined && flags[what] === undefined) {
      notes.push(`${by} (${fixed[what]}) overrides the ${what} of preset ${presetName}.`);
    }
  }
  return {
    presetName,
    customers:
      fixed.customers ??
      parse(count(MAX_CUSTOMERS), Math.round(preset.customers * (scale ?? 1)), 'customers x --scale'),
    orders:
      fixed.orders ?? parse(count(MAX_ORDERS), Math.round(preset.orders * (scale ?? 1)), 'orders x --scale'),
  };
}

function freeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const inner of Object.values(value)) freeze(inner);
  }
  return value;
}

/**
 * The worker threads asked for, known before everything else is; undefined leaves the number to what is done.
 * @throws SettingsError
 */
export function workersOf(flags: Pick<Flags, 'workers'>): number | undefined {
  return pick(positiveCount(256), '--workers', flags.workers, undefined);
}

/**
 * A whole number of a flag, from 1; undefined where it is not given.
 * @throws SettingsError
 */
export const countFlag = (flag: string, given: string | undefined, most: number): number | undefined =>
  pick(positiveCount(most), flag, given, undefined);

/**
 * Everything that a command needs to know, checked as one.
 * @throws SettingsError with one sentence: the setting, its value and what is allowed. Nothing was written.
 */
export function resolveSettings(flags: Flags, surroundings: Surroundings): Settings {
  const look = environment(surroundings.env, surroundings.cwd);
  const { config, catalogFolder } = readConfig(flags.config, surroundings.cwd);
  const notes: string[] = [];
  const { presetName, customers, orders } = counts(flags, look, config, notes);
  const start = pick(date, '--start', flags.start, look('START_DATE')) ?? config.period.start;
  const end = pick(date, '--end', flags.end, look('END_DATE')) ?? config.period.end;
  if (end < start)
    throw new SettingsError(
      `The end ${end} is before the start ${start}; allowed is an end on or after the start.`,
    );
  if (orders > 0 && customers === 0) {
    throw new SettingsError(
      `customers is 0 with ${orders} orders; allowed is at least 1 customer where there are orders.`,
    );
  }
  const world: World = {
    seed: pick(configSchema.shape.seed, '--seed', flags.seed, undefined) ?? config.seed,
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
    catalog: readCatalog(catalogFolder),
  };
  checkWorld(world);
  const settings: Settings = {
    world,
    preset: presetName,
    database:
      pick(configSchema.shape.database, '--database', flags.database, look('MONGODB_DATABASE')) ??
      config.database,
    workers: workersOf(flags),
    load: config.load,
    notes,
  };
  return freeze(settings);
}
