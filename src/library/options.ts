/** What createDataset takes, and a first check of it that needs no file and no package: bad options fail at once. */
import { givenOf, refuseConflicts, refuseEndBeforeStart } from '../core/options/conflicts.js';
import { check, checked, type Kind, oneOf, text, whole } from '../core/options/kinds.js';
import { MAX_WORKERS } from '../core/options/limits.js';
import type { Option } from '../core/options/option.js';
import { OPTIONS, option } from '../core/options/table.js';
import { SHARE } from '../core/slices/share.js';
import { sizeOf } from '../tools/inspect/size.js';
import { checkKinds, type Kinds, object } from './checks.js';

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
  /** The largest scale of the preset whose data and indexes fit into so much: `300MB`, `2GiB`, or `m0` (Atlas' free tier). */
  readonly fit?: string | undefined;
  /** First and last day, YYYY-MM-DD in UTC, both inclusive. */
  readonly start?: string | undefined;
  readonly end?: string | undefined;
  /**
   * Only what the devices of these stores hold, by store_id, also without `store_`: one, several by commas, or an array.
   * This and the next three make a slice: exactly those documents of the whole dataset, byte by byte. Orders must meet all
   * that is given, and with them come their lines and everything that they name.
   */
  readonly store?: string | readonly string[] | undefined;
  /** Only these customers, by customer_id (several by commas, or an array), with their orders and stores. */
  readonly customersOf?: string | readonly string[] | undefined;
  /** Only orders from that day on, YYYY-MM-DD in UTC, with those who placed them. */
  readonly since?: string | undefined;
  /** Only a share of the orders, such as 0.05 or `5%`, with those who placed them. */
  readonly sample?: number | `${number}%` | undefined;
  /** Path of a YAML file with whatever differs from the default configuration. */
  readonly config?: string | undefined;
  /**
   * The database that a dump is of and that loadDatabase fills. Unless given, the configuration's (`zava`); for loadDatabase
   * the connection string's comes before that, where `env` and `config` do not name one.
   */
  readonly database?: string | undefined;
  /** Worker threads that make orders and customers; 0 makes them in this thread. Left out, the size decides. */
  readonly workers?: number | undefined;
  /** Variables that count, such as `process.env`; API.md names them. None unless given. */
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
  /** A folder whose `.env` counts too. None unless given. */
  readonly envFolder?: string | undefined;
}

/** One name, or a list of them. */
const names = (what: string): Kind => ({
  allowed: `${what}, or an array of them`,
  test: (value) =>
    typeof value === 'string' ||
    (Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === 'string')),
});

/** Those that the command line has, too, take what they take there. */
const KINDS: Kinds<DatasetOptions> = {
  preset: OPTIONS.preset.kind,
  seed: OPTIONS.seed.kind,
  scale: OPTIONS.scale.kind,
  customers: OPTIONS.customers.kind,
  orders: OPTIONS.orders.kind,
  fit: text('a size such as 300MB, or m0'),
  store: names("a store's name"),
  customersOf: names('a customer_id'),
  since: OPTIONS.since.kind,
  sample: SHARE,
  start: OPTIONS.start.kind,
  end: OPTIONS.end.kind,
  config: OPTIONS.config.kind,
  database: OPTIONS.database.kind,
  // 0 is the calling thread, which the command line does not leave to itself.
  workers: whole(0, MAX_WORKERS),
  env: object('an object, such as process.env'),
  envFolder: text("a folder's path"),
};

/**
 * Checks everything that is known without a file.
 * @throws SettingsError with one sentence that names the option, its value and what is allowed.
 */
export function checkOptions(options: DatasetOptions): void {
  checkKinds(options, KINDS);
  checkVariables(options);
  const { preset, config, start, end, fit } = options;
  if (fit !== undefined) sizeOf(fit);
  if (preset !== undefined && config === undefined) check(option('preset'), preset, oneOf(PRESETS));
  refuseConflicts(givenOf(options as Record<string, unknown>));
  if (start !== undefined && end !== undefined) refuseEndBeforeStart(start, end);
}

/** A variable that is empty, or that an option comes before, does not count. */
function checkVariables({ env = {}, ...options }: DatasetOptions): void {
  for (const name of ['customers', 'orders', 'start', 'end', 'database'] as const) {
    const { kind, variables = [] }: Option = OPTIONS[name];
    const variable = variables.find((candidate) => env[candidate]);
    if (kind === undefined || variable === undefined || options[name] !== undefined) continue;
    checked(kind, `${variable} in the environment`, env[variable]);
  }
}
