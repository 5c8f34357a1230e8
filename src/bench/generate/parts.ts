/** What a ShardMaker is made of, in single pieces that can be measured alone. */
import { LineEncoder } from '../../encode/lines.js';
import { OrderEncoder } from '../../encode/orders.js';
import { Assortment } from '../../generate/assortment.js';
import { Customers } from '../../generate/customers.js';
import { DayTables } from '../../generate/day-tables.js';
import type { Names } from '../../generate/name-parts.js';
import { OrderColumns } from '../../generate/order-columns.js';
import { OrderGenerator } from '../../generate/orders.js';
import { Months } from '../../generate/sales.js';
import { makePlan, type OrderShard, orderShardsOf } from '../../plan/plan.js';
import { Segments } from '../../plan/segments.js';
import type { World } from '../../settings/settings.js';

/** More than copying whole words of text may write beyond the last document. */
const SLACK = 256;

export function partsOf(world: World, names: Names) {
  const segments = new Segments(world);
  const plan = makePlan(world, segments);
  const customers = new Customers(world, plan, segments);
  const tables = new DayTables(world, plan, segments);
  const generator = new OrderGenerator(
    world,
    plan,
    segments,
    tables,
    new Assortment(world),
    new Months(world),
  );
  const maxOrders = Math.min(world.shards.orders, world.orders);
  const maxLines = generator.maxLines(maxOrders);
  const columns = new OrderColumns(maxOrders, maxLines);
  const orders = new OrderEncoder(world, plan, names, customers);
  const lines = new LineEncoder(world, plan, maxLines);
  const shards: readonly OrderShard[] = [...orderShardsOf(plan, world.shards.orders)];
  return {
    shards,
    columns,
    maxLines,
    draw: (shard: OrderShard) => generator.generate(shard, columns),
    /** Bytes that the documents of the columns need, with what copying may write beyond. */
    ordersSize: () => orders.maxSize(columns.orders) + SLACK,
    linesSize: () => lines.size(columns) + SLACK,
    /** Write the documents of the columns to the start of a buffer and return where they end. */
    encodeOrders: (buffer: Uint8Array) => orders.encode(columns, buffer, 0),
    encodeLines: (buffer: Uint8Array) => lines.encode(columns, buffer, 0),
  };
}

export type Parts = ReturnType<typeof partsOf>;
