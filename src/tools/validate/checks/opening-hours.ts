/** Whether a store is open at an order's moment, as an expression over UTC strings and the rules of the settings. */
import { defined } from '../../../core/defined.js';
import { utcOffset } from '../../../core/plan/opening-hours.js';
import { momentOf } from '../../../core/settings/calendar.js';
import type { StoreConfig, TimezoneConfig } from '../../../core/settings/catalog-entries.js';
import type { World } from '../../../core/settings/settings.js';
import { add, and, choose, type Expression, isIn, lt, ne, part, when } from '../expression/terms.js';

const HOURS_PER_WEEK = 168;
/** $dayOfWeek counts from Sunday. */
const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;

/** For each hour of the local week, Sunday's first hour first: `1` where the store is open. */
function openMask(store: StoreConfig): string {
  return WEEKDAYS.map((weekday) => {
    const [opens, closes] = store.hours?.[weekday] ?? [0, 0];
    return Array.from({ length: 24 }, (_, hour) => (hour >= opens && hour < closes ? '1' : '0')).join('');
  }).join('');
}

/** Hours from UTC at `$order_date`: the zone's, and one more within its stretches of daylight saving time. */
function offset(zone: TimezoneConfig, world: World): Expression {
  const stretches: Expression[] = [];
  let from: string | undefined;
  const isDaylight = (day: number, hour: number): boolean =>
    day <= world.lastDay && utcOffset(zone, day, hour) !== zone.utc_offset;
  for (let day = world.firstDay; day <= world.lastDay + 1; day++) {
    // The clock changes twice a year, never twice a day: on all other days both ends are as the day before was.
    if ([0, 23].every((hour) => isDaylight(day, hour) === (from !== undefined))) continue;
    for (let hour = 0; hour < 24; hour++) {
      const daylight = isDaylight(day, hour);
      if (daylight === (from !== undefined)) continue;
      const moment = momentOf((day * 24 + hour) * 3600);
      if (daylight) from = moment;
      else if (from !== undefined) {
        stretches.push(and({ $gte: ['$order_date', from] }, lt('$order_date', moment)));
        from = undefined;
      }
    }
  }
  if (stretches.length === 0) return zone.utc_offset;
  return when({ $or: stretches }, zone.utc_offset + 1, zone.utc_offset);
}

/** True where `$store_id` is closed at `$order_date`. Stores without hours never close. */
export function closed(world: World): Expression {
  const groups = new Map<string, { stores: string[]; mask: string; zone: TimezoneConfig }>();
  for (const store of world.catalog.stores) {
    if (store.hours === undefined) continue;
    const mask = openMask(store);
    const key = `${store.timezone} ${mask}`;
    const zone = defined(world.catalog.timezones[store.timezone], 'the time zone of a store');
    const group = groups.get(key) ?? { stores: [], mask, zone };
    group.stores.push(store.store_id);
    groups.set(key, group);
  }
  if (groups.size === 0) return false;
  // Faster in a server than to have it read the whole string.
  const number = (from: number, length: number): Expression => ({
    $toInt: part('$order_date', from, length),
  });
  const date: Expression = {
    $dateFromParts: { year: number(0, 4), month: number(5, 2), day: number(8, 2) },
  };
  const utcHour = add({ $multiply: [{ $subtract: [{ $dayOfWeek: date }, 1] }, 24] }, number(11, 2));
  return choose(
    [...groups.values()].map(({ stores, mask, zone }) => {
      // A week more, so that hours before Sunday's first UTC hour stay positive.
      const hour = add(utcHour, offset(zone, world), HOURS_PER_WEEK);
      return [isIn('$store_id', stores), ne(part(mask, { $mod: [hour, HOURS_PER_WEEK] }, 1), '1')];
    }),
    false,
  );
}
