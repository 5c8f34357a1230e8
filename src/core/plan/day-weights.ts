/** How busy each day of the period is: growth x season x weekday, as whole numbers so that sums are exact. */
import { MONTHS } from '../model/categories.js';
import { civilOf, weekdayOf } from '../settings/calendar.js';
import type { StoreConfig } from '../settings/catalog-entries.js';
import type { World } from '../settings/settings.js';
import { openHour } from './opening-hours.js';

const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

/** A weight of 1.0 becomes this; the sum over a century stays far below 2^53. */
const RESOLUTION = 1_000_000;

/** The categories' mean multiplier of each month, January first. */
function monthlyDemand(world: World): number[] {
  const { categories } = world.catalog;
  return MONTHS.map(
    (month) =>
      categories.reduce((sum, category) => sum + category.seasonal_multipliers[month], 0) / categories.length,
  );
}

/**
 * One whole number from 0 for each day of the period, the first day first. A day on which none of `stores` is open
 * (in UTC, as all days here) has 0.
 */
export function dayWeights(world: World, stores: readonly StoreConfig[]): Float64Array {
  const months = monthlyDemand(world);
  const weights = new Float64Array(world.lastDay - world.firstDay + 1);
  const neverCloses = stores.some((store) => store.hours === undefined);
  const isOpen = (day: number) =>
    neverCloses ||
    stores.some((store) => {
      const zone = world.catalog.timezones[store.timezone];
      for (let hour = 0; hour < 24; hour++) {
        const local = openHour(store, zone, day, hour);
        if (local >= 0 && world.growth.hour_weights[local] > 0) return true;
      }
      return false;
    });
  for (let index = 0; index < weights.length; index++) {
    const day = world.firstDay + index;
    const { year, month } = civilOf(day);
    const growth = world.growth.year_weights[year] ?? 0;
    const weekday = world.growth.weekday_weights[WEEKDAYS[weekdayOf(day)]];
    weights[index] = isOpen(day) ? Math.round(growth * months[month - 1] * weekday * RESOLUTION) : 0;
  }
  return weights;
}
