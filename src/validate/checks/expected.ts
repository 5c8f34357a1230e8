/** What the settings lead one to expect of orders: how many a day, and which share each store has. */
import { openHour, utcOffset } from '../../plan/opening-hours.js';
import { makePlan, type Plan } from '../../plan/plan.js';
import { Segments } from '../../plan/segments.js';
import { weekdayOf } from '../../settings/calendar.js';
import type { World } from '../../settings/settings.js';

export class Expected {
  readonly plan: Plan;
  private readonly segments: Segments;
  private readonly open = new Map<string, boolean>();

  constructor(readonly world: World) {
    this.segments = new Segments(world);
    this.plan = makePlan(world, this.segments);
  }

  ordersOfDay(day: number): number {
    return this.plan.ordersBefore[day + 1] - this.plan.ordersBefore[day];
  }

  /** Expected orders of each store on a day of the period: those who buy there, on a day on which it opens. */
  storesOfDay(day: number): number[] {
    const { classes, orderWeights, places } = this.segments;
    const customers = this.plan.customersBefore[day];
    const weights = this.world.catalog.stores.map((_, store) => {
      if (!this.isOpen(store, this.world.firstDay + day)) return 0;
      let weight = 0;
      for (let s = store * classes; s < (store + 1) * classes; s++) {
        if (orderWeights[s] > 0 && places[s][0] < customers) weight += orderWeights[s];
      }
      return weight;
    });
    const sum = weights.reduce((a, b) => a + b, 0);
    return weights.map((weight) => (sum === 0 ? 0 : (weight / sum) * this.ordersOfDay(day)));
  }

  /** Whether the store is open at any hour of a UTC day. */
  private isOpen(store: number, day: number): boolean {
    const config = this.world.catalog.stores[store];
    if (config.hours === undefined) return true;
    const zone = this.world.catalog.timezones[config.timezone];
    const key = `${store} ${weekdayOf(day)} ${utcOffset(zone, day, 0)} ${utcOffset(zone, day, 23)}`;
    let open = this.open.get(key);
    if (open === undefined) {
      const { hour_weights: weights } = this.world.growth;
      open = Array.from({ length: 24 }, (_, hour) => openHour(config, zone, day, hour)).some(
        (local) => local >= 0 && weights[local] > 0,
      );
      this.open.set(key, open);
    }
    return open;
  }
}
