/** A shard from its place in the plan to finished BSON: draw the numbers, then write the documents. */
import { Assortment } from '../generate/assortment.js';
import { Customers } from '../generate/customers.js';
import { DayTables } from '../generate/day-tables.js';
import type { Names } from '../generate/name-parts.js';
import { OrderColumns } from '../generate/order-columns.js';
import { OrderGenerator } from '../generate/orders.js';
import { Months, type Sales } from '../generate/sales.js';
import { type CustomerShard, makePlan, type OrderShard, type Plan } from '../plan/plan.js';
import { Segments } from '../plan/segments.js';
import type { World } from '../settings/settings.js';
import { CustomerEncoder } from './customers.js';
import type { Encoded } from './documents.js';
import { LineEncoder } from './lines.js';
import { OrderEncoder } from './orders.js';

/** The orders and lines of a shard as BSON, and what they sold. */
export interface MadeOrders {
  readonly orders: Encoded;
  readonly lines: Encoded;
  readonly sales: Sales;
}

/** Gives a buffer of at least so many bytes; what it holds is left from before. */
export type Buffers = (bytes: number) => Uint8Array<ArrayBuffer>;

/** Which documents of a shard are wanted, where not all of them are; see slices/. */
export interface Selection {
  keepsCustomer(customer: number): boolean;
  /** Takes orders that are not wanted out of the columns, with their lines; the others stay as and where they are. */
  thin(columns: OrderColumns): void;
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
  ) {
    const segments = new Segments(world);
    this.plan = makePlan(world, segments);
    const customers = new Customers(world, this.plan, segments);
    const months = new Months(world);
    const assortment = new Assortment(world);
    const tables = new DayTables(world, this.plan, segments);
    this.generator = new OrderGenerator(world, this.plan, segments, tables, assortment, months);
    const maxOrders = Math.min(world.shards.orders, world.orders);
    const maxLines = this.generator.maxLines(maxOrders);
    this.columns = new OrderColumns(maxOrders, maxLines);
    this.customerEncoder = new CustomerEncoder(world, names, customers);
    this.orderEncoder = new OrderEncoder(world, this.plan, names, customers);
    this.lineEncoder = new LineEncoder(world, this.plan, maxLines);
  }

  makeCustomers(shard: CustomerShard, buffers: Buffers): Encoded {
    const buffer = buffers(this.customerEncoder.maxSize(shard.customers) + SLACK);
    if (this.selection !== undefined) return this.makeSelected(shard, this.selection, buffer);
    const end = this.customerEncoder.encode(shard.from, shard.customers, buffer, 0);
    return { bytes: buffer.subarray(0, end), documents: shard.customers };
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

  /** The numbers of a shard, in `columns`, without their documents. */
  drawOrders(shard: OrderShard): Sales {
    return this.generator.generate(shard, this.columns);
  }

  makeOrders(shard: OrderShard, buffers: Buffers): MadeOrders {
    const { columns } = this;
    const sales = this.drawOrders(shard);
    this.selection?.thin(columns);
    const orders = buffers(this.orderEncoder.maxSize(columns.orders) + SLACK);
    const lines = buffers(this.lineEncoder.size(columns) + SLACK);
    const ordersEnd = this.orderEncoder.encode(columns, orders, 0);
    const linesEnd = this.lineEncoder.encode(columns, lines, 0);
    return {
      orders: { bytes: orders.subarray(0, ordersEnd), documents: columns.orders },
      lines: { bytes: lines.subarray(0, linesEnd), documents: columns.lines },
      sales,
    };
  }
}
