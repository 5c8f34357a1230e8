/** Single documents: of a sharded collection the one shard is made that holds the document, and kept for the next one. */
import type { Encoded } from '../core/encode/documents.js';
import type { ShardMaker } from '../core/encode/shard-maker.js';
import { customerNumbers } from '../core/generate/customer-numbers.js';
import type { Category } from '../core/model/categories.js';
import type { Customer } from '../core/model/customers.js';
import type { CatalogCollection } from '../core/model/made-by.js';
import type { OrderItem } from '../core/model/order-items.js';
import type { Order } from '../core/model/orders.js';
import type { ProductType } from '../core/model/product-types.js';
import type { Product } from '../core/model/products.js';
import type { Store } from '../core/model/stores.js';
import { firstOrderOf, orderNumbers } from '../core/plan/order-numbers.js';
import type { OrderShard } from '../core/plan/plan.js';
import type { PreparedWorld } from '../core/world/prepared-world.js';
import { decodeAll, decodeAt, offsetsOf } from './decode.js';

/** Shards of orders that are kept: the last ones used, some ten megabytes each at the default size. */
const KEPT_SHARDS = 4;

/** A shard of orders with where each document begins. */
interface KeptShard {
  readonly orders: Encoded;
  readonly lines: Encoded;
  readonly orderAt: Uint32Array;
  readonly lineAt: Uint32Array;
}

export class Lookup {
  private readonly kept = new Map<number, KeptShard>();
  private readonly numberOf: (customerId: string) => number | undefined;
  private readonly orderNumberOf: (orderId: string) => number | undefined;
  /** Documents of a catalog collection by each of the fields they are looked up by. */
  private readonly byKey = new Map<CatalogCollection, Map<string, unknown>>();

  constructor(
    private readonly prepared: PreparedWorld,
    private readonly maker: ShardMaker,
    private readonly catalogOf: (name: CatalogCollection) => Encoded,
  ) {
    this.numberOf = customerNumbers(prepared.world);
    this.orderNumberOf = orderNumbers(prepared.world, prepared.plan);
  }

  order(id: string): Order | undefined {
    const shard = this.shardOf(id);
    return shard && orderIn(shard, id);
  }

  linesOf(orderId: string): OrderItem[] | undefined {
    const shard = this.shardOf(orderId);
    if (shard === undefined || orderIn(shard, orderId) === undefined) return undefined;
    const { lines, lineAt } = shard;
    const { buffer, byteOffset, byteLength } = lines.bytes;
    const bytes = Buffer.from(buffer, byteOffset, byteLength);
    const found: OrderItem[] = [];
    // An order's lines stand in the order of their `_id`, so they are anywhere in the shard.
    for (let at = bytes.indexOf(orderId); at >= 0; at = bytes.indexOf(orderId, at)) {
      const line = lastUpTo(lineAt, at);
      const document = decodeAt<OrderItem>(bytes, lineAt, line);
      if (document.order_id === orderId) found.push(document);
      at = lineAt[line + 1] ?? bytes.length;
    }
    return found;
  }

  /**
   * Of a slice whose customers are those that its orders name, good only when these are known.
   * @param which the number, from 0 in order of registration, or the customer_id.
   */
  customer(which: number | string): Customer | undefined {
    const number = typeof which === 'string' ? this.numberOf(which) : which;
    if (
      number === undefined ||
      !Number.isInteger(number) ||
      number < 0 ||
      number >= this.prepared.world.customers
    ) {
      return undefined;
    }
    const shard = { index: 0, from: number, customers: 1 };
    const { bytes, documents } = this.maker.makeCustomers(shard, (size) => new Uint8Array(size)).customers;
    return documents === 0 ? undefined : decodeAt<Customer>(bytes, offsetsOf(bytes, 1), 0);
  }

  store = (id: string) => this.find<Store>('stores', ['store_id'], id);
  productType = (id: string) => this.find<ProductType>('product_types', ['type_id'], id);
  category = (id: string) => this.find<Category>('categories', ['category_id'], id);
  product = (id: string) => this.find<Product>('products', ['product_id', 'sku'], id);

  /** A document of its own for every call: what the caller does to it concerns nobody else. */
  private find<T extends object>(
    collection: CatalogCollection,
    keys: readonly (keyof T & string)[],
    value: string,
  ): T | undefined {
    let map = this.byKey.get(collection);
    if (map === undefined) {
      map = new Map();
      for (const document of decodeAll<T>(this.catalogOf(collection).bytes)) {
        for (const key of keys) map.set(document[key] as string, document);
      }
      this.byKey.set(collection, map);
    }
    const found = map.get(value);
    return found === undefined ? undefined : (structuredClone(found) as T);
  }

  /** The shard that an order would stand in; undefined for what is no order_id of this world. */
  private shardOf(id: string): KeptShard | undefined {
    const wanted = this.orderNumberOf(id);
    if (wanted === undefined) return undefined;
    for (const { shard } of this.prepared.shards('orders')) {
      if (wanted - firstOrderOf(shard, this.prepared.plan) < shard.orders) return this.shard(shard);
    }
    return undefined;
  }

  private shard(shard: OrderShard): KeptShard {
    const kept = this.kept.get(shard.index) ?? this.make(shard);
    // The last one in is the last one out.
    this.kept.delete(shard.index);
    this.kept.set(shard.index, kept);
    const [oldest] = this.kept.keys();
    if (this.kept.size > KEPT_SHARDS && oldest !== undefined) this.kept.delete(oldest);
    return kept;
  }

  private make(shard: OrderShard): KeptShard {
    const { orders, order_items: lines } = this.maker.makeOrders(shard, (size) => new Uint8Array(size));
    return {
      orders,
      lines,
      orderAt: offsetsOf(orders.bytes, orders.documents),
      lineAt: offsetsOf(lines.bytes, lines.documents),
    };
  }
}

/** They stand in the order of their ids; those that a slice has not are not there. */
function orderIn({ orders, orderAt }: KeptShard, id: string): Order | undefined {
  let low = 0;
  let high = orders.documents - 1;
  while (low <= high) {
    const middle = (low + high) >>> 1;
    const order = decodeAt<Order>(orders.bytes, orderAt, middle);
    if (order.order_id === id) return order;
    if (order.order_id < id) low = middle + 1;
    else high = middle - 1;
  }
  return undefined;
}

/** The position of the last of the ascending numbers that is not above `value`. */
function lastUpTo(numbers: Uint32Array, value: number): number {
  let low = 0;
  let high = numbers.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if ((numbers[middle] ?? 0) <= value) low = middle;
    else high = middle - 1;
  }
  return low;
}
