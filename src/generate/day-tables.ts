/** For each kind of day: how orders spread over its 24 UTC hours, and which customer segment buys in each hour. */

import { openHour, utcOffset } from '../plan/opening-hours.js';
import type { Plan } from '../plan/plan.js';
import type { Segments } from '../plan/segments.js';
import { Choice } from '../random/choice.js';
import { weekdayOf } from '../settings/calendar.js';
import type { World } from '../settings/settings.js';

/** One kind of day. */
export interface DayTable {
  /** Weight of the hours before each hour; `before[24]` is the day's. */
  readonly before: Float64Array;
  /** Who buys in each hour; undefined where nobody can. */
  readonly segment: readonly (Choice | undefined)[];
}

/**
 * Makes the tables as they are asked for and keeps them: days differ by weekday, by daylight saving time and, at the
 * very beginning of small runs, by which segments already have a customer.
 */
export class DayTables {
  private readonly tables = new Map<string, DayTable>();
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
    const key = `${weekdayOf(absolute)} ${offsets.join(' ')} ${present}`;
    let table = this.tables.get(key);
    if (table === undefined) {
      table = this.make(absolute, this.byFirst.slice(0, present));
      this.tables.set(key, table);
    }
    return table;
  }

  private make(day: number, present: readonly number[]): DayTable {
    const { catalog, growth } = this.world;
    const { orderWeights, classes, count } = this.segments;
    // How busy each store is in each hour, as a share of its own day: a store that closes early sells as much.
    const busy = catalog.stores.map((store) => {
      const hours = Array.from({ length: 24 }, (_, hour) => {
        const local = openHour(store, catalog.timezones[store.timezone], day, hour);
        return local < 0 ? 0 : growth.hour_weights[local];
      });
      const sum = hours.reduce((a, b) => a + b, 0);
      return hours.map((weight) => (sum === 0 ? 0 : weight / sum));
    });
    const before = new Float64Array(25);
    const segment: (Choice | undefined)[] = [];
    for (let hour = 0; hour < 24; hour++) {
      const weights = new Float64Array(count);
      let sum = 0;
      for (const s of present) {
        weights[s] = orderWeights[s] * busy[Math.floor(s / classes)][hour];
        sum += weights[s];
      }
      before[hour + 1] = before[hour] + sum;
      segment.push(sum > 0 ? new Choice(weights) : undefined);
    }
    return { before, segment };
  }
}
