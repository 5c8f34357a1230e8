/** What createDataset takes, and a first check of it that needs no file and no package: bad options fail at once. */
import { SettingsError } from '../errors.js';
import {
  check,
  checkKinds,
  folderPath,
  type Kind,
  type Kinds,
  object,
  oneOf,
  text,
  whole,
} from './checks.js';

/** The presets of the default configuration; a configuration of one's own may have others. */
export const PRESETS = ['full', 'demo', 'tiny'] as const;

export interface DatasetOptions {
  /** Gives the numbers of customers and orders; `tiny` unless given. */
  readonly preset?: (typeof PRESETS)[number] | (string & {}) | undefined;
  /** A whole number from 0; the configuration's (42) unless given. */
  readonly seed?: number | undefined;
  /** Multiplies the preset's customers and orders. */
  readonly scale?: number | undefined;
  readonly customers?: number | undefined;
  readonly orders?: number | undefined;
  /** First and last day, YYYY-MM-DD in UTC, both inclusive. */
  readonly start?: string | undefined;
  readonly end?: string | undefined;
  /** Path of a YAML file with whatever differs from the default configuration. */
  readonly config?: string | undefined;
  /** The database that a dump is of and that loadDatabase fills; the configuration's (`zava`) unless given. */
  readonly database?: string | undefined;
  /** Worker threads that make orders and customers; 0 makes them in this thread. Left out, the size decides. */
  readonly workers?: number | undefined;
  /** Variables that count, such as `process.env`; API.md names them. None unless given. */
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
  /** A folder whose `.env` counts too. None unless given. */
  readonly envFolder?: string | undefined;
}

const isDate = (value: unknown): boolean => {
  if (typeof value !== 'string' || !/^(19[7-9]\d|20\d\d|210[0-5])-\d\d-\d\d$/.test(value)) return false;
  const moment = new Date(`${value}T00:00:00Z`);
  // 2021-02-30 becomes another day, or none.
  return !Number.isNaN(moment.getTime()) && moment.toISOString().startsWith(value);
};
const date: Kind = {
  allowed: 'a date that exists, as YYYY-MM-DD, from 1970-01-01 to 2105-12-31',
  test: isDate,
};

const database: Kind = {
  allowed:
    'a database name: at most 63 characters, none of / \\ . " $ * < > : | ? and no space, and not admin, local or config, which are the server\'s own',
  test: (value) =>
    typeof value === 'string' &&
    /^[^/\\. "$*<>:|?\0]{1,63}$/.test(value) &&
    !/^(admin|local|config)$/i.test(value),
};

/** The limits are those of src/settings/config-schema.ts, which needs zod; a test holds the two together. */
const KINDS: Kinds<DatasetOptions> = {
  preset: text("a preset's name"),
  seed: whole(0, Number.MAX_SAFE_INTEGER),
  scale: {
    allowed: 'a number above 0',
    test: (value) => typeof value === 'number' && Number.isFinite(value) && value > 0,
  },
  customers: whole(0, 2 ** 32 - 1),
  orders: whole(0, 100_000_000_000),
  start: date,
  end: date,
  config: text("a file's path"),
  database,
  workers: whole(0, 256),
  env: object('an object, such as process.env'),
  envFolder: folderPath,
};

/** The variables that count, by the options that come before them. */
const VARIABLES = {
  customers: 'NUM_CUSTOMERS',
  orders: 'NUM_ORDERS',
  start: 'START_DATE',
  end: 'END_DATE',
  database: 'MONGODB_DATABASE',
} as const;

/**
 * Checks everything that is known without a file.
 * @throws SettingsError with one sentence that names the option, its value and what is allowed.
 */
export function checkOptions(options: DatasetOptions): void {
  checkKinds(options, KINDS);
  checkVariables(options);
  const { preset, config, scale, customers, orders, start, end } = options;
  if (preset !== undefined && config === undefined) check('preset', preset, oneOf(PRESETS));
  for (const [name, count] of Object.entries({ customers, orders })) {
    if (scale === undefined || count === undefined) continue;
    throw new SettingsError(
      `scale multiplies the preset's counts, but ${name} fixes the ${name} at ${count}: give one of the two.`,
    );
  }
  if (start !== undefined && end !== undefined && end < start) {
    throw new SettingsError(
      `The end ${end} is before the start ${start}; allowed is an end on or after the start.`,
    );
  }
}

/** A variable that is empty, or that an option comes before, does not count. */
function checkVariables({ env = {}, ...options }: DatasetOptions): void {
  for (const name of Object.keys(VARIABLES) as (keyof typeof VARIABLES)[]) {
    const value = env[VARIABLES[name]];
    if (!value || options[name] !== undefined) continue;
    const isCount = name === 'customers' || name === 'orders';
    const meant = isCount && /^\s*[+-]?\d+(\.\d+)?\s*$/.test(value) ? Number(value) : value;
    check(`${VARIABLES[name]} in the environment`, meant, KINDS[name]);
  }
}
