/** What a thread of `zava bench generate` does: that it measures the work of the product and counts all of it. */
import { describe, expect, it } from 'vitest';
import { ShardMaker } from '../../src/core/encode/shard-maker.js';
import { makeNames } from '../../src/core/generate/names.js';
import { PreparedWorld } from '../../src/core/world/prepared-world.js';
import { Stock } from '../../src/core/world/stock.js';
import { baselineOf } from '../../src/tools/bench/generate/baseline.js';
import {
  type AloneResult,
  runJob,
  type SteadyResult,
  shareWorld,
} from '../../src/tools/bench/generate/jobs.js';
import type { Shares } from '../../src/tools/bench/generate/shares.js';
import { freshBuffers } from '../fixtures/buffers.js';
import { small } from '../fixtures/worlds.js';

const names = makeNames(small.seed);
const world = shareWorld(small, names);
/** One call to warm up and one that is measured. */
const ONCE = { warmUp: 0, measure: 0 };

describe('a job', () => {
  const maker = new ShardMaker(small, names);
  const shards = [...new PreparedWorld(small).shards('orders')];
  const counted = (index: number) => {
    const { orders, order_items: lines } = maker.makeOrders(shards[index].shard, freshBuffers);
    return {
      orders: { documents: orders.documents, bytes: orders.bytes.length },
      order_items: { documents: lines.documents, bytes: lines.bytes.length },
      drawing: { documents: orders.documents + lines.documents, bytes: 0 },
    };
  };

  it('of orders and lines counts each by itself, after the warm-up', () => {
    const job = { kind: 'alone', world, what: 'orders and lines', times: ONCE } as const;
    const result = runJob(job) as AloneResult;
    expect(result).toMatchObject(counted(1));
    for (const work of Object.values(result)) expect(work.seconds).toBeGreaterThan(0);
  });

  it('of customers counts them, shard by shard', () => {
    const job = { kind: 'alone', world, what: 'customers', times: ONCE } as const;
    const [, second] = new PreparedWorld(small).shards('customers');
    const { documents, bytes } = maker.makeCustomers(second.shard, freshBuffers).customers;
    expect(runJob(job)).toMatchObject({ customers: { documents, bytes: bytes.length } });
  });

  it('of the small collections counts all of their documents', () => {
    const prepared = new PreparedWorld(small);
    const catalog = [...prepared.catalog()].map(([, encoded]) => encoded);
    const sum = (values: number[]) => values.reduce((a, b) => a + b, 0);
    expect(runJob({ kind: 'alone', world, what: 'catalog', times: ONCE })).toMatchObject({
      catalog: {
        documents: sum(catalog.map(({ documents }) => documents)),
        bytes: sum(catalog.map(({ bytes }) => bytes.length)),
      },
    });
    const { documents, bytes } = new Stock(prepared).inventory();
    expect(runJob({ kind: 'alone', world, what: 'inventory', times: ONCE })).toMatchObject({
      inventory: { documents, bytes: bytes.length },
    });
  });

  it('of one thread alone also copies; one of several begins elsewhere in the plan and does not', () => {
    const threads = (count: number, thread: number) => {
      // All others are ready.
      const ready = new SharedArrayBuffer(4);
      new Int32Array(ready)[0] = count - 1;
      return runJob({ kind: 'steady', world, times: ONCE, thread, threads: count, ready }) as SteadyResult;
    };
    const bothOf = (index: number) => {
      const { orders, order_items } = counted(index);
      return {
        documents: orders.documents + order_items.documents,
        bytes: orders.bytes + order_items.bytes,
      };
    };
    const alone = threads(1, 0);
    expect(alone.work).toMatchObject(bothOf(1));
    expect(alone.copySpeed).toBeGreaterThan(0);
    const second = threads(2, 1);
    expect(second.work).toMatchObject(bothOf(Math.floor(shards.length / 2) + 1));
    expect(second.copySpeed).toBeUndefined();
  });

  it('of shares finds the work in the files of zava', () => {
    const { samples, ofTime } = runJob({
      kind: 'shares',
      world,
      times: { warmUp: 0, measure: 200 },
    }) as Shares;
    expect(samples).toBeGreaterThan(0);
    expect(Object.values(ofTime).reduce((a, b) => a + b, 0)).toBeCloseTo(1);
  });

  it('of the baseline gives as many values as asked for', () => {
    const values = runJob({ kind: 'baseline', repeats: 2 }) as Parameters<typeof baselineOf>[0];
    const { copy, cachedCopy, integer } = baselineOf(values);
    for (const figure of [
      copy.gigabytesPerSecond,
      cachedCopy.gigabytesPerSecond,
      integer.millionStepsPerSecond,
    ]) {
      expect(figure.values.length).toBe(2);
      expect(figure.values.every((value) => Number.isFinite(value) && value > 0)).toBe(true);
      expect(figure.median).toBeCloseTo((figure.values[0] + figure.values[1]) / 2);
    }
  });
});
