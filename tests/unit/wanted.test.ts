/** Some documents of a world by their ids are those of the whole world, byte by byte. */
import { describe, expect, it } from 'vitest';
import { documentsIn } from '../../src/core/encode/digest.js';
import type { Encoded } from '../../src/core/encode/documents.js';
import { orderNumbers } from '../../src/core/plan/order-numbers.js';
import { resolveSettings } from '../../src/core/settings/resolve.js';
import { sliced } from '../../src/core/slices/request.js';
import { marksFor } from '../../src/core/slices/selection.js';
import { idIn } from '../../src/core/world/ids.js';
import { PreparedWorld } from '../../src/core/world/prepared-world.js';
import { Wanted } from '../../src/core/world/wanted.js';

const room = (size: number) => new Uint8Array(size);
const settings = resolveSettings({ preset: 'tiny', orders: '2500' }, { env: {}, cwd: '/' });

/** By id, as base64. */
const byId = ({ bytes }: Encoded): [unknown, string][] =>
  [...documentsIn(bytes)].map((document) => [
    String(idIn(document)),
    Buffer.from(document).toString('base64'),
  ]);

function whole(prepared: PreparedWorld, marks?: SharedArrayBuffer) {
  const maker = prepared.maker(marks);
  const made = [...prepared.shards('orders')].map(({ shard }) => maker.makeOrders(shard, room));
  const customers = maker.makeCustomers({ index: 0, from: 0, customers: prepared.world.customers }, room);
  return {
    orders: new Map(made.flatMap(({ orders }) => byId(orders))),
    lines: new Map(made.flatMap(({ order_items }) => byId(order_items))),
    customers: new Map(byId(customers.customers)),
  };
}

describe.each([
  ['the whole world', {}],
  ['a slice of it', { store: 'seattle', sample: '50%' }],
])('%s', (_, flags) => {
  const { world, slice } = sliced(
    { ...settings, world: { ...settings.world, shards: { ...settings.world.shards, orders: 700 } } },
    flags,
  );
  const prepared = new PreparedWorld(world, slice);
  const marks = slice && marksFor(world, slice);
  const all = whole(prepared, marks);
  const wanted = new Wanted(prepared, slice && marksFor(world, slice));

  it('orders with their lines', () => {
    const ids = [...all.orders.keys()].filter((_, i) => i % 37 === 0);
    const numbers = new Set(ids.map((id) => wanted.numberOf(String(id)) ?? -1));
    const made = [...wanted.make(numbers)];
    const orders = new Map(made.flatMap(({ orders }) => byId(orders)));
    expect([...orders.keys()]).toEqual(ids);
    for (const [id, text] of orders) expect(text).toBe(all.orders.get(id));
    const lines = made.flatMap(({ lines }) => byId(lines));
    expect(lines.length).toBeGreaterThan(ids.length);
    for (const [id, text] of lines) expect(text).toBe(all.lines.get(id));
  });

  it('the orders of lines', () => {
    const ids = [...all.lines.keys()].filter((_, i) => i % 53 === 0).map(String);
    const found = wanted.ordersOf([...ids, '00000000-0000-4000-8000-000000000000']);
    expect([...found.keys()].sort()).toEqual([...ids].sort());
    const numbers = new Set([...found.values()].map((id) => wanted.numberOf(id) ?? -1));
    const linesOf = (made: ReturnType<typeof wanted.make>) =>
      new Set([...made].flatMap(({ lines }) => byId(lines)).map(([id]) => id));
    const lines = linesOf(wanted.make(numbers));
    expect(linesOf(wanted.make(new Set(), ids))).toEqual(lines);
    for (const id of ids) expect(lines).toContain(id);
  });

  it('customers', () => {
    // Whom the orders of a slice name is known when all of them are drawn.
    wanted.ordersOf([]);
    const made = Array.from({ length: world.customers + 2 }, (_, n) => wanted.customer(n));
    const found = new Map(made.filter(({ documents }) => documents > 0).flatMap(byId));
    expect(found).toEqual(all.customers);
  });
});

describe('order ids', () => {
  const { world, plan } = new PreparedWorld(settings.world);
  const numberOf = orderNumbers(world, plan);

  it('each has its number, in order of time', () => {
    const { orders } = whole(new PreparedWorld(settings.world));
    expect([...orders.keys()].map((id) => numberOf(String(id)))).toEqual(
      Array.from({ length: 2500 }, (_, n) => n),
    );
  });

  it.each([
    'order_20200104_000',
    'order_20200104_999',
    'order_20200104_01',
    'order_20190104_001',
    'order_20200230_001',
    'x',
  ])('%s has none', (id) => expect(numberOf(id)).toBeUndefined());
});
