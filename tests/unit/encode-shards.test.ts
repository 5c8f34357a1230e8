/** Shards as BSON, against plain reference documents that the `bson` package serializes. */
import { type Document, serialize } from 'bson';
import { describe, expect, it } from 'vitest';
import { CustomerEncoder } from '../../src/core/encode/customers.js';
import { LineEncoder } from '../../src/core/encode/lines.js';
import { OrderEncoder } from '../../src/core/encode/orders.js';
import { ShardMaker } from '../../src/core/encode/shard-maker.js';
import { makeNames } from '../../src/core/generate/names.js';
import { MODELS } from '../../src/core/model/index.js';
import type { CollectionModel } from '../../src/core/model/schema.js';
import { shardsOf } from '../../src/core/plan/shards.js';
import { dayOf } from '../../src/core/settings/calendar.js';
import type { World } from '../../src/core/settings/settings.js';
import { documentsOf, misfits, typed } from '../fixtures/bson-types.js';
import { drawAll, partsOf, usedBuffers } from '../fixtures/parts.js';
import { referenceCustomer, referenceLine, referenceOrder } from '../fixtures/reference.js';
import { expectSameDocuments } from '../fixtures/same-documents.js';
import { small, tiny } from '../fixtures/worlds.js';

/** Every byte as the `bson` package makes it. */
const expectBytes = (name: string, found: readonly Uint8Array[], expected: readonly Document[]): void =>
  expectSameDocuments(
    name,
    found,
    expected.map((document) => serialize(document)),
  );

/** Holds finished documents against reference ones: every byte, and the model's keys, types and forms. */
function expectSame(model: CollectionModel, bytes: Uint8Array, expected: readonly Document[]): void {
  const found = documentsOf(bytes);
  expectBytes(model.name, found, expected);
  for (const document of found) expect(misfits(model, typed(document))).toEqual([]);
}

/** Makes every shard of a world and compares it. */
function compareShards(world: World) {
  const names = makeNames(world.seed);
  const maker = new ShardMaker(world, names);
  const { customers, plan } = partsOf(world);
  const lengths = { status: new Set<string>(), digits: plan.orderDigits };
  for (const { shard } of shardsOf('orders', world, plan)) {
    const { orders, order_items: lines } = maker.makeOrders(shard, usedBuffers);
    const { columns } = maker;
    const heads = Array.from({ length: columns.orders }, (_, i) =>
      referenceOrder(world, names, customers, plan.orderDigits, columns, i),
    );
    expect(orders.documents).toBe(heads.length);
    expectSame(MODELS.orders, orders.bytes, heads);
    const items = Array.from({ length: columns.lines }, (_, i) =>
      referenceLine(world, plan.orderDigits, columns, i),
    );
    items.sort((a, b) => (a._id < b._id ? -1 : 1));
    expect(lines.documents).toBe(items.length);
    expectSame(MODELS.order_items, lines.bytes, items);
    for (const { status } of heads) lengths.status.add(status);
  }
  for (const { shard } of shardsOf('customers', world, plan)) {
    const { customers: made } = maker.makeCustomers(shard, usedBuffers);
    const people = Array.from({ length: shard.customers }, (_, i) =>
      referenceCustomer(world, names, customers, shard.from + i),
    );
    expect(made.documents).toBe(people.length);
    expectSame(MODELS.customers, made.bytes, people);
  }
  return lengths;
}

describe('every document of every shard is the reference, byte for byte', () => {
  it('in the tiny world', () => {
    compareShards(tiny);
  });

  it('in a small world with texts of all lengths beyond ASCII', () => {
    const { status } = compareShards(small);
    // The three have different lengths, so what stands after them moves.
    expect([...status].sort()).toEqual(['cancelled', 'completed', 'pending']);
  });

  it('on a single day with order numbers of more than three digits', () => {
    const day = dayOf('2026-12-31');
    const { digits } = compareShards({ ...tiny, firstDay: day, lastDay: day, orders: 1200 });
    expect(digits).toBe(4);
  });

  it('where full names are given for the second and the tenth time', () => {
    const world = { ...tiny, customers: 2 ** 32 - 1, orders: 0 };
    const names = makeNames(world.seed);
    const maker = new ShardMaker(world, names);
    const { customers } = partsOf(world);
    for (const from of [2 ** 20, 9 * 2 ** 20, 98 * 2 ** 20, 999 * 2 ** 20, 2 ** 32 - 51]) {
      const { customers: made } = maker.makeCustomers(
        { index: 0, from: from - 20, customers: 50 },
        usedBuffers,
      );
      const people = Array.from({ length: 50 }, (_, i) =>
        referenceCustomer(world, names, customers, from - 20 + i),
      );
      expectSame(MODELS.customers, made.bytes, people);
    }
  });
});

describe('the room for a shard', () => {
  it('is exact for lines and enough for orders and customers', () => {
    const names = makeNames(small.seed);
    const parts = partsOf(small);
    const lines = new LineEncoder(small, parts.plan, parts.generator.maxLines(small.shards.orders));
    const orders = new OrderEncoder(small, parts.plan, names, parts.customers);
    const people = new CustomerEncoder(small, names, parts.customers);
    for (const { columns } of drawAll(small, parts)) {
      const size = lines.size(columns);
      expect(lines.encode(columns, usedBuffers(size + 8), 0)).toBe(size);
      const most = orders.maxSize(columns.orders);
      expect(orders.encode(columns, usedBuffers(most + 8), 0)).toBeLessThanOrEqual(most);
    }
    const most = people.maxSize(small.customers);
    expect(people.encode(0, small.customers, usedBuffers(most + 8), 0)).toBeLessThanOrEqual(most);
  });

  it('may begin anywhere in a buffer, and what stands before stays', () => {
    const parts = partsOf(tiny);
    const people = new CustomerEncoder(tiny, makeNames(tiny.seed), parts.customers);
    const [one, other] = [0, 1001].map((start) => {
      const buffer = usedBuffers(start + people.maxSize(50) + 8);
      const end = people.encode(10, 50, buffer, start);
      expect(buffer.subarray(0, start).every((byte) => byte === 0xa5)).toBe(true);
      return buffer.slice(start, end);
    });
    expectSameDocuments('customers', other, one);
  });
});

describe('names of every length', () => {
  it('are written whole, also those of more than one byte a letter', () => {
    const letters = ['a', 'é', 'ß', 'ł', '字', '😀'];
    const name = (i: number) => `${letters[i % 6].repeat((i % 41) + 1)}x`;
    const names = {
      first: Array.from({ length: 2048 }, (_, i) => name(i)),
      last: Array.from({ length: 512 }, (_, i) => name(i * 7 + 3)),
    };
    const world = { ...small, customers: 3000, orders: 0, shards: { orders: 10, customers: 3000 } };
    const { customers } = partsOf(world);
    const shard = { index: 0, from: 0, customers: 3000 };
    const { bytes } = new ShardMaker(world, names).makeCustomers(shard, usedBuffers).customers;
    const expected = Array.from({ length: 3000 }, (_, n) => referenceCustomer(world, names, customers, n));
    expectBytes('customers', documentsOf(bytes), expected);
  });
});
