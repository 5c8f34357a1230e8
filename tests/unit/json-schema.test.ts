/** The forms of strings in the schema, against another authority than their regular expressions. */
import { expect, it } from 'vitest';
import { FORMS } from '../../src/core/model/json-schema.js';

it("a date is one of the calendar's days", () => {
  const form = new RegExp(FORMS['iso-date']);
  const wrong: string[] = [];
  // All rules of leap years are met within 400 years.
  for (let year = 1900; year < 2310; year++) {
    for (let month = 0; month <= 13; month++) {
      for (let day = 0; day <= 32; day++) {
        const text = `${year}-${`${month}`.padStart(2, '0')}-${`${day}`.padStart(2, '0')}T10:30:00`;
        const moment = new Date(`${text}.000Z`);
        const exists = !Number.isNaN(moment.valueOf()) && moment.toISOString().startsWith(text);
        if (form.test(`${text}Z`) !== exists) wrong.push(text);
      }
    }
  }
  expect(wrong).toEqual([]);
});

it.each([
  ['2024-02-29T23:59:59Z', true],
  ['2024-02-29T24:00:00Z', false],
  ['2024-02-29T23:60:00Z', false],
  ['2024-02-29T23:59:60Z', false],
  ['2024-02-29T23:59:59', false],
  ['2024-02-29T23:59:59Z\n', false],
  [' 2024-02-29T23:59:59Z', false],
])('%j as a moment: %s', (text, right) => {
  expect(new RegExp(FORMS['iso-date']).test(text)).toBe(right);
});
