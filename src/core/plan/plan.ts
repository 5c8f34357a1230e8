/** The plan: how many orders each day has, and which shards make them. Small, exact and the same for every worker. */
import { SettingsError } from '../../errors.js';
import { civilOf } from '../settings/calendar.js';
import type { World } from '../settings/settings.js';
import { runningShares } from './apportion.js';
import { dayWeights } from './day-weights.js';
import type { Segments } from './segments.js';

/** A run of orders that is made at once: whole days, or a part of one day that is too large for a shard. */
export interface OrderShard {
  readonly index: number;
  /** First and last day, as positions in the period. */
  readonly fromDay: number;
  readonly toDay: number;
  /** The first order's number within `fromDay`, from 0; above 0 only in a later part of a split day. */
  readonly fromOrder: number;
  readonly orders: number;
}

/** A run of customers that is made at once. */
export interface CustomerShard {
  readonly index: number;
  readonly from: number;
  readonly customers: number;
}

export interface Plan {
  /** Days in the period. */
  readonly days: number;
  /** Orders before each day; `ordersBefore[days]` is the total. */
  readonly ordersBefore: Float64Array;
  /** Customers registered before each day begins; the last ones register on the last day and buy nothing. */
  readonly customersBefore: Float64Array;
  /** Digits of the number in an order_id: at least three, of one width for the whole run. */
  readonly orderDigits: number;
  readonly orderShards: number;
  readonly customerShards: number;
}

/**
 * Lays out the whole run. Time and memory grow with the days, never with the orders.
 * @throws SettingsError where orders are wanted and no store that has customers is ever open.
 */
export function makePlan(world: World, segments: Segments): Plan {
  // Where each store that sells meets its first buying customer; stores beyond the number of customers sell nothing.
  const firstBuyer = world.catalog.stores.map((_, store) => segments.firstBuyer(store));
  const selling = world.catalog.stores.filter((_, store) => firstBuyer[store] < world.customers);
  const weights = dayWeights(world, selling);
  const days = weights.length;
  const busy = weights.some((weight) => weight > 0);
  if (!busy && world.orders > 0) {
    throw new SettingsError(
      `orders is ${world.orders}, but no store with customers who buy is open on any day of the period; allowed is 0.`,
    );
  }
  const shares = busy ? weights : new Float64Array(days).fill(1);
  const ordersBefore = runningShares(world.orders, shares);
  // Every store that sells has a customer from the first moment, so that any open store can sell on any day.
  const founding = Math.max(
    Math.ceil(world.customers * world.registration.founding_share),
    ...firstBuyer.filter((first) => first < world.customers).map((first) => first + 1),
    0,
  );
  const customersBefore = runningShares(world.customers - founding, shares).map(
    (joined) => founding + joined,
  );
  let largest = 0;
  for (let day = 0; day < days; day++) largest = Math.max(largest, ordersBefore[day + 1] - ordersBefore[day]);
  const partial = {
    days,
    ordersBefore,
    customersBefore,
    orderDigits: Math.max(3, String(largest).length),
    customerShards: Math.ceil(world.customers / world.shards.customers),
  };
  let orderShards = 0;
  for (const shard of orderShardsOf(partial, world.shards.orders)) orderShards = shard.index + 1;
  return { ...partial, orderShards };
}

/**
 * The shards in order of time. Days are gathered while they fit into `most` orders; a day that holds more is split
 * into parts of equal size. Days without orders need no shard of their own.
 */
export function* orderShardsOf(
  plan: Pick<Plan, 'days' | 'ordersBefore'>,
  most: number,
): Generator<OrderShard> {
  const { days, ordersBefore } = plan;
  let index = 0;
  let fromDay = 0;
  for (let day = 0; day < days; day++) {
    const ofDay = ordersBefore[day + 1] - ordersBefore[day];
    if (ordersBefore[day + 1] - ordersBefore[fromDay] > most) {
      const orders = ordersBefore[day] - ordersBefore[fromDay];
      if (orders > 0) yield { index: index++, fromDay, toDay: day - 1, fromOrder: 0, orders };
      fromDay = day;
    }
    if (ofDay > most) {
      const parts = Math.ceil(ofDay / most);
      for (let part = 0; part < parts; part++) {
        const fromOrder = Math.floor((ofDay / parts) * part);
        const to = part + 1 === parts ? ofDay : Math.floor((ofDay / parts) * (part + 1));
        yield { index: index++, fromDay: day, toDay: day, fromOrder, orders: to - fromOrder };
      }
      fromDay = day + 1;
    }
  }
  const rest = ordersBefore[days] - ordersBefore[fromDay];
  if (rest > 0) yield { index, fromDay, toDay: days - 1, fromOrder: 0, orders: rest };
}

/** The shards of the customers, in order of registration. */
export function* customerShardsOf(world: World): Generator<CustomerShard> {
  const most = world.shards.customers;
  for (let from = 0, index = 0; from < world.customers; from += most, index++) {
    yield { index, from, customers: Math.min(most, world.customers - from) };
  }
}

/** Orders by calendar year, for `zava plan`. */
export function ordersByYear(world: World, plan: Plan): Map<string, number> {
  const years = new Map<string, number>();
  for (let day = 0; day < plan.days; day++) {
    const year = String(civilOf(world.firstDay + day).year);
    years.set(year, (years.get(year) ?? 0) + plan.ordersBefore[day + 1] - plan.ordersBefore[day]);
  }
  return years;
}
