/** What a shard sold, by month and by store and product: all that the stock ledger needs to know of it. */
import { civilOf } from '../settings/calendar.js';
import type { World } from '../settings/settings.js';

/** Calendar months of the period, and the month of each day. */
export class Months {
  readonly count: number;
  /** Month of each day, both as positions in the period. */
  readonly ofDay: Uint16Array;
  /** First day of each month that lies in the period, as a position in it. */
  readonly firstDay: Uint32Array;
  /** The calendar month, January is 0. */
  readonly calendar: Uint8Array;

  constructor(world: World) {
    const first = civilOf(world.firstDay);
    const last = civilOf(world.lastDay);
    this.count = (last.year - first.year) * 12 + last.month - first.month + 1;
    this.ofDay = new Uint16Array(world.lastDay - world.firstDay + 1);
    this.firstDay = new Uint32Array(this.count);
    this.calendar = Uint8Array.from({ length: this.count }, (_, month) => (first.month - 1 + month) % 12);
    let previous = -1;
    this.ofDay.forEach((_, day) => {
      const { year, month } = civilOf(world.firstDay + day);
      const index = (year - first.year) * 12 + month - first.month;
      this.ofDay[day] = index;
      if (index !== previous) this.firstDay[index] = day;
      previous = index;
    });
  }
}

/** The sales of a shard; cancelled orders sell nothing. */
export interface Sales {
  /** The first month that the shard touches, and how many. */
  readonly fromMonth: number;
  readonly months: number;
  /** Units by month x cell; a cell is store x products + product. */
  readonly units: Uint32Array<ArrayBuffer>;
  /** The last sale by month x cell, in seconds since 1970; 0 where there was none. */
  readonly last: Uint32Array<ArrayBuffer>;
}
