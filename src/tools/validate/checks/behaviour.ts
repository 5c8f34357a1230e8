/** Whether orders are spread over time, stores, baskets and the assortment as the settings say. */
import { defined } from '../../../core/defined.js';
import { Assortment } from '../../../core/generate/assortment.js';
import { MONTHS } from '../../../core/model/categories.js';
import { productId } from '../../../core/model/ids.js';
import { alwaysPending } from '../../../core/plan/pending.js';
import { dateOf, dayOf, weekdayOf } from '../../../core/settings/calendar.js';
import type { World } from '../../../core/settings/settings.js';
import { choose, type Expression, lt, part } from '../expression/terms.js';
import { type Cell, gTest, type TestOptions } from '../g-test.js';
import type { ChartFacts, CheckResult } from '../result.js';
import { type Check, type Failures, type RowsOf, type Tally, type TallyRow, undone } from './check.js';
import { Expected } from './expected.js';

const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

/** Lower ends of the bins of unit prices, in dollars. */
const PRICE_BINS = [0, 5, 10, 20, 35, 50, 75, 100, 150, 200, 300, 500, 1000];

/** The name of a day's weekday, also where a wrong date makes none. */
const weekdayName = (day: number): string => WEEKDAYS[weekdayOf(day)] ?? 'no day';

const tally = <K extends string>(
  collection: Tally['collection'],
  needs: Tally['needs'],
  key: Readonly<Record<K, Expression>>,
): Tally<K> => ({ kind: 'tally', collection, parents: [], needs, key });

/** What is counted, by name. */
export const BEHAVIOUR_TALLIES = {
  days: tally(
    'orders',
    { order_date: 'day', store_id: 'string' },
    { day: part('$order_date', 0, 10), store: '$store_id' },
  ),
  items: tally('orders', { item_count: 'int' }, { items: '$item_count' }),
  statuses: tally('orders', { status: 'string' }, { status: '$status' }),
  products: tally(
    'order_items',
    { product_id: 'string', created_at: 'day' },
    { product: '$product_id', month: part('$created_at', 5, 2) },
  ),
  quantities: tally('order_items', { quantity: 'int' }, { quantity: '$quantity' }),
  discounts: tally('order_items', { discount_percent: 'int' }, { percent: '$discount_percent' }),
  prices: tally(
    'order_items',
    { unit_price: 'double' },
    {
      bin: choose(
        PRICE_BINS.slice(1).map((to, bin) => [lt('$unit_price', to), bin] as const),
        PRICE_BINS.length - 1,
      ),
    },
  ),
} as const satisfies Record<string, Tally>;

export type BehaviourRows = RowsOf<typeof BEHAVIOUR_TALLIES>;

const add = (sums: Map<string, number>, label: string, value: number): void => {
  sums.set(label, (sums.get(label) ?? 0) + value);
};

/** Sums by one part of the key, or by what is made of the key. */
function sumsBy<K extends string>(
  rows: readonly TallyRow<K>[],
  label: (key: TallyRow<K>['key']) => string,
): Map<string, number> {
  const sums = new Map<string, number>();
  for (const { key, sum } of rows) add(sums, label(key), sum);
  return sums;
}

/** Cells of all labels that the settings know; another check reports a year, store, discount, ... that they do not. */
function cellsOf(found: ReadonlyMap<string, number>, expected: ReadonlyMap<string, number>): Cell[] {
  return [...expected].map(([label, weight]) => ({ label, found: found.get(label) ?? 0, expected: weight }));
}

/** Expected orders by calendar labels, and by store. */
function expectedOrders(world: World) {
  const expected = new Expected(world);
  const sums = {
    year: new Map(),
    month: new Map(),
    calendar: new Map(),
    weekday: new Map(),
    store: new Map(),
  } as Record<'year' | 'month' | 'calendar' | 'weekday' | 'store', Map<string, number>>;
  for (let day = 0; day < expected.plan.days; day++) {
    const orders = expected.ordersOfDay(day);
    const date = dateOf(world.firstDay + day);
    add(sums.year, date.slice(0, 4), orders);
    add(sums.month, date.slice(5, 7), orders);
    add(sums.calendar, date.slice(0, 7), orders);
    add(sums.weekday, weekdayName(world.firstDay + day), orders);
    const shares = expected.storesOfDay(day);
    for (const [s, store] of world.catalog.stores.entries()) add(sums.store, store.store_id, shares[s] ?? 0);
  }
  return sums;
}

/** Expected shares of the categories in each month's lines, over all stores. Labels are `<category> in <month>`. */
function expectedCategories(world: World, stores: ReadonlyMap<string, number>): Map<string, number> {
  const assortment = new Assortment(world);
  const { themed_share, themed_line_share } = world.baskets;
  const { categories } = world.catalog;
  const categoryOf = Array.from(assortment.categoryOf, (category) => categories[category]);
  const shares = new Map<string, number>();
  world.catalog.stores.forEach((store, s) => {
    const orders = stores.get(store.store_id) ?? 0;
    MONTHS.forEach((month, m) => {
      const themed = assortment.categoryOfMonth[s]?.[m] === undefined ? 0 : themed_share * themed_line_share;
      categories.forEach((category, c) => {
        const label = `${category.category_name} in ${month}`;
        add(shares, label, orders * themed * assortment.categoryChance(s, m, c));
      });
      const { products, chances } = defined(assortment.all[s], 'the shelf of a store');
      products.forEach((product, i) => {
        const { category_name } = defined(categoryOf[product], 'the category of a product');
        add(shares, `${category_name} in ${month}`, orders * (1 - themed) * (chances[i] ?? 0));
      });
    });
  });
  return shares;
}

const weighted = (weights: readonly number[]): Map<string, number> =>
  new Map(weights.map((weight, i) => [String(i + 1), weight]));

/** The variance of lines is larger than of independent draws, as lines of an order share its category: by this at most. */
function clusterEffect(items: readonly number[]): number {
  const lines = items.reduce((sum, weight, i) => sum + weight * (i + 1), 0);
  const squares = items.reduce((sum, weight, i) => sum + weight * (i + 1) * (i + 1), 0);
  return squares / lines;
}

function expectedStatuses(world: World, days: BehaviourRows['days']): Map<string, number> {
  const { pending_days, pending_share, cancelled_share } = world.statuses;
  const first = dateOf(world.lastDay + 1 - pending_days);
  const sum = (rows: BehaviourRows['days']) => rows.reduce((total, row) => total + row.sum, 0);
  const late = sum(days.filter(({ key }) => key.day >= first));
  const all = sum(days);
  // The very last orders are pending whatever was drawn: these of the last days, the others before.
  const always = alwaysPending(world);
  const alwaysLate = Math.min(late, always);
  const drawnLate = late - alwaysLate;
  const drawnEarly = all - late - (always - alwaysLate);
  // A number below the one share means cancelled, above the other pending; they meet where the shares overlap.
  const lateCancelled = Math.min(cancelled_share, 1 - pending_share);
  const cancelled = drawnEarly * cancelled_share + drawnLate * lateCancelled;
  const pending = drawnLate * pending_share + always;
  return new Map([
    ['completed', all - cancelled - pending],
    ['cancelled', cancelled],
    ['pending', pending],
  ]);
}

/** Judges the counts, and makes the facts of the charts of them. */
export function judgeBehaviour(
  world: World,
  rows: BehaviourRows,
  failures: Failures = new Map(),
): { checks: CheckResult[]; charts: Omit<ChartFacts, 'stock'> } {
  const orders = expectedOrders(world);
  const { stores, categories, productTypes, products } = world.catalog;
  const categoryOfType = new Map(productTypes.map((type) => [type.type_id, type.category_id]));
  const nameOf = new Map(categories.map((each) => [each.category_id, each.category_name]));
  const categoryOf = new Map(
    products.map((product) => [
      productId(product.sku),
      nameOf.get(categoryOfType.get(product.type_id) ?? '') ?? '',
    ]),
  );
  const categoryRows = rows.products.filter(({ key }) => categoryOf.has(key.product));
  const inMonth = (key: BehaviourRows['products'][number]['key']) =>
    `${categoryOf.get(key.product)} in ${MONTHS[Number(key.month) - 1] ?? key.month}`;
  const { items_weights, quantity_weights } = world.baskets;
  const { discount_share, discount_percents } = world.prices;
  const found = {
    years: sumsBy(rows.days, (key) => key.day.slice(0, 4)),
    months: sumsBy(rows.days, (key) => key.day.slice(5, 7)),
    calendar: sumsBy(rows.days, (key) => key.day.slice(0, 7)),
    weekdays: sumsBy(rows.days, (key) => weekdayName(dayOf(key.day))),
    stores: sumsBy(rows.days, (key) => key.store),
    items: sumsBy(rows.items, (key) => key.items),
  };
  const discounts = new Map([['0', 1 - discount_share]]);
  for (const percent of discount_percents)
    add(discounts, String(percent), discount_share / discount_percents.length);

  type Needs = readonly (keyof BehaviourRows)[];
  type Test = [name: string, what: string, needs: Needs, cells: Cell[], options?: Omit<TestOptions, 'tests'>];
  const tests: Test[] = [
    ['years', 'Orders are spread over the years as growth says', ['days'], cellsOf(found.years, orders.year)],
    [
      'months',
      'Orders are spread over the months as the seasons say',
      ['days'],
      cellsOf(found.months, orders.month),
    ],
    [
      'weekdays',
      'Orders are spread over the weekdays as their weights say',
      ['days'],
      cellsOf(found.weekdays, orders.weekday),
    ],
    [
      'stores',
      'Orders are spread over the stores as customers and frequencies say',
      ['days'],
      cellsOf(found.stores, orders.store),
    ],
    [
      'items',
      'Orders have as many lines as items_weights says',
      ['items'],
      cellsOf(found.items, weighted(items_weights)),
    ],
    [
      'statuses',
      'As many orders are cancelled and pending as the settings say',
      ['statuses', 'days'],
      cellsOf(
        sumsBy(rows.statuses, (key) => key.status),
        expectedStatuses(world, rows.days),
      ),
    ],
    [
      'quantities',
      'Lines have the quantities that quantity_weights says',
      ['quantities'],
      cellsOf(
        sumsBy(rows.quantities, (key) => key.quantity),
        weighted(quantity_weights),
      ),
    ],
    [
      'discounts',
      'As many lines have each discount as the settings say',
      ['discounts'],
      cellsOf(
        sumsBy(rows.discounts, (key) => key.percent),
        discounts,
      ),
    ],
    [
      'categories',
      'Each category sells in each month as its seasonal multipliers say',
      ['products'],
      cellsOf(sumsBy(categoryRows, inMonth), expectedCategories(world, orders.store)),
      {
        designEffect: clusterEffect(items_weights),
        groups: (label) => label.slice(label.lastIndexOf(' in ')),
      },
    ],
  ];
  const checks = tests.map(([name, what, needs, cells, options]) => {
    const check: Check = {
      id: `behaviour.${name}`,
      group: 'behaviour',
      sentence: `${what} (G-test).`,
    };
    return undone(check, needs, failures) ?? gTest(check, cells, { tests: tests.length, ...options });
  });

  const total = rows.days.reduce((sum, row) => sum + row.sum, 0);
  const share = (value: number, of: number) => (of === 0 ? 0 : value / of);
  const months = [...orders.calendar].map(([month, expected]) => ({
    month,
    orders: found.calendar.get(month) ?? 0,
    expected,
  }));
  const lines = sumsBy(categoryRows, inMonth);
  const bins = sumsBy(rows.prices, (key) => key.bin);
  return {
    checks,
    charts: {
      months,
      categories: categories.map(({ category_name: name }) => ({
        name,
        lines: MONTHS.map((month) => lines.get(`${name} in ${month}`) ?? 0),
      })),
      stores: stores.map(({ store_id, store_name }) => ({
        name: store_name,
        orders: found.stores.get(store_id) ?? 0,
        share: share(found.stores.get(store_id) ?? 0, total),
        expectedShare: share(orders.store.get(store_id) ?? 0, world.orders),
      })),
      baskets: items_weights.map((weight, i) => ({
        items: i + 1,
        share: share(found.items.get(String(i + 1)) ?? 0, total),
        expectedShare: share(
          weight,
          items_weights.reduce((a, b) => a + b, 0),
        ),
      })),
      prices: PRICE_BINS.map((from, bin) => ({
        from,
        ...(PRICE_BINS[bin + 1] === undefined ? {} : { to: PRICE_BINS[bin + 1] }),
        lines: bins.get(String(bin)) ?? 0,
      })),
    },
  };
}
