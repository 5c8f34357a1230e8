/** Local time and opening hours, against the zone database of Node.js. */
import { describe, expect, it } from 'vitest';
import { openHour, utcOffset } from '../../src/core/plan/opening-hours.js';
import { dayOf } from '../../src/core/settings/calendar.js';
import { localHour } from '../fixtures/local-time.js';
import { tiny } from '../fixtures/worlds.js';

const { stores, timezones } = tiny.catalog;
const store = stores[0];

/** Every UTC hour of the years, as day and hour. */
function* hoursOf(first: number, last: number): Generator<[number, number]> {
  for (let day = dayOf(`${first}-01-01`); day <= dayOf(`${last}-12-31`); day++) {
    for (let hour = 0; hour < 24; hour++) yield [day, hour];
  }
}

describe('local time', () => {
  // In 2024 the year is a leap year; 2021 and 2026 begin and end on other weekdays.
  it.each([
    ['America/Los_Angeles', 2023, 2026],
    ['Europe/Berlin', 2023, 2026],
    ['Asia/Tokyo', 2024, 2024],
    ['Europe/London', 2020, 2021],
    ['America/New_York', 2020, 2021],
    ['America/Denver', 2022, 2022],
    ['America/Chicago', 2022, 2022],
    ['America/Phoenix', 2022, 2022],
    ['UTC', 2022, 2022],
  ] as const)('is that of %s in every hour from %i to %i', (zone, first, last) => {
    const always = { ...store, timezone: zone, hours: undefined };
    for (const [day, hour] of hoursOf(first, last)) {
      const local = openHour(always, timezones[zone], day, hour);
      if (local !== localHour(zone, day * 24 + hour).hour) {
        expect.fail(`${zone}, day ${day}, ${hour}:00 UTC is ${local}:00 here`);
      }
    }
    expect(Object.keys(timezones)).toContain(zone);
  });

  it('changes at 2:00 in the United States and at 1:00 UTC in Europe', () => {
    const around = (zone: string, date: string, hour: number) =>
      [hour - 1, hour].map((h) => utcOffset(timezones[zone], dayOf(date), h));
    expect(around('America/Los_Angeles', '2024-03-10', 10)).toEqual([-8, -7]);
    expect(around('America/Los_Angeles', '2024-11-03', 9)).toEqual([-7, -8]);
    expect(around('Europe/Berlin', '2024-03-31', 1)).toEqual([1, 2]);
    expect(around('Europe/Berlin', '2024-10-27', 1)).toEqual([2, 1]);
  });
});

describe('opening hours', () => {
  it.each(['America/Los_Angeles', 'Europe/Berlin', 'Asia/Tokyo'])(
    'of a store in %s hold by the local weekday in every hour of two years',
    (zone) => {
      const hours = {
        mon: [0, 24],
        tue: [7, 21],
        wed: [0, 1],
        thu: [23, 24],
        sat: [1, 3],
        sun: [2, 4],
      } as NonNullable<typeof store.hours>;
      const shop = { ...store, timezone: zone, hours };
      for (const [day, hour] of hoursOf(2024, 2025)) {
        const local = localHour(zone, day * 24 + hour);
        const today = hours[local.weekday];
        const open = today !== undefined && local.hour >= today[0] && local.hour < today[1];
        const found = openHour(shop, timezones[zone], day, hour);
        if (found !== (open ? local.hour : -1)) {
          expect.fail(`${zone}, day ${day}, ${hour}:00 UTC is ${found} here`);
        }
      }
      expect(openHour({ ...shop, hours: {} }, timezones[zone], 0, 12)).toBe(-1);
    },
  );

  it('of a store without hours never end', () => {
    const online = { ...store, hours: undefined };
    for (let hour = 0; hour < 24; hour++) expect(openHour(online, timezones.UTC, 20_000, hour)).toBe(hour);
  });
});
