/** For each kind of day: how orders spread over its 24 UTC hours, and which customer segment buys in each hour. */

import { openHour, utcOffset } from '../plan/opening-hours.js';
import type { Plan } from '../plan/plan.js';
import type { Segments } from '../plan/segments.js';
import { Choice } from '../random/choice.js';
import { weekdayOf } from '../settings/calendar.js';
import type { World } from '../settings/settings.js';

/** One kind of day. */
export class DayTable {
  /** Weight of the hours before each hour; `before[24]` is the day's. */
  readonly before = new Float64Array(25);
  /** By hour x segments + segment. */
  private readonly weights: Float64Array;
  private readonly choices: Choice[] = [];

  /**
   * @param busy how busy each store is in each hour, as a share of its own day: hour x stores + store.
   * @param present the segments that buy.
   */
  constructor(
    private readonly segments: Segments,
    busy: Float64Array,
    present: readonly number[],
  ) {
    const { orderWeights, classes, count } = segments;
    const { before } = this;
    const weights = new Float64Array(24 * count);
    const stores = count / classes;
    for (let hour = 0; hour < 24; hour++) {
      let sum = 0;
      for (let i = 0; i < present.length; i++) {
        const s = present[i];
        const weight = orderWeights[s] * busy[hour * stores + Math.floor(s / classes)];
        weights[hour * count + s] = weight;
        sum += weight;
      }
      before[hour + 1] = before[hour] + sum;
    }
    this.weights = weights;
  }

  /** Who buys in an hour that has a weight; made when it is first asked for, as a small world asks for few. */
  segmentsOf(hour: number): Choice {
    let choice = this.choices[hour];
    if (choice === undefined) {
      const { count } = this.segments;
      choice = new Choice(this.weights.subarray(hour * count, (hour + 1) * count));
      this.choices[hour] = choice;
    }
    return choice;
  }
}

/**
 * Makes the tables as they are asked for and keeps them: days differ by weekday, by daylight saving time and, at the
 * very beginning of small runs, by which segments already have a customer.
 */
export class DayTables {
  private readonly tables = new Map<string, DayTable>();
  /** By weekday and daylight saving time alone. */
  private readonly busy = new Map<string, Float64Array>();
  /** Segments that buy, by the place of their first customer. */
  private readonly byFirst: readonly number[];
  private readonly zones: readonly string[];

  constructor(
    private readonly world: World,
    private readonly plan: Plan,
    private readonly segments: Segments,
  ) {
    this.byFirst = Array.from({ length: segments.count }, (_, s) => s)
      .filter((s) => segments.orderWeights[s] > 0)
      .sort((a, b) => segments.places[a][0] - segments.places[b][0]);
    this.zones = [...new Set(world.catalog.stores.map((store) => store.timezone))];
  }

  /** The table of a day, given as a position in the period. */
  at(day: number): DayTable {
    const absolute = this.world.firstDay + day;
    const customers = this.plan.customersBefore[day];
    let present = this.byFirst.length;
    while (present > 0 && this.segments.places[this.byFirst[present - 1]][0] >= customers) present--;
    const offsets = this.zones.map((name) => {
      const zone = this.world.catalog.timezones[name];
      return `${utcOffset(zone, absolute, 0)}${utcOffset(zone, absolute, 23)}`;
    });
    const kind = `${weekdayOf(absolute)} ${offsets.join(' ')}`;
    const key = `${kind} ${present}`;
    let table = this.tables.get(key);
    if (table === undefined) {
      table = new DayTable(this.segments, this.busyOn(absolute, kind), this.byFirst.slice(0, present));
      this.tables.set(key, table);
    }
    return table;
  }

  /** A store that closes early sells as much as others. */
  private busyOn(day: number, kind: string): Float64Array {
    const known = this.busy.get(kind);
    if (known !== undefined) return known;
    const { catalog, growth } = this.world;
    const { stores } = catalog;
    const busy = new Float64Array(24 * stores.length);
    for (const [s, store] of stores.entries()) {
      let sum = 0;
      for (let hour = 0; hour < 24; hour++) {
        const local = openHour(store, catalog.timezones[store.timezone], day, hour);
        const weight = local < 0 ? 0 : growth.hour_weights[local];
        busy[hour * stores.length + s] = weight;
        sum += weight;
      }
      for (let hour = 0; hour < 24; hour++) busy[hour * stores.length + s] /= sum === 0 ? 1 : sum;
    }
    this.busy.set(kind, busy);
    return busy;
  }
}
