/** The checks of orders and their lines. */
import { MODELS } from '../../model/index.js';
import { ORDER_STATUSES } from '../../model/orders.js';
import { dateOf } from '../../settings/calendar.js';
import type { World } from '../../settings/settings.js';
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
  typeOf,
  when,
} from '../expression/terms.js';
import { bandLimits, outsideBand } from './catalog.js';
import type { Gathered, Scan, Sums, Unique } from './check.js';
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
  const firstPending = dateOf(world.lastDay + 1 - world.statuses.pending_days);
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
          `Only orders of the last ${world.statuses.pending_days} days are pending.`,
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

/** Orders against the sums of their lines, where all of them are numbers: that one is not is told elsewhere. */
export function orderSums(): Sums {
  const amount = (field: string): Expression => when({ $isNumber: field }, cents(field), Number.NaN);
  const units = when({ $isNumber: '$quantity' }, '$quantity', Number.NaN);
  const differs = (field: string, sum: Expression): Expression =>
    and(
      { $isNumber: `$parent.${field}` },
      gt('$children', 0),
      ne(sum, Number.NaN),
      ne(cents(`$parent.${field}`), sum),
    );
  const broken = (
    id: string,
    sentence: string,
    expression: Expression,
    group: 'money' | 'references' = 'money',
  ) => check('orders', id, group, sentence, expression);
  return {
    kind: 'sums',
    parent: 'orders',
    parentKey: '_id',
    parentFields: ['item_count', 'subtotal', 'discount_total', 'store_id', 'order_date'],
    child: 'order_items',
    childKey: 'order_id',
    gathered: {
      gross: { by: 'sum', of: multiply(units, amount('$unit_price')) },
      discount: { by: 'sum', of: amount('$discount_amount') },
      ...extremes('store', '$store_id'),
      ...extremes('date', '$created_at'),
    },
    checks: [
      broken(
        'has-lines',
        'Every order has lines.',
        and(eq(typeOf('$parent'), 'object'), eq('$children', 0)),
        'references',
      ),
      broken(
        'lines-counted',
        'item_count is the number of lines.',
        and({ $isNumber: '$parent.item_count' }, gt('$children', 0), ne('$parent.item_count', '$children')),
        'references',
      ),
      broken('subtotal', 'subtotal is the sum of quantity x unit_price.', differs('subtotal', '$gross')),
      broken(
        'discount-total',
        'discount_total is the sum of discount_amount.',
        differs('discount_total', '$discount'),
      ),
    ],
    suspect: suspect(
      'order',
      or(notOnly('store', '$parent.store_id'), notOnly('date', '$parent.order_date')),
    ),
  };
}

/** The smallest and the largest value of the children: both are the parent's where all are. */
const extremes = (name: string, of: Expression): Record<string, Gathered> => ({
  [`${name}Low`]: { by: 'min', of },
  [`${name}High`]: { by: 'max', of },
});
const notOnly = (name: string, value: Expression): Expression =>
  or(ne(`$${name}Low`, value), ne(`$${name}High`, value));
/** Children without a parent, or with one that some do not agree with. */
const suspect = (as: string, broken: Expression): NonNullable<Sums['suspect']> => ({
  as,
  broken: and(gt('$children', 0), or(ne(typeOf('$parent'), 'object'), broken)),
});

/** Whether any order or line may not agree with what it names. They check nothing by themselves. */
export function suspicions(world: World): Sums[] {
  const { low, high } = bandLimits(world, cents('$parent.base_price'));
  const priceLow = multiply(cents('$priceLow'), 1_000_000);
  const priceHigh = multiply(cents('$priceHigh'), 1_000_000);
  const ordersOf = { kind: 'sums', child: 'orders', checks: [] } as const;
  return [
    {
      kind: 'sums',
      parent: 'products',
      parentKey: '_id',
      parentFields: ['sku', 'product_name', 'base_price'],
      child: 'order_items',
      childKey: 'product_id',
      gathered: {
        ...extremes('sku', '$sku'),
        ...extremes('name', '$product_name'),
        ...extremes('price', '$unit_price'),
      },
      checks: [],
      suspect: suspect(
        'product',
        or(
          notOnly('sku', '$parent.sku'),
          notOnly('name', '$parent.product_name'),
          not(
            and(...['$priceLow', '$priceHigh', '$parent.base_price'].map((field) => ({ $isNumber: field }))),
          ),
          lt(priceLow, low),
          gt(priceHigh, high),
        ),
      ),
    },
    {
      ...ordersOf,
      parent: 'customers',
      parentKey: 'customer_id',
      parentFields: ['first_name', 'last_name', 'email', 'created_at', 'primary_store_id'],
      childKey: 'customer_id',
      gathered: {
        ...extremes('name', '$customer_name'),
        ...extremes('email', '$customer_email'),
        ...extremes('store', '$store_id'),
        first: { by: 'min', of: '$order_date' },
      },
      suspect: suspect(
        'customer',
        or(
          ne(typeOf('$parent.first_name'), 'string'),
          ne(typeOf('$parent.last_name'), 'string'),
          notOnly('name', concat('$parent.first_name', ' ', '$parent.last_name')),
          notOnly('email', '$parent.email'),
          notOnly('store', '$parent.primary_store_id'),
          gt('$parent.created_at', '$first'),
        ),
      ),
    },
    {
      ...ordersOf,
      parent: 'stores',
      parentKey: '_id',
      parentFields: ['store_name'],
      childKey: 'store_id',
      gathered: extremes('name', '$store_name'),
      suspect: suspect('store', notOnly('name', '$parent.store_name')),
    },
    {
      kind: 'sums',
      child: 'customers',
      checks: [],
      parent: 'stores',
      parentKey: '_id',
      parentFields: ['store_name'],
      childKey: 'primary_store_id',
      gathered: {},
      suspect: suspect('store', false),
    },
  ];
}
