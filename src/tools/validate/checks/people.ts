/** The checks of customers and of inventory rows. */
import { MODELS } from '../../../core/model/index.js';
import type { World } from '../../../core/settings/settings.js';
import { eq, lt, matches, moment, ne, not, or } from '../expression/terms.js';
import type { Scan, Unique } from './check.js';
import { check, createdFirst, exists, inPeriod, parent, unique, uniqueId } from './parts.js';
import { structureChecks } from './structure.js';

export function customerChecks(world: World): (Scan | Unique)[] {
  const store = parent('store', 'stores', 'primary_store_id', []);
  const areas = world.registration.area_codes.join('|');
  return [
    {
      kind: 'scan',
      collection: 'customers',
      parents: [store],
      structure: structureChecks(MODELS.customers),
      values: [
        check(
          'customers',
          'customer-id',
          'ids',
          'Every customer_id is cust_ and 8 hex digits.',
          not(matches('$customer_id', '^cust_[0-9a-f]{8}$')),
        ),
        check(
          'customers',
          'id-time',
          'time',
          "The timestamp of a customer's _id is created_at.",
          ne({ $toDate: '$_id' }, moment('$created_at')),
        ),
        exists('customers', store),
        check(
          'customers',
          'names',
          'structure',
          'Every customer has a first and a last name.',
          or(eq('$first_name', ''), eq('$last_name', '')),
        ),
        check(
          'customers',
          'email-domain',
          'structure',
          'Every email address is at a domain reserved for examples.',
          not(matches('$email', '@example\\.(com|net|org)$')),
        ),
        check(
          'customers',
          'area-code',
          'structure',
          'Every telephone number has an area code of the settings.',
          not(matches('$phone', `^\\((${areas})\\)`)),
        ),
        inPeriod('customers', world, ['created_at', 'updated_at']),
        createdFirst('customers'),
      ],
    },
    uniqueId('customers'),
    unique('customers', 'customer-id', ['customer_id']),
    unique('customers', 'email', ['email']),
  ];
}

export function inventoryChecks(world: World): (Scan | Unique)[] {
  const store = parent('store', 'stores', 'store_id', []);
  const product = parent('product', 'products', 'product_id', []);
  return [
    {
      kind: 'scan',
      collection: 'inventory',
      parents: [store, product],
      structure: structureChecks(MODELS.inventory),
      values: [
        exists('inventory', store),
        exists('inventory', product),
        check('inventory', 'not-negative', 'stock', 'No stock level is negative.', lt('$stock_level', 0)),
        check(
          'inventory',
          'threshold',
          'stock',
          `Every reorder_threshold is at least ${world.stock.minimum_threshold}.`,
          lt('$reorder_threshold', world.stock.minimum_threshold),
        ),
        check(
          'inventory',
          'place',
          'structure',
          'Every row has an aisle, a shelf and a bin.',
          or(eq('$location.aisle', ''), eq('$location.shelf', ''), eq('$location.bin', '')),
        ),
        inPeriod('inventory', world, ['last_updated', 'last_counted']),
      ],
    },
    uniqueId('inventory'),
    unique('inventory', 'store-product', ['store_id', 'product_id']),
  ];
}
