/** The customers of a sales rep, by their ids or as a number of a store's. */
import { deserialize } from 'bson';
import { shown } from '../../../core/options/kinds.js';
import { option } from '../../../core/options/table.js';
import type { World } from '../../../core/settings/settings.js';
import { customerIdsOf } from '../../../core/slices/request.js';
import { documentsOf } from '../../../core/world/documents.js';
import { PreparedWorld } from '../../../core/world/prepared-world.js';
import { SettingsError } from '../../../errors.js';
import { say } from '../../../message.js';

/** As many as the original plan gives a sales rep. */
const USUAL = 100;

/**
 * @param given customer_ids by commas, or how many of the store's, the first of them; 100, or all where the store has fewer,
 * unless given.
 * @returns customer_ids, ascending.
 * @throws SettingsError where one is nobody's, the store has not so many, or none is given to choose from.
 */
export function repCustomers(
  given: string | undefined,
  storeId: string | undefined,
  world: World,
): readonly string[] {
  const setting = option('repCustomers');
  const isCount = given === undefined || /^\d+$/.test(given.trim());
  if (!isCount && storeId === undefined) return customerIdsOf(given, world, setting);
  if (!isCount)
    throw new SettingsError(
      say`${setting} names the customers and ${option('store')} says whose to choose them from; give one of the two, or a number with the store.`,
    );
  if (storeId === undefined)
    throw new SettingsError(
      say`${option('role', 'sales-rep')} has customers; give ${setting} with their customer_ids, or ${option('store')} to choose them from.`,
    );
  const ids = customersOf(storeId, world);
  const count = given === undefined ? Math.min(USUAL, ids.length) : Number(given);
  if (count < 1 || count > ids.length) {
    throw new SettingsError({
      ...{ setting, value: given, shown: shown(given) },
      allowed: `a whole number from 1 to ${ids.length}, as ${storeId} has no more customers, or customer_ids`,
    });
  }
  return ids.slice(0, count).sort();
}

/** In the order of a dump, which is that of their registration. */
function customersOf(storeId: string, world: World): string[] {
  const documents = documentsOf(new PreparedWorld(world, { stores: [storeId] }), 'customers');
  return Array.from(documents, (bytes) => String(deserialize(bytes).customer_id));
}
