/** The options that say which dataset is meant. */
import { databaseName, date, positive, text, whole } from './kinds.js';
import { MAX_WORKERS } from './limits.js';
import type { Option } from './option.js';

/** Customer numbers are 32 bits wide. */
const MAX_CUSTOMERS = 2 ** 32 - 1;
const MAX_ORDERS = 100_000_000_000;

export const WORLD_OPTIONS = {
  preset: {
    flag: '--preset <name>',
    help: 'full (50,000 customers, 200,000 orders), demo (25,000, 100,000) or tiny (200, 1,000)',
    kind: text("a preset's name"),
    key: 'preset',
    called: 'preset',
  },
  scale: {
    flag: '--scale <factor>',
    help: "multiplies the preset's customers and orders",
    kind: positive,
    called: 'scale',
  },
  seed: {
    flag: '--seed <number>',
    help: 'the same seed and settings give the same data',
    kind: whole(0, Number.MAX_SAFE_INTEGER),
    key: 'seed',
    called: 'seed',
  },
  customers: {
    flag: '--customers <count>',
    help: 'number of customers, instead of the preset',
    kind: whole(0, MAX_CUSTOMERS),
    variables: ['NUM_CUSTOMERS'],
    key: 'num_customers',
    called: 'customers',
  },
  orders: {
    flag: '--orders <count>',
    help: 'number of orders, instead of the preset',
    kind: whole(0, MAX_ORDERS),
    variables: ['NUM_ORDERS'],
    key: 'num_orders',
    called: 'orders',
  },
  start: {
    flag: '--start <date>',
    help: 'first day, YYYY-MM-DD',
    kind: date,
    variables: ['START_DATE'],
    key: 'period.start',
    called: 'start',
  },
  end: {
    flag: '--end <date>',
    help: 'last day, YYYY-MM-DD',
    kind: date,
    variables: ['END_DATE'],
    key: 'period.end',
    called: 'end',
  },
  workers: {
    flag: '--workers <count>',
    help: 'worker threads (default: one for each core, half as many beside a server on this machine)',
    kind: whole(1, MAX_WORKERS),
    called: 'workers',
  },
  config: {
    flag: '--config <file>',
    help: 'a YAML file with the settings that differ from config/generation_config.yaml',
    kind: text("a file's path"),
    called: 'config',
  },
  database: {
    flag: '--database <name>',
    help: 'name of the database (default: zava)',
    kind: databaseName,
    variables: ['MONGODB_DATABASE'],
    key: 'database',
    called: 'database',
  },
  fit: {
    flag: '--fit <size>',
    help: 'the largest scale whose data and indexes fit into so much: 300MB, 2GiB, or m0 (the free tier of Atlas)',
    called: 'fit',
  },
  store: {
    flag: '--store <name>',
    help: "only what these stores' devices hold: seattle, or several by commas",
    called: 'store',
  },
  customersOf: {
    flag: '--customers-of <ids>',
    help: 'only these customers, by customer_id, with their orders and stores',
    called: 'customersOf',
  },
  since: {
    flag: '--since <date>',
    help: 'only orders from that day on, with those who placed them',
    kind: date,
    called: 'since',
  },
  sample: {
    flag: '--sample <share>',
    help: 'only a share of the orders, such as 0.05 or 5%, with those who placed them',
    called: 'sample',
  },
} as const satisfies Record<string, Option>;
