/**
 * Some orders and customers of a world, many at once: only the shards that hold them are drawn, and of those only they are
 * encoded. Draws depend on the shard alone, so they are the orders of a whole run, byte by byte.
 */
import type { Encoded } from '../encode/documents.js';
import { type Selection, ShardMaker } from '../encode/shard-maker.js';
import { LineIds } from '../generate/line-ids.js';
import { keepOrders, type OrderColumns } from '../generate/order-columns.js';
import { firstOrderOf, orderIdAt, orderNumberAt, orderNumbers } from '../plan/order-numbers.js';
import { SliceSelection } from '../slices/selection.js';
import type { PreparedWorld } from './prepared-world.js';

const room = (size: number) => new Uint8Array(size);

export class Wanted {
  /** The number of an order_id, from 0 in order of time; undefined for what is none of this world. */
  readonly numberOf: (orderId: string) => number | undefined;
  private readonly maker: ShardMaker;
  /** What is wanted now; undefined where everything is. */
  private sought: { readonly numbers: Set<number>; readonly lines: LineIds } | undefined;

  /** @param marks of a slice whose customers its orders name: those of every order that is drawn are set. */
  constructor(
    private readonly prepared: PreparedWorld,
    marks?: SharedArrayBuffer,
  ) {
    const { world, names, slice, plan } = prepared;
    this.numberOf = orderNumbers(world, plan);
    const own = slice && new SliceSelection(world, slice, marks);
    const selection: Selection = {
      keepsCustomer: (customer) => own?.keepsCustomer(customer) ?? true,
      dropUnselected: (columns) => {
        own?.dropUnselected(columns);
        if (this.sought === undefined) return;
        const { numbers, lines } = this.sought;
        for (const order of lines.in(columns).values()) numbers.add(this.numberAt(columns, order));
        keepOrders(columns, (i) => numbers.has(this.numberAt(columns, i)));
      },
    };
    this.maker = new ShardMaker(world, names, selection);
  }

  /**
   * The documents of these orders and of their lines, shard by shard; numbers that the slice does not have give none.
   * @param lineIds lines whose orders are wanted as well: these are looked for in all shards.
   */
  *make(
    numbers: ReadonlySet<number>,
    lineIds: Iterable<string> = [],
  ): Generator<{ readonly orders: Encoded; readonly lines: Encoded }> {
    const sorted = Float64Array.from(numbers).sort();
    const wanted = new LineIds(lineIds);
    let next = 0;
    for (const { shard } of this.prepared.shards('orders')) {
      const end = firstOrderOf(shard, this.prepared.plan) + shard.orders;
      const from = next;
      while (next < sorted.length && (sorted[next] ?? end) < end) next++;
      if (next === from && wanted.size === 0) continue;
      this.sought = { numbers: new Set(sorted.subarray(from, next)), lines: wanted };
      const { orders, order_items: lines } = this.maker.makeOrders(shard, room);
      yield { orders, lines };
    }
  }

  /**
   * The order_ids of lines, by `_id`: one pass over all orders, without their documents. What is no line of this world, or
   * of the slice, is left out.
   */
  ordersOf(lineIds: Iterable<string>): Map<string, string> {
    const { world, plan } = this.prepared;
    const wanted = new LineIds(lineIds);
    const found = new Map<string, string>();
    this.sought = undefined;
    for (const { shard } of this.prepared.shards('orders')) {
      this.maker.drawOrders(shard);
      const { columns } = this.maker;
      for (const [id, order] of wanted.in(columns)) found.set(id, orderIdAt(columns, order, world, plan));
    }
    return found;
  }

  /** A customer by number; no document where there is none, or the slice does not have it. */
  customer(number: number): Encoded {
    const { customers } = this.prepared.world;
    const shard = { index: 0, from: number, customers: number < customers ? 1 : 0 };
    return this.maker.makeCustomers(shard, room).customers;
  }

  /** The number of the order at a position of the columns. */
  private readonly numberAt = (columns: OrderColumns, i: number): number =>
    orderNumberAt(columns, i, this.prepared.plan);
}
