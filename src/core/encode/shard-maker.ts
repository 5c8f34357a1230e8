/** A shard from its place in the plan to finished BSON: draw the numbers, then write the documents. */
import { Customers } from '../generate/customers.js';
import { DayTables } from '../generate/day-tables.js';
import type { Names } from '../generate/name-parts.js';
import { makeOrderColumns, type OrderColumns } from '../generate/order-columns.js';
import { OrderGenerator } from '../generate/orders.js';
import type { Sales } from '../generate/sales.js';
import { partsOf, type WorldParts } from '../generate/world-parts.js';
import type { ShardCollection, ShardKind } from '../model/made-by.js';
import type { CustomerShard, OrderShard, Plan } from '../plan/plan.js';
import type { PlannedShard } from '../plan/shards.js';
import type { World } from '../settings/settings.js';
import { CustomerEncoder } from './customers.js';
import type { Encoded } from './documents.js';
import { LineEncoder } from './lines.js';
import { OrderEncoder } from './orders.js';

/** The documents of a shard of a kind, by collection. */
export type ShardDocuments<K extends ShardKind> = { readonly [N in ShardCollection<K>]: Encoded };

/** The documents of a shard of orders, and what they sold. */
export type MadeOrders = ShardDocuments<'orders'> & { readonly sales: Sales };

/** A shard of any kind. */
export interface MadeShard {
  /** By collection, in the order in which they are written; of those of its kind. */
  readonly documents: Partial<ShardDocuments<ShardKind>>;
  /** Of orders only: what they sold. */
  readonly sales?: Sales;
}

/** Gives a buffer of at least so many bytes; what it holds is left from before. */
export type Buffers = (bytes: number) => Uint8Array<ArrayBuffer>;

/** Which documents of a shard are wanted, where not all of them are; see slices/. */
export interface Selection {
  keepsCustomer(customer: number): boolean;
  /** Takes orders that are not wanted out of the columns, with their lines; the others stay as and where they are. */
  dropUnselected(columns: OrderColumns): void;
}

/** What copying text eight bytes at a time may write beyond the last document. */
const SLACK = 8;

/** Everything that a worker needs to make any shard of a world; prepared once. */
export class ShardMaker {
  readonly plan: Plan;
  readonly columns: OrderColumns;
  private readonly generator: OrderGenerator;
  private readonly customerEncoder: CustomerEncoder;
  private readonly orderEncoder: OrderEncoder;
  private readonly lineEncoder: LineEncoder;

  constructor(
    world: World,
    names: Names,
    private readonly selection?: Selection,
    { segments, plan, months, assortment }: WorldParts = partsOf(world),
  ) {
    this.plan = plan;
    const customers = new Customers(world, this.plan, segments);
    const tables = new DayTables(world, this.plan, segments);
    this.generator = new OrderGenerator(world, this.plan, segments, tables, assortment, months);
    const maxOrders = Math.min(world.shards.orders, world.orders);
    const maxLines = this.generator.maxLines(maxOrders);
    this.columns = makeOrderColumns(maxOrders, maxLines);
    this.customerEncoder = new CustomerEncoder(world, names, customers);
    this.orderEncoder = new OrderEncoder(world, this.plan, names, customers);
    this.lineEncoder = new LineEncoder(world, this.plan, maxLines);
  }

  /** A shard of whatever kind. */
  make(planned: PlannedShard, buffers: Buffers): MadeShard {
    if (planned.kind === 'customers') return { documents: this.makeCustomers(planned.shard, buffers) };
    const { sales, ...documents } = this.makeOrders(planned.shard, buffers);
    return { documents, sales };
  }

  /** One collection of a shard. */
  makeOnly(collection: ShardCollection, planned: PlannedShard, buffers: Buffers): Encoded {
    if (planned.kind === 'customers') return this.makeCustomers(planned.shard, buffers).customers;
    this.drawOrders(planned.shard);
    return collection === 'orders' ? this.encodeOrders(buffers) : this.encodeLines(buffers);
  }

  makeCustomers(shard: CustomerShard, buffers: Buffers): ShardDocuments<'customers'> {
    const buffer = buffers(this.customerEncoder.maxSize(shard.customers) + SLACK);
    if (this.selection !== undefined) {
      return { customers: this.makeSelected(shard, this.selection, buffer) };
    }
    const end = this.customerEncoder.encode(shard.from, shard.customers, buffer, 0);
    return { customers: { bytes: buffer.subarray(0, end), documents: shard.customers } };
  }

  /** Customers who follow one another are written together. */
  private makeSelected(
    { from, customers }: CustomerShard,
    selection: Selection,
    buffer: Uint8Array<ArrayBuffer>,
  ): Encoded {
    let end = 0;
    let documents = 0;
    for (let first = from; first < from + customers; first++) {
      let next = first;
      while (next < from + customers && selection.keepsCustomer(next)) next++;
      if (next > first) end = this.customerEncoder.encode(first, next - first, buffer, end);
      documents += next - first;
      first = next;
    }
    return { bytes: buffer.subarray(0, end), documents };
  }

  /** How many of a shard's customers are wanted. */
  countCustomers({ from, customers }: CustomerShard): number {
    const { selection } = this;
    if (selection === undefined) return customers;
    let wanted = 0;
    for (let n = from; n < from + customers; n++) if (selection.keepsCustomer(n)) wanted++;
    return wanted;
  }

  /** The numbers of a shard's wanted orders, in `columns`, without their documents. @returns what all of them sold. */
  drawOrders(shard: OrderShard): Sales {
    const sales = this.generator.generate(shard, this.columns);
    this.selection?.dropUnselected(this.columns);
    return sales;
  }

  makeOrders(shard: OrderShard, buffers: Buffers): MadeOrders {
    const sales = this.drawOrders(shard);
    return { orders: this.encodeOrders(buffers), order_items: this.encodeLines(buffers), sales };
  }

  /** The documents of the orders in `columns`. */
  encodeOrders(buffers: Buffers): Encoded {
    const { orders } = this.columns;
    const buffer = buffers(this.orderEncoder.maxSize(orders) + SLACK);
    const end = this.orderEncoder.encode(this.columns, buffer, 0);
    return { bytes: buffer.subarray(0, end), documents: orders };
  }

  /** The documents of the lines in `columns`. */
  encodeLines(buffers: Buffers): Encoded {
    const { lines } = this.columns;
    const buffer = buffers(this.lineEncoder.size(this.columns) + SLACK);
    const end = this.lineEncoder.encode(this.columns, buffer, 0);
    return { bytes: buffer.subarray(0, end), documents: lines };
  }
}
