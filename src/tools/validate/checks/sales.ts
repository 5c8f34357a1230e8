/** The checks of orders and their lines. */
import { MODELS } from '../../../core/model/index.js';
import { ORDER_STATUSES } from '../../../core/model/orders.js';
import { firstPendingDay } from '../../../core/plan/pending.js';
import { dateOf } from '../../../core/settings/calendar.js';
import type { World } from '../../../core/settings/settings.js';
import {
  add,
  and,
  cents,
  choose,
  concat,
  type Expression,
  eq,
  gt,
  halfUp,
  isIn,
  lt,
  matches,
  multiply,
  ne,
  not,
  or,
  part,
  subtract,
} from '../expression/terms.js';
import { outsideBand } from './catalog.js';
import type { Scan, Unique } from './check.js';
import { Expected } from './expected.js';
import { closed } from './opening-hours.js';
import {
  check,
  copies,
  createdFirst,
  exists,
  inPeriod,
  ofParent,
  parent,
  repeatsId,
  twoDecimals,
  unique,
  uniqueId,
} from './parts.js';
import { structureChecks } from './structure.js';

/** `$order_date`'s day as it stands in an order_id. */
const day = concat(part('$order_date', 0, 4), part('$order_date', 5, 2), part('$order_date', 8, 2));

/** The store's sales tax in thousandths of a percent; a store that the settings do not know has none. */
const taxRate = (world: World): Expression =>
  choose(
    world.catalog.stores.map((store) => [
      eq('$store_id', store.store_id),
      Math.round(store.tax_rate_percent * 1000),
    ]),
    0,
  );

export function orderChecks(world: World): (Scan | Unique)[] {
  const customer = parent(
    'customer',
    'customers',
    'customer_id',
    ['first_name', 'last_name', 'email', 'created_at', 'primary_store_id'],
    'customer_id',
  );
  const store = parent('store', 'stores', 'store_id', ['store_name']);
  const net = subtract(cents('$subtotal'), cents('$discount_total'));
  const { plan } = new Expected(world);
  const firstPending = dateOf(world.firstDay + firstPendingDay(world, plan));
  return [
    {
      kind: 'scan',
      collection: 'orders',
      parents: [customer, store],
      structure: structureChecks(MODELS.orders),
      values: [
        repeatsId('orders', 'order_id'),
        check(
          'orders',
          'order-id',
          'ids',
          "Every order_id is order_, eight digits, and the day's number of at least three digits.",
          not(matches('$order_id', '^order_\\d{8}_\\d{3,}$')),
        ),
        check(
          'orders',
          'order-id-date',
          'ids',
          "The date in an order_id is order_date's day.",
          and(matches('$order_id', '^order_\\d{8}_'), ne(part('$order_id', 6, 8), day)),
        ),
        exists('orders', customer),
        exists('orders', store),
        check(
          'orders',
          'customer-name',
          'copies',
          "customer_name is the customer's first and last name.",
          ofParent(
            'customer',
            { first_name: 'string', last_name: 'string' },
            ne('$customer_name', concat('$customer.first_name', ' ', '$customer.last_name')),
          ),
        ),
        copies('orders', customer, 'customer_email', 'email', 'customer-email'),
        copies('orders', store, 'store_name', 'store_name', 'store-name'),
        check(
          'orders',
          'item-count',
          'behaviour',
          `Every order has 1 to ${world.baskets.items_weights.length} lines.`,
          or(lt('$item_count', 1), gt('$item_count', world.baskets.items_weights.length)),
        ),
        check(
          'orders',
          'tax',
          'money',
          "tax is the store's rate on subtotal - discount_total, to the cent.",
          ne(cents('$tax'), halfUp(multiply(net, taxRate(world)), 100_000)),
        ),
        check(
          'orders',
          'total',
          'money',
          'total is subtotal - discount_total + tax.',
          ne(cents('$total'), add(net, cents('$tax'))),
        ),
        check(
          'orders',
          'amounts',
          'money',
          'No amount of an order is negative, and the discount is not more than the subtotal.',
          or(lt('$discount_total', 0), gt('$discount_total', '$subtotal'), lt('$tax', 0)),
        ),
        twoDecimals('orders', ['subtotal', 'tax', 'discount_total', 'total']),
        check(
          'orders',
          'status',
          'behaviour',
          `Every status is one of ${ORDER_STATUSES.join(', ')}.`,
          not(isIn('$status', ORDER_STATUSES)),
        ),
        check(
          'orders',
          'pending',
          'time',
          `Only orders from ${firstPending} on are pending.`,
          and(eq('$status', 'pending'), lt('$order_date', firstPending)),
        ),
        inPeriod('orders', world, ['order_date', 'updated_at']),
        check(
          'orders',
          'created-at',
          'time',
          'created_at of orders equals order_date.',
          ne('$created_at', '$order_date'),
        ),
        createdFirst('orders'),
        check(
          'orders',
          'after-customer',
          'time',
          'Every customer is there before their first order.',
          ofParent('customer', { created_at: 'string' }, gt('$customer.created_at', '$order_date')),
        ),
        check(
          'orders',
          'primary-store',
          'behaviour',
          'Every customer buys at their primary store.',
          ofParent('customer', { primary_store_id: 'string' }, ne('$customer.primary_store_id', '$store_id')),
        ),
        check(
          'orders',
          'opening-hours',
          'time',
          "Every order lies in its store's local opening hours.",
          closed(world),
        ),
      ],
    },
    unique('orders', 'order-id', ['order_id']),
  ];
}

export function lineChecks(world: World): (Scan | Unique)[] {
  const order = parent('order', 'orders', 'order_id', ['store_id', 'order_date', 'status']);
  const product = parent('product', 'products', 'product_id', ['sku', 'product_name', 'base_price']);
  const { quantity_weights: quantities } = world.baskets;
  const { discount_percents: percents } = world.prices;
  const gross = multiply('$quantity', cents('$unit_price'));
  const name = 'order_items';
  return [
    {
      kind: 'scan',
      collection: name,
      parents: [order, product],
      structure: structureChecks(MODELS.order_items),
      values: [
        exists(name, order),
        exists(name, product),
        check(
          name,
          'store-exists',
          'references',
          'Every store_id of order_items is a store of the settings.',
          not(
            isIn(
              '$store_id',
              world.catalog.stores.map((each) => each.store_id),
            ),
          ),
        ),
        copies(name, order, 'store_id', 'store_id'),
        check(
          name,
          'order-created-at',
          'copies',
          "created_at of order_items equals its order's order_date.",
          ofParent('order', { order_date: 'string' }, ne('$created_at', '$order.order_date')),
        ),
        copies(name, product, 'sku', 'sku', 'sku'),
        copies(name, product, 'product_name', 'product_name', 'product-name'),
        check(
          name,
          'quantity',
          'behaviour',
          `Every quantity is from 1 to ${quantities.length}.`,
          or(lt('$quantity', 1), gt('$quantity', quantities.length)),
        ),
        check(
          name,
          'discount-kind',
          'money',
          `Every discount is 0 or one of ${percents.join(', ')} %.`,
          not(isIn('$discount_percent', [0, ...percents])),
        ),
        check(
          name,
          'discount-amount',
          'money',
          'discount_amount is discount_percent of quantity x unit_price, to the cent.',
          ne(cents('$discount_amount'), halfUp(multiply(gross, '$discount_percent'), 100)),
        ),
        check(
          name,
          'line-total',
          'money',
          'line_total is quantity x unit_price - discount_amount.',
          ne(cents('$line_total'), subtract(gross, cents('$discount_amount'))),
        ),
        check(
          name,
          'price-band',
          'money',
          `Every unit_price is ${world.prices.band.join(' to ')} times the base_price.`,
          outsideBand(world),
        ),
        twoDecimals(name, ['unit_price', 'discount_amount', 'line_total']),
        inPeriod(name, world, ['created_at']),
      ],
    },
    uniqueId(name),
  ];
}
