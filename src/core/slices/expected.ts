/** About how large a slice will be, for those who watch it being made. */
import type { Plan } from '../plan/plan.js';
import { Segments } from '../plan/segments.js';
import { dayOf } from '../settings/calendar.js';
import type { World } from '../settings/settings.js';
import { type Slice, takesNamedCustomers } from '../settings/slice.js';

/** An estimate of the customers and orders of a slice. */
export function expectedCounts(
  world: World,
  plan: Plan,
  slice: Slice,
): { readonly customers: number; readonly orders: number } {
  const { stores, customers, since, sample = 1 } = slice;
  const segments = new Segments(world);
  const ofStores = storeShares(world, segments, stores);
  const before = since === undefined ? 0 : plan.ordersBefore[Math.max(0, dayOf(since) - world.firstDay)];
  const named = customers?.length ?? world.customers;
  const orders = (world.orders - before) * sample * ofStores.orders * (named / Math.max(1, world.customers));
  const those = customers?.length ?? world.customers * ofStores.customers;
  // How many of them at least one of so many orders falls to.
  const buying = those * (1 - Math.exp(-orders / Math.max(1, those)));
  return {
    customers: Math.round(takesNamedCustomers(slice) ? buying : those),
    orders: Math.round(orders),
  };
}

/** The shares of some stores in the customers, and in the orders. */
function storeShares({ catalog }: World, segments: Segments, stores: Slice['stores']) {
  if (stores === undefined) return { customers: 1, orders: 1 };
  const { orderWeights, places, classes } = segments;
  const of = { customers: 0, orders: 0 };
  const all = { customers: 0, orders: 0 };
  for (let segment = 0; segment < segments.count; segment++) {
    const inside = stores.includes(catalog.stores[Math.floor(segment / classes)].store_id);
    for (const sums of inside ? [of, all] : [all]) {
      sums.customers += places[segment].length;
      sums.orders += orderWeights[segment];
    }
  }
  return { customers: of.customers / all.customers, orders: of.orders / all.orders };
}
