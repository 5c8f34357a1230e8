/** The options of the commands for Ditto. */
import { DITTO_PROFILES } from '../model/schema.js';
import { either } from './kinds.js';
import type { Option } from './option.js';

/** Who holds a device. */
export const DITTO_ROLES = ['store-worker', 'sales-rep', 'manager', 'super-manager'] as const;

export type DittoRole = (typeof DITTO_ROLES)[number];

export const DITTO_OPTIONS = {
  target: {
    flag: '--target <kind>',
    help: 'operator, portal or summary: whom the configuration is for',
    kind: either('operator', 'portal', 'summary'),
    default: 'operator',
  },
  inventory: {
    flag: '--inventory <profile>',
    help: 'store-product or uuid: what the id of an inventory row is in Ditto',
    kind: either(...DITTO_PROFILES),
    default: DITTO_PROFILES[0],
    called: 'inventory',
  },
  role: {
    flag: '--role <name>',
    help: 'store-worker, sales-rep, manager or super-manager',
    kind: either(...DITTO_ROLES),
    called: 'role',
  },
  repCustomers: {
    flag: '--customers <list>',
    help: "the customers of a sales rep: customer_ids by commas, or how many of the store's",
  },
  scenario: {
    flag: '--scenario <name>',
    help: 'one scenario by its name, or all',
    default: 'all',
  },
  dir: { flag: '--dir <folder>', help: 'the folder of the Ditto store' },
} as const satisfies Record<string, Option>;
