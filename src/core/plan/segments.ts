/**
 * Customer segments: a store and a base of orders (the activity) together. Which segment a customer belongs to follows
 * from the customer's number by a pattern that repeats, so shares are exact and no table grows with the customers.
 */
import type { World } from '../settings/settings.js';

/** Length of the pattern; a segment rarer than 1 in 16,384 customers does not occur. */
export const PATTERN = 16_384;

export class Segments {
  /** Classes of activity: segment = store x classes + base of orders. */
  readonly classes: number;
  readonly count: number;
  /** The segment of customer i is pattern[i % PATTERN]. */
  readonly pattern: Uint16Array;
  /** The places of each segment in the pattern, ascending. */
  readonly places: readonly Uint16Array[];
  /** How much of the orders falls to each segment: its share x its base x its store's frequency. */
  readonly orderWeights: Float64Array;

  constructor(world: World) {
    const activity = world.registration.activity_weights;
    const { stores } = world.catalog;
    this.classes = activity.length;
    this.count = stores.length * this.classes;
    const shares = Float64Array.from(
      { length: this.count },
      (_, s) => stores[Math.floor(s / this.classes)].customer_weight * activity[s % this.classes],
    );
    this.pattern = spread(shares);
    const places: number[][] = Array.from({ length: this.count }, () => []);
    this.pattern.forEach((segment, place) => {
      places[segment].push(place);
    });
    this.places = places.map((list) => Uint16Array.from(list));
    this.orderWeights = Float64Array.from(
      { length: this.count },
      (_, s) =>
        this.places[s].length * (s % this.classes) * stores[Math.floor(s / this.classes)].order_frequency,
    );
  }

  /** How many of the first `customers` customers belong to a segment. */
  countBefore(segment: number, customers: number): number {
    const places = this.places[segment];
    const rest = customers % PATTERN;
    let low = 0;
    let high = places.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (places[middle] < rest) low = middle + 1;
      else high = middle;
    }
    return Math.floor(customers / PATTERN) * places.length + low;
  }

  /** The number of a store's first customer who buys; Infinity where there is none. */
  firstBuyer(store: number): number {
    let first = Number.POSITIVE_INFINITY;
    for (let s = store * this.classes; s < (store + 1) * this.classes; s++) {
      if (this.orderWeights[s] > 0) first = Math.min(first, this.places[s][0]);
    }
    return first;
  }

  /** The number of the nth customer of a segment, n from 0. */
  customerOf(segment: number, n: number): number {
    const places = this.places[segment];
    const round = Math.floor(n / places.length);
    return round * PATTERN + places[n - round * places.length];
  }
}

/**
 * Smooth weighted round robin: at every place, every segment gains its share, and the richest takes the place and
 * pays one. So any run from the start holds each segment within about one of its share, and the first place goes to
 * the largest segment.
 */
function spread(shares: Float64Array): Uint16Array {
  const total = shares.reduce((sum, share) => sum + share, 0);
  const credit = new Float64Array(shares.length);
  const pattern = new Uint16Array(PATTERN);
  for (let place = 0; place < PATTERN; place++) {
    let richest = 0;
    for (let s = 0; s < shares.length; s++) {
      credit[s] += shares[s];
      if (credit[s] > credit[richest]) richest = s;
    }
    credit[richest] -= total;
    pattern[place] = richest;
  }
  return pattern;
}
