/** A prepared world: what is made by what, all of its shards, and a stock that leaves it as it is. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { streamOf } from '../../src/core/generate/orders.js';
import { COLLECTION_NAMES, type CollectionName } from '../../src/core/model/index.js';
import {
  CATALOG_COLLECTIONS,
  collectionsMadeBy,
  isMadeInShards,
  SHARD_COLLECTIONS,
  SHARD_KINDS,
  shardKindOf,
} from '../../src/core/model/made-by.js';
import { CATALOG_STEP, collectionsOf, STOCK_STEP, stepOf } from '../../src/core/plan/shards.js';
import { PreparedWorld } from '../../src/core/world/prepared-world.js';
import { Stock } from '../../src/core/world/stock.js';
import { freshBuffers } from '../fixtures/buffers.js';
import { small, tiny } from '../fixtures/worlds.js';

describe('what a collection is made by', () => {
  it('divides the nine, in the order of the model', () => {
    expect(CATALOG_COLLECTIONS).toEqual(COLLECTION_NAMES.slice(0, 5));
    expect(collectionsMadeBy('stock')).toEqual(['inventory']);
    expect(SHARD_COLLECTIONS).toEqual(['customers', 'orders', 'order_items']);
    expect(SHARD_COLLECTIONS.map(shardKindOf)).toEqual(['customers', 'orders', 'orders']);
    expect(COLLECTION_NAMES.filter(isMadeInShards)).toEqual(SHARD_COLLECTIONS);
  });

  it('says which collections a step delivers', () => {
    const prepared = new PreparedWorld(small);
    for (const kind of SHARD_KINDS) {
      const [, second] = prepared.shards(kind);
      expect(stepOf(second)).toBe(`${kind}/1`);
      expect(collectionsOf(stepOf(second))).toEqual(collectionsMadeBy(kind));
    }
    expect(collectionsOf(CATALOG_STEP)).toEqual(CATALOG_COLLECTIONS);
    expect(collectionsOf(STOCK_STEP)).toEqual(collectionsMadeBy('stock'));
    expect(collectionsOf('restore/orders')).toEqual([]);
  });
});

describe('a prepared world', () => {
  it('says how many documents there will be, shard by shard and in all', () => {
    const sizes = fc.record({
      customers: fc.integer({ min: 3, max: 60 }),
      orders: fc.nat(120),
      shards: fc.record({
        orders: fc.integer({ min: 1, max: 50 }),
        customers: fc.integer({ min: 1, max: 25 }),
      }),
    });
    fc.assert(
      fc.property(sizes, (changes) => {
        const prepared = new PreparedWorld({ ...small, ...changes });
        const maker = prepared.maker();
        const stock = new Stock(prepared);
        const made = new Map<CollectionName, number>();
        const count = (name: CollectionName, documents: number) =>
          made.set(name, (made.get(name) ?? 0) + documents);
        for (const kind of SHARD_KINDS) {
          let index = 0;
          for (const shard of prepared.shards(kind)) {
            expect(shard.shard.index).toBe(index++);
            const { documents, sales } = maker.make(shard, freshBuffers);
            expect(Object.keys(documents)).toEqual(collectionsMadeBy(kind));
            for (const name of collectionsMadeBy(kind)) count(name, documents[name]?.documents ?? 0);
            if (sales !== undefined) stock.add(sales);
          }
          expect(prepared.shardCount(kind)).toBe(index);
        }
        stock.finish();
        for (const [name, { documents }] of prepared.catalog()) count(name, documents);
        count('inventory', stock.inventory().documents);
        for (const name of COLLECTION_NAMES) {
          if (name !== 'order_items') expect(made.get(name) ?? 0).toBe(prepared.countOf(name));
        }
        // The same stock and as many lines, without documents.
        const other = new Stock(prepared);
        expect(other.sellAll(prepared.maker())).toEqual({
          orders: made.get('orders') ?? 0,
          lines: made.get('order_items') ?? 0,
        });
        expect(Buffer.compare(other.inventory().bytes, stock.inventory().bytes)).toBe(0);
      }),
      { numRuns: 15 },
    );
  });

  it('is the same after it was sold: every stock begins with what stood there first', () => {
    const prepared = new PreparedWorld(small);
    const first = new Stock(prepared);
    const opening = Buffer.from(first.inventory().bytes);
    first.sellAll(prepared.maker());
    expect(Buffer.compare(first.inventory().bytes, opening)).not.toBe(0);
    expect(Buffer.compare(new Stock(prepared).inventory().bytes, opening)).toBe(0);
  });

  it('of a slice counts all stores, and its rows', () => {
    const [{ store_id }] = small.catalog.stores;
    const prepared = new PreparedWorld(small, { stores: [store_id] });
    expect([prepared.countOf('stores'), prepared.catalogOf('stores').documents]).toEqual([3, 3]);
    expect(new Stock(prepared).updates()).toHaveLength(prepared.countOf('inventory'));
    expect(prepared.countOf('products')).toBe(small.catalog.products.length);
  });
});

describe('the stock', () => {
  it('folds a month at a time, and says when a year is over but not when all is', () => {
    const prepared = new PreparedWorld(tiny);
    const stock = new Stock(prepared);
    const { count, calendar } = prepared.months;
    const ends: number[] = [];
    while (stock.foldNext(count)) if (stock.isEndOf(12)) ends.push(stock.ledger.folded);
    expect(stock.ledger.folded).toBe(count);
    // Each January but the first month and what follows the last one.
    const januaries = [...calendar.keys()].filter((month) => month > 0 && calendar[month] === 0);
    expect(ends).toEqual(januaries);
    expect(stock.foldNext(count)).toBe(false);
  });
});

describe('the draws of a field that is added to orders', () => {
  it('come from a stream of its own in each shard', () => {
    const shards = [...new PreparedWorld(small).shards('orders')].map(({ shard }) => shard);
    const words = shards.flatMap((shard) =>
      [undefined, 'channel', 'other'].map((field) => streamOf(small, shard, field).word()),
    );
    expect(new Set(words).size).toBe(words.length);
    expect(streamOf(small, shards[1], 'channel').word()).toBe(words[4]);
  });
});
