/** Days as numbers against the engine's own calendar. */
import { expect, it } from 'vitest';
import { civilOf, dayOf } from '../../src/core/settings/calendar.js';

it('civilOf is the date that it is, on every day that a period may have', () => {
  const wrong = Array.from({ length: dayOf('2106-01-31') + 1000 }, (_, i) => i - 500).filter((day) => {
    const moment = new Date(day * 86_400_000);
    const { year, month, date } = civilOf(day);
    return Date.UTC(year, month - 1, date) !== moment.getTime() || month !== moment.getUTCMonth() + 1;
  });
  expect(wrong).toEqual([]);
});
