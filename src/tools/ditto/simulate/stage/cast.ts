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

/** Rows of the same store, for what takes several. */
const OTHERS = 5;

/** @throws ZavaError where the world is too small to have all of them. */
export function castOf(world: World): Cast {
  const prepared = new PreparedWorld(world);
  // No more are made than it takes to find them.
  function* all<N extends CollectionName>(name: N): Generator<DocumentTypes[N]> {
    for (const bytes of documentsOf(prepared, name)) yield deserialize(bytes) as DocumentTypes[N];
  }
  const rows = [...all('inventory')];
  const elsewhere = (row: Inventory) =>
    rows.find((other) => other.product_id === row.product_id && other.store_id !== row.store_id);
  const row = needed(
    first(rows, (one) => one.stock_level >= PLENTY && elsewhere(one) !== undefined),
    'a product with plenty in stock in two stores',
  );
  const isOrder = ({ store_id, status }: Order) => store_id === row.store_id && status === 'completed';
  const [one, two] = several(all('orders'), isOrder, 2);
  const orders = [needed(one, 'an order'), needed(two, 'a second order')] as const;
  const ids = orders.map(({ order_id }) => order_id);
  const lines = orders[0].item_count + orders[1].item_count;
  return {
    row,
    sameElsewhere: needed(elsewhere(row), 'the same product in another store'),
    others: rows.filter((other) => other.store_id === row.store_id && other !== row).slice(0, OTHERS),
    product: needed(
      first(all('products'), ({ product_id }) => product_id === row.product_id),
      'its product',
    ),
    customer: needed(
      first(all('customers'), ({ customer_id }) => customer_id === orders[0].customer_id),
      'a customer',
    ),
    orders,
    lines: several(all('order_items'), ({ order_id }) => ids.includes(order_id), lines),
  };
}

const first = <T>(documents: Iterable<T>, is: (document: T) => boolean): T | undefined =>
  several(documents, is, 1)[0];

/** @param count how many are wanted at most. */
function several<T>(documents: Iterable<T>, is: (document: T) => boolean, count: number): T[] {
  const found: T[] = [];
  for (const document of documents) {
    if (is(document)) found.push(document);
    if (found.length === count) break;
  }
  return found;
}

function needed<T>(value: T | undefined, what: string): T {
  if (value === undefined) {
    throw new ZavaError(`The dataset of this seed is too small to play with: it lacks ${what}.`);
  }
  return value;
}
