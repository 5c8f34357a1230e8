/** How much each store is expected to sell of each product: what thresholds and receipts go by. */

import { MONTHS } from '../../model/categories.js';
import type { Plan } from '../../plan/plan.js';
import type { Segments } from '../../plan/segments.js';
import { meanCount } from '../../random/mean.js';
import type { World } from '../../settings/settings.js';
import type { Assortment } from '../assortment.js';
import type { Months } from '../sales.js';

/**
 * Expected units a day, by cell (store x products + product), averaged over the period: the very chances by which
 * orders are made, month by month.
 */
export function expectedDemand(
  world: World,
  plan: Plan,
  segments: Segments,
  assortment: Assortment,
  months: Months,
): Float64Array {
  const { themed_share: themed, themed_line_share: themedLine } = world.baskets;
  const demand = new Float64Array(assortment.stores * assortment.products);
  const ordersOfMonth = new Float64Array(MONTHS.length);
  for (let day = 0; day < plan.days; day++) {
    const month = months.calendar[months.ofDay[day]];
    ordersOfMonth[month] += plan.ordersBefore[day + 1] - plan.ordersBefore[day];
  }
  const storeWeights = world.catalog.stores.map((_, store) => {
    const own = segments.orderWeights.subarray(store * segments.classes, (store + 1) * segments.classes);
    return own.reduce((a, b) => a + b, 0);
  });
  const allWeights = storeWeights.reduce((a, b) => a + b, 0);
  const unitsPerOrder =
    meanCount(world.baskets.items_weights) *
    meanCount(world.baskets.quantity_weights) *
    (1 - world.statuses.cancelled_share);
  for (let store = 0; store < assortment.stores; store++) {
    const unitsOf = (orders: number) =>
      allWeights === 0 ? 0 : (orders * unitsPerOrder * storeWeights[store]) / allWeights;
    const add = (shelf: Assortment['all'][number], units: number) => {
      shelf.products.forEach((product, i) => {
        demand[store * assortment.products + product] += (units * shelf.chances[i]) / plan.days;
      });
    };
    for (let month = 0; month < MONTHS.length; month++) {
      const units = unitsOf(ordersOfMonth[month]);
      const categories = assortment.categoryOfMonth[store][month];
      const share = categories === undefined ? 0 : themed * themedLine;
      add(assortment.all[store], units * (1 - share));
      assortment.byCategory[store].forEach((shelf, category) => {
        const chance = assortment.categoryChance(store, month, category);
        if (shelf !== undefined && share > 0) add(shelf, units * share * chance);
      });
    }
  }
  return demand;
}
