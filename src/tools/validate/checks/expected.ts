/** What the settings lead one to expect of orders: how many a day, and which share each store has. */
import { defined } from '../../../core/defined.js';
import { openHour, utcOffset } from '../../../core/plan/opening-hours.js';
import { makePlan, type Plan } from '../../../core/plan/plan.js';
import { Segments } from '../../../core/plan/segments.js';
import { weekdayOf } from '../../../core/settings/calendar.js';
import type { StoreConfig, TimezoneConfig } from '../../../core/settings/catalog-entries.js';
import type { World } from '../../../core/settings/settings.js';

export class Expected {
  readonly plan: Plan;
  private readonly segments: Segments;
  private readonly open = new Map<string, boolean>();
  private readonly zones: ReadonlySet<string>;
  /** As many customers have all segments that any number of customers has. */
  private readonly enough: number;
  /** The weights of the stores as long as they are open, of the number of customers that was asked for last. */
  private weighed: { customers: number; weights: number[] } | undefined;

  constructor(readonly world: World) {
    this.segments = new Segments(world);
    this.plan = makePlan(world, this.segments);
    // A store that never closes may have none.
    this.zones = new Set(world.catalog.stores.flatMap(({ hours, timezone }) => (hours ? [timezone] : [])));
    this.enough = 1 + this.segments.places.reduce((most, [first = 0]) => Math.max(most, first), 0);
  }

  ordersOfDay(day: number): number {
    const [before, after] = this.plan.ordersBefore.slice(day, day + 2);
    return defined(after, 'a day of the plan') - defined(before, 'a day of the plan');
  }

  /** Expected orders of each store on a day of the period: those who buy there, on a day on which it opens. */
  storesOfDay(day: number): number[] {
    const customers = defined(this.plan.customersBefore[day], 'a day of the plan');
    const whole = this.weights(Math.min(customers, this.enough));
    const today = this.world.firstDay + day;
    const clocks = new Map([...this.zones].map((name) => [name, this.clockOf(name, today)]));
    const weights = this.world.catalog.stores.map((config, store) =>
      this.isOpen(config, today, clocks.get(config.timezone) ?? '') ? (whole[store] ?? 0) : 0,
    );
    const sum = weights.reduce((a, b) => a + b, 0);
    return weights.map((weight) => (sum === 0 ? 0 : (weight / sum) * this.ordersOfDay(day)));
  }

  /** What each store's customers buy there in relation to others', of the first `customers`. */
  private weights(customers: number): number[] {
    if (this.weighed?.customers === customers) return this.weighed.weights;
    const { classes, orderWeights, places } = this.segments;
    const weights = this.world.catalog.stores.map((_, store) => {
      let weight = 0;
      for (const [i, ofSegment] of orderWeights.subarray(store * classes, (store + 1) * classes).entries()) {
        const [first = Number.POSITIVE_INFINITY] = places[store * classes + i] ?? [];
        if (first < customers) weight += ofSegment;
      }
      return weight;
    });
    this.weighed = { customers, weights };
    return weights;
  }

  /** What opening depends on besides the store: the weekday, and the hours from UTC at the day's ends. */
  private clockOf(timezone: string, day: number): string {
    const zone = this.zoneOf(timezone);
    return `${weekdayOf(day)} ${utcOffset(zone, day, 0)} ${utcOffset(zone, day, 23)}`;
  }

  private zoneOf(timezone: string): TimezoneConfig {
    return defined(this.world.catalog.timezones[timezone], 'the time zone of a store');
  }

  /** Whether the store is open at any hour of a UTC day, which has this clock there. */
  private isOpen(store: StoreConfig, day: number, clock: string): boolean {
    if (store.hours === undefined) return true;
    const key = `${store.store_id} ${clock}`;
    let open = this.open.get(key);
    if (open === undefined) {
      const zone = this.zoneOf(store.timezone);
      const { hour_weights: weights } = this.world.growth;
      open = Array.from({ length: 24 }, (_, hour) => openHour(store, zone, day, hour)).some(
        (local) => (weights[local] ?? 0) > 0,
      );
      this.open.set(key, open);
    }
    return open;
  }
}
