/** What does not depend on what: shards on other shards, the catalog on counts, one purpose on another. */
import { describe, expect, it } from 'vitest';
import { encodeDocuments } from '../../src/encode/documents.js';
import { ShardMaker } from '../../src/encode/shard-maker.js';
import { makeNames } from '../../src/generate/names.js';
import {
  makeCategories,
  makeEmbeddings,
  makeProducts,
  makeProductTypes,
  makeStores,
} from '../../src/generate/reference.js';
import { MODELS } from '../../src/model/index.js';
import { customerShardsOf, orderShardsOf } from '../../src/plan/plan.js';
import { streamFor } from '../../src/random/stream.js';
import type { World } from '../../src/settings/settings.js';
import { drawAll, partsOf, usedBuffers } from '../fixtures/parts.js';
import { small, tiny, worldOf } from '../fixtures/worlds.js';

function makerOf(world: World) {
  const maker = new ShardMaker(world, makeNames(world.seed));
  const orderShards = [...orderShardsOf(maker.plan, world.shards.orders)];
  const customerShards = [...customerShardsOf(world)];
  const orders = (index: number) => {
    const made = maker.makeOrders(orderShards[index], usedBuffers);
    return {
      orders: Buffer.from(made.orders.bytes).toString('hex'),
      lines: Buffer.from(made.lines.bytes).toString('hex'),
      sales: made.sales,
    };
  };
  const customers = (index: number) =>
    Buffer.from(maker.makeCustomers(customerShards[index], usedBuffers).bytes).toString('hex');
  return { orders, customers, count: orderShards.length };
}

describe('a shard', () => {
  it('is the same made alone, after all others, before them and twice', () => {
    const all = makerOf(small);
    expect(all.count).toBeGreaterThan(5);
    const forwards = Array.from({ length: all.count }, (_, i) => all.orders(i));
    const other = makerOf(small);
    for (let i = all.count - 1; i >= 0; i--) expect(other.orders(i)).toEqual(forwards[i]);
    expect(makerOf(small).orders(3)).toEqual(forwards[3]);
    expect(all.orders(3)).toEqual(forwards[3]);
  });

  it('of customers is the same made alone and after others', () => {
    const all = makerOf(small);
    const forwards = [0, 1, 2, 3, 4].map(all.customers);
    expect(makerOf(small).customers(4)).toBe(forwards[4]);
    expect(makerOf(small).customers(2)).toBe(forwards[2]);
    expect(new Set(forwards).size).toBe(5);
  });

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
  const digest = (world: World) => {
    const products = makeProducts(world);
    return [
      encodeDocuments(MODELS.stores, makeStores(world)),
      encodeDocuments(MODELS.categories, makeCategories(world)),
      encodeDocuments(MODELS.product_types, makeProductTypes(world)),
      encodeDocuments(MODELS.products, products),
      encodeDocuments(MODELS.product_embeddings, makeEmbeddings(world, products)),
    ].map(({ bytes }) => Buffer.from(bytes).toString('base64'));
  };

  it('do not change when fewer customers or orders are asked for', () => {
    const expected = digest(tiny);
    expect(digest(worldOf({ preset: 'tiny', customers: 3, orders: 5 }))).toEqual(expected);
    expect(digest(worldOf({ preset: 'full', orders: 0 }))).toEqual(expected);
  });

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
