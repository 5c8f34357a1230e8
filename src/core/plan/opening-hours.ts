/** When stores are open, in UTC, from their local hours and time zone. */
import { civilOf, weekdayOf } from '../settings/calendar.js';
import type { StoreConfig, TimezoneConfig } from '../settings/catalog-entries.js';

const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
const SUNDAY = 6;

/** The nth Sunday of a month, or the last one, as a day since 1970. */
function sunday(year: number, month: number, nth: number | 'last'): number {
  if (nth === 'last') {
    const last = Date.UTC(year, month, 0) / 86_400_000;
    return last - ((weekdayOf(last) - SUNDAY + 7) % 7);
  }
  const first = Date.UTC(year, month - 1, 1) / 86_400_000;
  return first + ((SUNDAY - weekdayOf(first) + 7) % 7) + (nth - 1) * 7;
}

/**
 * Hours from UTC at a UTC hour. Daylight saving time in the United States holds from the second Sunday of March to
 * the first Sunday of November, 2:00 local time (Energy Policy Act of 2005); in the European Union from the last
 * Sunday of March to the last one of October, 1:00 UTC (Directive 2000/84/EC).
 */
export function utcOffset(zone: TimezoneConfig, day: number, hour: number): number {
  if (zone.daylight === 'none') return zone.utc_offset;
  const { year } = civilOf(day);
  const now = day * 24 + hour;
  const us = zone.daylight === 'us';
  const begins = us ? sunday(year, 3, 2) * 24 + 2 - zone.utc_offset : sunday(year, 3, 'last') * 24 + 1;
  const ends = us ? sunday(year, 11, 1) * 24 + 1 - zone.utc_offset : sunday(year, 10, 'last') * 24 + 1;
  return zone.utc_offset + (now >= begins && now < ends ? 1 : 0);
}

/** The store's local hour (0 to 23) at a UTC hour if it is open then, else -1. */
export function openHour(store: StoreConfig, zone: TimezoneConfig, day: number, hour: number): number {
  const local = day * 24 + hour + utcOffset(zone, day, hour);
  const localHour = ((local % 24) + 24) % 24;
  if (store.hours === undefined) return localHour;
  const hours = store.hours[WEEKDAYS[weekdayOf(Math.floor(local / 24))]];
  return hours !== undefined && localHour >= hours[0] && localHour < hours[1] ? localHour : -1;
}
