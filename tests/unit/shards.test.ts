/** How the plan cuts the orders and customers into shards. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { customerShardsOf, makePlan, type OrderShard, orderShardsOf } from '../../src/core/plan/plan.js';
import { Segments } from '../../src/core/plan/segments.js';
import type { World } from '../../src/core/settings/settings.js';
import { full, tiny } from '../fixtures/worlds.js';

interface Days {
  readonly days: number;
  readonly ordersBefore: Float64Array;
}

const planOf = (world: World) => makePlan(world, new Segments(world));

const daysOf = (ofDay: readonly number[]): Days => {
  const ordersBefore = new Float64Array(ofDay.length + 1);
  ofDay.forEach((orders, day) => {
    ordersBefore[day + 1] = ordersBefore[day] + orders;
  });
  return { days: ofDay.length, ordersBefore };
};

/** Where the run stands after the shards: the next day and the next order of it. Throws where one is out of place. */
function follow(plan: Days, shards: Iterable<OrderShard>, most: number): number {
  let done = 0;
  let index = 0;
  for (const shard of shards) {
    expect(shard.index).toBe(index++);
    expect(shard.orders).toBeGreaterThan(0);
    expect(shard.orders).toBeLessThanOrEqual(most);
    expect(Number.isInteger(shard.orders)).toBe(true);
    expect(plan.ordersBefore[shard.fromDay] + shard.fromOrder).toBe(done);
    done += shard.orders;
    expect(shard.toDay).toBeGreaterThanOrEqual(shard.fromDay);
    // A shard ends with a day, unless it is a part of a single one that is too large.
    const ofLastDay = plan.ordersBefore[shard.toDay + 1] - plan.ordersBefore[shard.toDay];
    if (ofLastDay > most) expect(shard.fromDay).toBe(shard.toDay);
    else expect(plan.ordersBefore[shard.toDay + 1]).toBe(done);
  }
  return done;
}

describe('shards of orders', () => {
  it('hold all orders once, in order, and never more than the limit', () => {
    const days = fc.array(fc.oneof(fc.constant(0), fc.nat(20), fc.nat(2000)), {
      minLength: 1,
      maxLength: 60,
    });
    fc.assert(
      fc.property(days, fc.integer({ min: 1, max: 300 }), (ofDay, most) => {
        const plan = daysOf(ofDay);
        expect(follow(plan, orderShardsOf(plan, most), most)).toBe(plan.ordersBefore[plan.days]);
      }),
      { numRuns: 100 },
    );
  });

  it.each([0, 1, 10, 200_000, 100_000_000])('hold all of %i orders of the default world', (orders) => {
    const plan = planOf({ ...full, orders });
    const most = full.shards.orders;
    const shards = [...orderShardsOf(plan, most)];
    expect(follow(plan, shards, most)).toBe(orders);
    expect(plan.orderShards).toBe(shards.length);
  });

  it('hold all of a billion orders', () => {
    const plan = planOf({ ...full, orders: 1_000_000_000 });
    let done = 0;
    let last = -1;
    for (const shard of orderShardsOf(plan, full.shards.orders)) {
      if (plan.ordersBefore[shard.fromDay] + shard.fromOrder !== done) expect.fail(`shard ${shard.index}`);
      if (shard.orders > full.shards.orders) expect.fail(`shard ${shard.index} is too large`);
      done += shard.orders;
      last = shard.index;
    }
    expect(done).toBe(1_000_000_000);
    expect(last).toBe(plan.orderShards - 1);
  });

  it('split a day that is larger than a shard into parts of about one size', () => {
    const shards = [...orderShardsOf(daysOf([5, 26, 3, 4]), 10)];
    expect(
      shards.map(({ fromDay, toDay, fromOrder, orders }) => [fromDay, toDay, fromOrder, orders]),
    ).toEqual([
      [0, 0, 0, 5],
      [1, 1, 0, 8],
      [1, 1, 8, 9],
      [1, 1, 17, 9],
      [2, 3, 0, 7],
    ]);
  });

  it('gather days while they fit, and pass over days without orders', () => {
    const shards = [...orderShardsOf(daysOf([0, 0, 4, 6, 0, 1, 9, 0, 0]), 10)];
    expect(shards.map(({ orders }) => orders)).toEqual([10, 10]);
    expect([...orderShardsOf(daysOf([0, 0]), 10)]).toEqual([]);
  });
});

describe('shards of customers', () => {
  it('hold all customers once, in order, and never more than the limit', () => {
    fc.assert(
      fc.property(fc.nat(5000), fc.integer({ min: 1, max: 700 }), (customers, most) => {
        const world = { ...tiny, customers, shards: { orders: 1, customers: most } };
        let done = 0;
        let index = 0;
        for (const shard of customerShardsOf(world)) {
          expect([shard.index, shard.from]).toEqual([index++, done]);
          expect(shard.customers).toBeGreaterThan(0);
          expect(shard.customers).toBeLessThanOrEqual(most);
          done += shard.customers;
        }
        expect(done).toBe(customers);
        if (customers > 0) expect(planOf(world).customerShards).toBe(index);
      }),
      { numRuns: 40 },
    );
  });
});
