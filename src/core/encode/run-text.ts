/** The texts that are the same for a whole run, and their lengths: order ids and dates. */
import { civilOf, SECONDS_PER_DAY } from '../settings/calendar.js';
import type { World } from '../settings/settings.js';
import { putClock, putNumber } from './text.js';

/** An id and a moment of the right length, with the characters that never change, for templates. */
export const orderIdPlaceholder = (digits: number): string => `order_00000000_${'0'.repeat(digits)}`;
export const MOMENT_PLACEHOLDER = '0000-00-00T00:00:00Z';
export const UUID_PLACEHOLDER = '00000000-0000-4000-8000-000000000000';

/** Where the parts of an order id begin, counted from its first character. */
export const ORDER_ID = { date: 'order_'.length, number: 'order_YYYYMMDD_'.length };

/** Where the clock begins in a moment. */
export const CLOCK_AT = 'YYYY-MM-DDT'.length;

/** A day's part of the table of days, with the characters that are the same in each. */
const DATE_PLACEHOLDERS = Buffer.from('YYYYMMDDYYYY-MM-DDT');

/** Characters of one day in the table of days. */
const DAY_BYTES = 24;

/** The dates of the period as text, ready to be copied: `YYYYMMDD` at 0 and `YYYY-MM-DDT` at 8 of each day's part. */
export class DayTexts {
  private readonly view: DataView;
  private readonly firstDay: number;

  constructor(world: World) {
    this.firstDay = world.firstDay;
    const days = world.lastDay - world.firstDay + 1;
    const bytes = new Uint8Array(days * DAY_BYTES + 8);
    for (let day = 0; day < days; day++) {
      const { year, month, date } = civilOf(world.firstDay + day);
      const at = day * DAY_BYTES;
      bytes.set(DATE_PLACEHOLDERS, at);
      putNumber(bytes, at, year, 4);
      putNumber(bytes, at + 4, month, 2);
      putNumber(bytes, at + 6, date, 2);
      putNumber(bytes, at + 8, year, 4);
      putNumber(bytes, at + 13, month, 2);
      putNumber(bytes, at + 16, date, 2);
    }
    this.view = new DataView(bytes.buffer);
  }

  /** Writes `YYYYMMDD`. */
  putCompact(day: number, view: DataView, at: number): void {
    view.setFloat64(at, this.view.getFloat64(day * DAY_BYTES, true), true);
  }

  /** Writes `YYYY-MM-DDT`. */
  putDate(day: number, view: DataView, at: number): void {
    const from = day * DAY_BYTES + 8;
    view.setFloat64(at, this.view.getFloat64(from, true), true);
    view.setUint16(at + 8, this.view.getUint16(from + 8, true), true);
    view.setUint8(at + 10, this.view.getUint8(from + 10));
  }

  /** Writes a moment of the period, given in seconds since 1970, except what the template has. */
  putMoment(seconds: number, view: DataView, at: number): void {
    const day = Math.floor(seconds / SECONDS_PER_DAY);
    this.putDate(day - this.firstDay, view, at);
    putClock(view, at + CLOCK_AT, seconds - day * SECONDS_PER_DAY);
  }
}
