/** The check of opening hours agrees with the generator's hours on the days on which the clock changes. */
import { expect, it } from 'vitest';
import { openHour } from '../../src/core/plan/opening-hours.js';
import { dayOf, momentOf } from '../../src/core/settings/calendar.js';
import { closed } from '../../src/tools/validate/checks/opening-hours.js';
import { condition } from '../../src/tools/validate/expression/evaluate.js';
import { small } from '../fixtures/worlds.js';

it.each([
  ['2024-11-03', '2024-11-05'],
  ['2024-10-27', '2024-10-27'],
  ['2024-03-10', '2024-03-31'],
  ['2024-03-08', '2024-11-03'],
])('from %s to %s', (start, end) => {
  const world = { ...small, firstDay: dayOf(start), lastDay: dayOf(end) };
  const isClosed = condition(closed(world));
  const { stores, timezones } = world.catalog;
  for (const store of stores) {
    for (let day = world.firstDay; day <= world.lastDay; day++) {
      for (let hour = 0; hour < 24; hour++) {
        const order = { store_id: store.store_id, order_date: momentOf((day * 24 + hour) * 3600) };
        const open = openHour(store, timezones[store.timezone], day, hour) >= 0;
        expect(isClosed(order), JSON.stringify(order)).toBe(!open);
      }
    }
  }
});
