/** What does not depend on what: shards on other shards, the catalog on counts, one purpose on another. */
import { describe, expect, it } from 'vitest';
import { ShardMaker } from '../../src/core/encode/shard-maker.js';
import { makeNames } from '../../src/core/generate/names.js';
import { makeProducts, makeStores } from '../../src/core/generate/reference.js';
import { shardsOf } from '../../src/core/plan/shards.js';
import { streamFor } from '../../src/core/random/stream.js';
import type { World } from '../../src/core/settings/settings.js';
import { drawAll, partsOf, usedBuffers } from '../fixtures/parts.js';
import { small, tiny } from '../fixtures/worlds.js';

function makerOf(world: World) {
  const maker = new ShardMaker(world, makeNames(world.seed));
  const orderShards = [...shardsOf('orders', world, maker.plan)];
  const customerShards = [...shardsOf('customers', world, maker.plan)];
  const orders = (index: number) => {
    const made = maker.makeOrders(orderShards[index].shard, usedBuffers);
    return {
      orders: Buffer.from(made.orders.bytes).toString('hex'),
      lines: Buffer.from(made.order_items.bytes).toString('hex'),
      sales: made.sales,
    };
  };
  const customers = (index: number) =>
    Buffer.from(maker.makeCustomers(customerShards[index].shard, usedBuffers).customers.bytes).toString(
      'hex',
    );
  return { orders, customers, count: orderShards.length };
}

describe('a shard', () => {
  it('differs from every other shard and from that of another seed', () => {
    const { orders, count } = makerOf(small);
    const all = Array.from({ length: count }, (_, i) => orders(i).lines);
    expect(new Set(all).size).toBe(count);
    expect(makerOf({ ...small, seed: 8 }).orders(0).lines).not.toBe(all[0]);
  });
});

describe('the shards of a world', () => {
  it('draw from streams of their own: no two lines have one id, no two shards the same numbers', () => {
    const parts = partsOf(small);
    const ids: string[] = [];
    const prices: string[] = [];
    for (const { columns } of drawAll(small, parts)) {
      const { lines, id0, id1, id2, id3 } = columns;
      for (let i = 0; i < lines; i++) ids.push([id0[i], id1[i], id2[i], id3[i]].join());
      prices.push(columns.unitPrice.subarray(0, 50).join());
    }
    expect(new Set(ids).size).toBe(ids.length);
    expect(new Set(prices).size).toBe(prices.length);
  });
});

describe('the collections of the catalog', () => {
  it('change with the seed only in when a text was last changed', () => {
    const [one, other] = [tiny, { ...tiny, seed: 43 }].map(makeProducts);
    expect(other.map(({ updated_at }) => updated_at)).not.toEqual(one.map(({ updated_at }) => updated_at));
    const facts = (products: typeof one) => products.map(({ updated_at: _, ...facts }) => facts);
    expect(facts(other)).toEqual(facts(one));
    expect(makeStores({ ...tiny, seed: 43 })).toEqual(makeStores(tiny));
  });
});

describe('streams', () => {
  it('of one purpose do not move when another one draws', () => {
    const first = streamFor(1, 'orders', 0).word();
    const other = streamFor(1, 'inventory');
    for (let i = 0; i < 100; i++) other.word();
    expect(streamFor(1, 'orders', 0).word()).toBe(first);
  });
});
