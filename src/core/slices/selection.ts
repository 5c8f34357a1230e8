/** What of each shard belongs to a slice: decided on the columns, before anything is encoded. */

import type { Selection } from '../encode/shard-maker.js';
import { customerNumbers } from '../generate/customer-numbers.js';
import { keepOrders, type OrderColumns } from '../generate/order-columns.js';
import { PATTERN, Segments } from '../plan/segments.js';
import { scatter } from '../random/hash.js';
import { streamFor } from '../random/stream.js';
import { dayOf } from '../settings/calendar.js';
import type { World } from '../settings/settings.js';
import { type Slice, takesNamedCustomers } from '../settings/slice.js';

const WORDS = 2 ** 32;

/** One bit for each customer, which all threads share: whom the orders of the slice name. Undefined where not needed. */
export function marksFor(world: World, slice: Slice): SharedArrayBuffer | undefined {
  if (!takesNamedCustomers(slice)) return undefined;
  return new SharedArrayBuffer(Math.ceil(world.customers / 32) * 4);
}

export class SliceSelection implements Selection {
  /** 1 where the store's inventory belongs to the slice, and what it sells. */
  readonly stores: Uint8Array;
  private readonly segments: Segments;
  private readonly customers: ReadonlySet<number> | undefined;
  private readonly firstDay: number;
  private readonly epochDay: number;
  /** Orders whose hash is below belong to the sample. */
  private readonly below: number;
  private readonly key: number;
  private readonly marks: Int32Array | undefined;

  /** @param marks of `marksFor`. */
  constructor(world: World, slice: Slice, marks: SharedArrayBuffer | undefined) {
    const { stores, customers, since, sample } = slice;
    this.segments = new Segments(world);
    this.customers = customers && new Set(customers.map(customerNumbers(world)) as number[]);
    const homes = this.customers && new Set([...this.customers].map((n) => this.homeOf(n)));
    this.stores = Uint8Array.from(world.catalog.stores, ({ store_id }, store) =>
      (stores?.includes(store_id) ?? homes?.has(store) ?? true) ? 1 : 0,
    );
    this.epochDay = world.firstDay;
    this.firstDay = since === undefined ? 0 : dayOf(since) - world.firstDay;
    this.below = (sample ?? 1) * WORDS;
    this.key = streamFor(world.seed, 'sample').word();
    this.marks = marks && new Int32Array(marks);
  }

  /** The position of a customer's primary store, where all orders of that customer are placed. */
  private homeOf(customer: number): number {
    return Math.floor(this.segments.pattern[customer % PATTERN] / this.segments.classes);
  }

  keepsCustomer(customer: number): boolean {
    if (this.marks !== undefined) return ((this.marks[customer >>> 5] >>> (customer & 31)) & 1) === 1;
    return this.stores[this.homeOf(customer)] === 1 && this.customers?.has(customer) !== false;
  }

  private keepsOrder(columns: OrderColumns, i: number): boolean {
    return (
      columns.day[i] >= this.firstDay &&
      this.stores[columns.store[i]] === 1 &&
      this.customers?.has(columns.customer[i]) !== false &&
      this.hashOf(columns.day[i], columns.number[i]) < this.below
    );
  }

  /** Of what an order_id says, its date and number, so that a larger sample holds every smaller one. */
  private hashOf(day: number, number: number): number {
    const ofDay = scatter(scatter(this.epochDay + day, this.key), Math.floor(number / WORDS));
    return scatter(number | 0, ofDay) >>> 0;
  }

  /** Takes out the orders that do not belong to the slice, with their lines, and marks the customers of the others. */
  dropUnselected(columns: OrderColumns): void {
    const { marks } = this;
    const { customer } = columns;
    keepOrders(columns, (i) => {
      if (!this.keepsOrder(columns, i)) return false;
      const n = customer[i];
      if (marks !== undefined) Atomics.or(marks, n >>> 5, 1 << (n & 31));
      return true;
    });
  }
}
