/** What createDataset takes, and a first check of it that needs no file and no package: bad options fail at once. */
import { SettingsError } from '../errors.js';

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
  /** Variables that count, such as `process.env`: NUM_CUSTOMERS, NUM_ORDERS, START_DATE, END_DATE. None unless given. */
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
  /** A folder whose `.env` counts too. None unless given. */
  readonly envFolder?: string | undefined;
}

/** A kind of value: the words for it, and whether a value is one. */
interface Kind {
  readonly allowed: string;
  readonly test: (value: unknown) => boolean;
}

const whole = (from: number, to: number): Kind => ({
  allowed: `a whole number from ${from} to ${to}`,
  test: (value) => Number.isInteger(value) && (value as number) >= from && (value as number) <= to,
});
const text = (allowed: string): Kind => ({
  allowed,
  test: (value) => typeof value === 'string' && value.trim() !== '',
});
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

/** The limits are those of src/settings/config-schema.ts, which needs zod; a test holds the two together. */
const KINDS: Readonly<Record<keyof DatasetOptions, Kind>> = {
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
  database: text("a database's name"),
  workers: whole(0, 256),
  env: { allowed: 'an object, such as process.env', test: (v) => typeof v === 'object' && v !== null },
  envFolder: text("a folder's path"),
};

/**
 * Checks everything that is known without the configuration.
 * @throws SettingsError with one sentence that names the option, its value and what is allowed.
 */
export function checkOptions(options: DatasetOptions): void {
  for (const [name, value] of Object.entries(options)) {
    if (!Object.hasOwn(KINDS, name)) {
      throw new SettingsError(`Unknown option '${name}'; known are ${Object.keys(KINDS).join(', ')}.`);
    }
    const kind = KINDS[name as keyof DatasetOptions];
    if (value !== undefined && !kind.test(value)) {
      throw new SettingsError(`${name} is ${shown(value)}; allowed is ${kind.allowed}.`);
    }
  }
  const { preset, config, scale, customers, orders, start, end } = options;
  if (preset !== undefined && config === undefined && !(PRESETS as readonly string[]).includes(preset)) {
    throw new SettingsError(`preset is '${preset}'; allowed is one of ${PRESETS.join(', ')}.`);
  }
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

function shown(value: unknown): string {
  const words = typeof value === 'string' ? `'${value}'` : (JSON.stringify(value) ?? String(value));
  // NaN and Infinity are null in JSON.
  const plain = typeof value === 'number' ? String(value) : words;
  return plain.length > 60 ? `${plain.slice(0, 57)}...` : plain;
}
