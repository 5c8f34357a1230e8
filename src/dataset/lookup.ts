/** Single documents: of a sharded collection the one shard is made that holds the document, and kept for the next one. */
import type { Encoded } from '../encode/documents.js';
import type { ShardMaker } from '../encode/shard-maker.js';
import { customerNumbers } from '../generate/customer-numbers.js';
import type { Category } from '../model/categories.js';
import type { Customer } from '../model/customers.js';
import type { CollectionName } from '../model/index.js';
import type { OrderItem } from '../model/order-items.js';
import type { Order } from '../model/orders.js';
import type { ProductType } from '../model/product-types.js';
import type { Product } from '../model/products.js';
import type { Store } from '../model/stores.js';
import { type OrderShard, orderShardsOf } from '../plan/plan.js';
import { dayOf } from '../settings/calendar.js';
import type { World } from '../settings/settings.js';
import { decodeAll, decodeAt, offsetsOf } from './decode.js';
import { makeShard } from './shards.js';

/** Shards of orders that are kept: the last ones used, some ten megabytes each at the default size. */
const KEPT_SHARDS = 4;

/** A shard of orders with where each document begins. */
interface KeptShard {
  readonly orders: Encoded;
  readonly lines: Encoded;
  readonly orderAt: Uint32Array;
  readonly lineAt: Uint32Array;
}

/** An order's place: its shard, and its position in it. */
interface Place {
  readonly shard: OrderShard;
  readonly position: number;
}

export class Lookup {
  private readonly kept = new Map<number, KeptShard>();
  private readonly numberOf: (customerId: string) => number | undefined;
  /** Documents of a catalog collection by each of the fields they are looked up by. */
  private readonly byKey = new Map<CollectionName, Map<string, unknown>>();

  constructor(
    private readonly world: World,
    private readonly maker: ShardMaker,
    private readonly small: (name: CollectionName) => Encoded,
  ) {
    this.numberOf = customerNumbers(world);
  }

  order(id: string): Order | undefined {
    const place = this.placeOf(id);
    if (place === undefined) return undefined;
    const { orders, orderAt } = this.shard(place.shard);
    return decodeAt<Order>(orders.bytes, orderAt[place.position], orderAt[place.position + 1]);
  }

  linesOf(orderId: string): OrderItem[] | undefined {
    const place = this.placeOf(orderId);
    if (place === undefined) return undefined;
    const { lines, lineAt } = this.shard(place.shard);
    const { buffer, byteOffset, byteLength } = lines.bytes;
    const bytes = Buffer.from(buffer, byteOffset, byteLength);
    const found: OrderItem[] = [];
    // An order's lines stand in the order of their `_id`, so they are anywhere in the shard.
    for (let at = bytes.indexOf(orderId); at >= 0; at = bytes.indexOf(orderId, at)) {
      const line = lastUpTo(lineAt, at);
      const document = decodeAt<OrderItem>(bytes, lineAt[line], lineAt[line + 1]);
      if (document.order_id === orderId) found.push(document);
      at = lineAt[line + 1];
    }
    return found;
  }

  /** @param which the number, from 0 in order of registration, or the customer_id. */
  customer(which: number | string): Customer | undefined {
    const number = typeof which === 'string' ? this.numberOf(which) : which;
    if (number === undefined || !Number.isInteger(number) || number < 0 || number >= this.world.customers) {
      return undefined;
    }
    const shard = { index: 0, from: number, customers: 1 };
    const { bytes } = this.maker.makeCustomers(shard, (size) => new Uint8Array(size));
    return decodeAt<Customer>(bytes, 0, bytes.length);
  }

  store = (id: string) => this.find<Store>('stores', ['store_id'], id);
  productType = (id: string) => this.find<ProductType>('product_types', ['type_id'], id);
  category = (id: string) => this.find<Category>('categories', ['category_id'], id);
  product = (id: string) => this.find<Product>('products', ['product_id', 'sku'], id);

  /** A document of its own for every call: what the caller does to it concerns nobody else. */
  private find<T extends object>(
    collection: CollectionName,
    keys: readonly (keyof T & string)[],
    value: string,
  ): T | undefined {
    let map = this.byKey.get(collection);
    if (map === undefined) {
      map = new Map();
      for (const document of decodeAll<T>(this.small(collection).bytes)) {
        for (const key of keys) map.set(document[key] as string, document);
      }
      this.byKey.set(collection, map);
    }
    const found = map.get(value);
    return found === undefined ? undefined : (structuredClone(found) as T);
  }

  private placeOf(id: string): Place | undefined {
    const { plan } = this.maker;
    const [, date, digits] = /^order_(\d{8})_(\d+)$/.exec(id) ?? [];
    if (date === undefined || digits.length !== plan.orderDigits) return undefined;
    const day = dayOf(`${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6)}`) - this.world.firstDay;
    const number = Number(digits) - 1;
    // A day that does not exist rolls over into another one, whose orders have another date in their ids.
    if (!(day >= 0 && day < plan.days) || dateText(this.world.firstDay + day) !== date) return undefined;
    if (number < 0 || number >= plan.ordersBefore[day + 1] - plan.ordersBefore[day]) return undefined;
    const wanted = plan.ordersBefore[day] + number;
    for (const shard of orderShardsOf(plan, this.world.shards.orders)) {
      const first = plan.ordersBefore[shard.fromDay] + shard.fromOrder;
      if (wanted < first + shard.orders) return { shard, position: wanted - first };
    }
    return undefined;
  }

  private shard(shard: OrderShard): KeptShard {
    const kept = this.kept.get(shard.index) ?? this.make(shard);
    // The last one in is the last one out.
    this.kept.delete(shard.index);
    this.kept.set(shard.index, kept);
    const [oldest] = this.kept.keys();
    if (this.kept.size > KEPT_SHARDS) this.kept.delete(oldest);
    return kept;
  }

  private make(shard: OrderShard): KeptShard {
    const made = makeShard({ kind: 'orders', shard }, this.maker, (size) => new Uint8Array(size));
    const [orders, lines] = [made.orders as Encoded, made.order_items as Encoded];
    return {
      orders,
      lines,
      orderAt: offsetsOf(orders.bytes, orders.documents),
      lineAt: offsetsOf(lines.bytes, lines.documents),
    };
  }
}

const dateText = (day: number): string =>
  new Date(day * 86_400_000).toISOString().slice(0, 10).replaceAll('-', '');

/** The position of the last of the ascending numbers that is not above `value`. */
function lastUpTo(numbers: Uint32Array, value: number): number {
  let low = 0;
  let high = numbers.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if (numbers[middle] <= value) low = middle;
    else high = middle - 1;
  }
  return low;
}
