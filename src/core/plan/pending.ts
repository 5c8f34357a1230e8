/**
 * Which orders can be pending. Of those of the last days it is a share; and the very last ones are it in any case, so that
 * a small demonstration, with less than one order a day, has some to show.
 */
import type { World } from '../settings/settings.js';
import type { Plan } from './plan.js';

/** At most one order in so many is pending in any case. */
const ORDERS_PER_PENDING = 200;

/** How many orders at the end of the period are pending whatever is drawn. */
export const alwaysPending = ({ orders, statuses }: Pick<World, 'orders' | 'statuses'>): number =>
  Math.min(statuses.pending_least, Math.floor(orders / ORDERS_PER_PENDING));

/** The first day with orders that can be pending, as a position in the period; its number of days where there is none. */
export function firstPendingDay(world: Pick<World, 'orders' | 'statuses'>, plan: Plan): number {
  const { days, ordersBefore } = plan;
  const least = alwaysPending(world);
  let day = Math.max(0, days - world.statuses.pending_days);
  while (day > 0 && world.orders - (ordersBefore[day] as number) < least) day--;
  return day;
}
