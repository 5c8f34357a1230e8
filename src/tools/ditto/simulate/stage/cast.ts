/** The documents that play: real ones of the dataset. */
import { deserialize } from 'bson';
import type { Customer } from '../../../../core/model/customers.js';
import type { CollectionName, DocumentTypes } from '../../../../core/model/index.js';
import type { Inventory } from '../../../../core/model/inventory.js';
import type { OrderItem } from '../../../../core/model/order-items.js';
import type { Order } from '../../../../core/model/orders.js';
import type { Product } from '../../../../core/model/products.js';
import type { World } from '../../../../core/settings/settings.js';
import { documentsOf } from '../../../../core/world/documents.js';
import { PreparedWorld } from '../../../../core/world/prepared-world.js';
import { ZavaError } from '../../../../errors.js';

export interface Cast {
  /** A row of the inventory with plenty in stock, in a store that is called here. */
  readonly row: Inventory;
  /** The same product in another store. */
  readonly sameElsewhere: Inventory;
  /** Other rows of the first store. */
  readonly others: readonly Inventory[];
  readonly product: Product;
  readonly customer: Customer;
  /** Two orders of that store, to be made on two devices, and their lines. */
  readonly orders: readonly [Order, Order];
  readonly lines: readonly OrderItem[];
}

/** Units that a row must have, so that a few can be sold. */
const PLENTY = 20;

/** @throws ZavaError where the world is too small to have all of them. */
export function castOf(world: World): Cast {
  const prepared = new PreparedWorld(world);
  const all = <N extends CollectionName>(name: N): DocumentTypes[N][] =>
    [...documentsOf(prepared, name)].map((bytes) => deserialize(bytes) as DocumentTypes[N]);
  const rows = all('inventory');
  const row = rows.find(
    ({ stock_level, store_id, product_id }) =>
      stock_level >= PLENTY &&
      rows.some((other) => other.product_id === product_id && other.store_id !== store_id),
  );
  const { store_id, product_id } = needed(row, 'a row of the inventory with plenty in stock');
  const sameElsewhere = rows.find((other) => other.product_id === product_id && other.store_id !== store_id);
  const orders = all('orders').filter((order) => order.store_id === store_id && order.status === 'completed');
  const [first, second] = orders;
  const pair = [needed(first, 'an order'), needed(second, 'a second order')] as const;
  return {
    row: needed(row, 'a row'),
    sameElsewhere: needed(sameElsewhere, 'the same product in another store'),
    others: rows.filter((other) => other.store_id === store_id && other !== row).slice(0, 5),
    product: needed(
      all('products').find((product) => product.product_id === product_id),
      'a product',
    ),
    customer: needed(
      all('customers').find((customer) => customer.customer_id === pair[0].customer_id),
      'a customer',
    ),
    orders: pair,
    lines: all('order_items').filter((line) => pair.some(({ order_id }) => order_id === line.order_id)),
  };
}

function needed<T>(value: T | undefined, what: string): T {
  if (value === undefined)
    throw new ZavaError(`The dataset of this seed is too small to play with: it lacks ${what}.`);
  return value;
}
