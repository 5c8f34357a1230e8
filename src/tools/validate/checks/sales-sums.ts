/** Orders against what is gathered of their lines, and whether any order or line may not agree with what it names. */
import type { World } from '../../../core/settings/settings.js';
import {
  and,
  cents,
  concat,
  type Expression,
  eq,
  gt,
  lt,
  multiply,
  ne,
  not,
  or,
  typeOf,
  when,
} from '../expression/terms.js';
import { bandLimits } from './catalog.js';
import type { Gathered, Sums } from './check.js';
import { check } from './parts.js';

/** Orders against the sums of their lines, where all of them are numbers; one that is not is reported by another check. */
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
