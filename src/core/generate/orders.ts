/**
 * Orders and their lines: who buys what, when, where, and at which price. The one hot loop of the model; it draws
 * numbers into columns and knows nothing of documents. Choices follow decisions of the settings, in this order:
 * time, customer, status, number of lines; then for each line product, quantity, price, discount.
 */

import { baseCents, percentOf, unitPriceRange } from '../model/money.js';
import { alwaysPending } from '../plan/pending.js';
import type { OrderShard, Plan } from '../plan/plan.js';
import type { Segments } from '../plan/segments.js';
import { Choice } from '../random/choice.js';
import { type Stream, streamFor } from '../random/stream.js';
import { variantWord, versionWord } from '../random/uuid.js';
import { SECONDS_PER_DAY } from '../settings/calendar.js';
import type { World } from '../settings/settings.js';
import type { Assortment, Shelf } from './assortment.js';
import type { DayTables } from './day-tables.js';
import { allTaken, type ColumnsPerLine, type ColumnsPerOrder, type OrderColumns } from './order-columns.js';
import type { Months, Sales } from './sales.js';

/** Positions in ORDER_STATUSES. */
const COMPLETED = 0;
const CANCELLED = 1;
const PENDING = 2;

/** No number of customers. */
const UNKNOWN = -1;

/** Seconds from order to completion (at the till or in dispatch) and to cancellation. */
const COMPLETION = { least: 60, spread: 1740 };
const CANCELLATION = { least: 600, spread: 172_200 };

/**
 * The draws of a shard. What the orders began with shares one stream, in which a draw more would change every one that
 * comes after it, in all fields. So a field that is added later draws from a stream of its own, `streamOf(world, shard,
 * 'channel')`: whatever was there before stays the same.
 */
export function streamOf({ seed }: World, { index }: OrderShard, field?: string): Stream {
  return field === undefined ? streamFor(seed, 'orders', index) : streamFor(seed, 'orders', index, field);
}

export class OrderGenerator {
  private readonly itemCount: Choice;
  private readonly quantity: Choice;
  private readonly priceLow: Uint32Array;
  private readonly priceSpread: Uint32Array;
  private readonly percents: Uint8Array;

  constructor(
    private readonly world: World,
    private readonly plan: Plan,
    private readonly segments: Segments,
    private readonly dayTables: DayTables,
    private readonly assortment: Assortment,
    private readonly months: Months,
  ) {
    this.itemCount = new Choice(world.baskets.items_weights);
    this.quantity = new Choice(world.baskets.quantity_weights);
    const ranges = world.catalog.products.map((product) =>
      unitPriceRange(baseCents(product.cost, world.prices.margin_percent), world.prices.band),
    );
    this.priceLow = Uint32Array.from(ranges, (range) => range.low);
    this.priceSpread = Uint32Array.from(ranges, (range) => range.high - range.low + 1);
    this.percents = Uint8Array.from(world.prices.discount_percents);
  }

  /** Makes the orders and lines of a shard into `out`, and says what they sold. */
  generate(shard: OrderShard, out: OrderColumns): Sales {
    const { world, plan, segments, months, assortment } = this;
    const { themed_share: themedShare, themed_line_share: themedLineShare } = world.baskets;
    const { discount_share: discountShare } = world.prices;
    const { cancelled_share: cancelledShare, pending_share: pendingShare } = world.statuses;
    const firstPendingDay = plan.days - world.statuses.pending_days;
    const lastSettled = world.orders - alwaysPending(world);
    const periodEnd = (world.lastDay + 1) * SECONDS_PER_DAY - 1;
    const { firstLine, order: orderOf } = out;
    const {
      day: days,
      number: numbers,
      second: seconds,
      customer: customers,
      store: stores,
      status: statuses,
      settled: settledAfter,
      subtotal: subtotals,
      discount: discounts,
      ...othersPerOrder
    }: ColumnsPerOrder = out;
    const {
      product: productOf,
      quantity: quantities,
      unitPrice: unitPrices,
      discountPercent: discountPercents,
      discountAmount: discountAmounts,
      id0,
      id1,
      id2,
      id3,
      ...othersPerLine
    }: ColumnsPerLine = out;
    allTaken(othersPerOrder);
    allTaken(othersPerLine);
    const stream = streamOf(world, shard);
    const products = assortment.products;
    const cells = assortment.stores * products;
    const fromMonth = months.ofDay[shard.fromDay];
    const monthsTouched = months.ofDay[shard.toDay] - fromMonth + 1;
    const units = new Uint32Array(monthsTouched * cells);
    const last = new Uint32Array(monthsTouched * cells);
    // How many customers each segment has on the day: looked up when one is wanted.
    const known = new Float64Array(segments.count);

    let order = 0;
    let line = 0;
    for (let day = shard.fromDay; day <= shard.toDay; day++) {
      const ofDay = plan.ordersBefore[day + 1] - plan.ordersBefore[day];
      const first = day === shard.fromDay ? shard.fromOrder : 0;
      const until = Math.min(ofDay, first + shard.orders - order);
      if (first >= until) continue;
      const table = this.dayTables.at(day);
      const { before } = table;
      known.fill(UNKNOWN);
      const midnight = (world.firstDay + day) * SECONDS_PER_DAY;
      const month = months.ofDay[day] - fromMonth;
      const calendarMonth = months.calendar[months.ofDay[day]];
      // The founding customers register in the period's first second, and nobody buys before that.
      const earliest = day === 0 ? 1 : 0;
      const lastSettledOfDay = lastSettled - plan.ordersBefore[day];
      const pendingFrom = day >= firstPendingDay ? 1 - pendingShare : Number.POSITIVE_INFINITY;
      let hour = 0;

      for (let number = first; number < until; number++, order++) {
        // Each order has an equal slice of the day's weight and a random place in it, so times come out sorted.
        const place = ((number + stream.fraction()) / ofDay) * before[24];
        while (hour < 23 && place >= before[hour + 1]) hour++;
        while (before[hour + 1] === before[hour]) hour--;
        const inHour = (place - before[hour]) / (before[hour + 1] - before[hour]);
        const second = Math.max(earliest, hour * 3600 + Math.min(3599, Math.floor(inHour * 3600)));

        const segment = table.segmentsOf(hour).draw(stream.fraction());
        const store = Math.floor(segment / segments.classes);
        days[order] = day;
        numbers[order] = number + 1;
        seconds[order] = second;
        stores[order] = store;
        if (known[segment] === UNKNOWN) {
          known[segment] = segments.countBefore(segment, plan.customersBefore[day]);
        }
        customers[order] = segments.customerOf(segment, Math.floor(stream.fraction() * known[segment]));

        const moment = midnight + second;
        const state = stream.fraction();
        let status = COMPLETED;
        let settled = COMPLETION.least + Math.floor(stream.fraction() * COMPLETION.spread);
        if (state >= pendingFrom || number >= lastSettledOfDay) {
          status = PENDING;
          settled = 0;
        } else if (state < cancelledShare) {
          status = CANCELLED;
          settled = CANCELLATION.least + Math.floor(stream.fraction() * CANCELLATION.spread);
        }
        statuses[order] = status;
        settledAfter[order] = Math.min(settled, periodEnd - moment);

        const all = assortment.all[store];
        let theme: Shelf | undefined;
        if (stream.fraction() < themedShare) {
          const category = assortment.categoryOfMonth[store][calendarMonth];
          if (category !== undefined) theme = assortment.byCategory[store][category.draw(stream.fraction())];
        }
        const items = this.itemCount.draw(stream.fraction()) + 1;
        firstLine[order] = line;
        let subtotal = 0;
        let discountTotal = 0;
        for (const end = line + items; line < end; line++) {
          const shelf = theme !== undefined && stream.fraction() < themedLineShare ? theme : all;
          const product = shelf.products[shelf.choice.draw(stream.fraction())];
          const quantity = this.quantity.draw(stream.fraction()) + 1;
          const unitPrice =
            this.priceLow[product] + Math.floor(stream.fraction() * this.priceSpread[product]);
          const gross = quantity * unitPrice;
          // One word decides both whether there is a discount and which one.
          const luck = stream.fraction() / discountShare;
          const percent = luck < 1 ? this.percents[Math.floor(luck * this.percents.length)] : 0;
          const discount = percentOf(gross, percent);
          orderOf[line] = order;
          productOf[line] = product;
          quantities[line] = quantity;
          unitPrices[line] = unitPrice;
          discountPercents[line] = percent;
          discountAmounts[line] = discount;
          id0[line] = stream.word();
          id1[line] = versionWord(stream.word());
          id2[line] = variantWord(stream.word());
          id3[line] = stream.word();
          subtotal += gross;
          discountTotal += discount;
          if (status !== CANCELLED) {
            const cell = month * cells + store * products + product;
            units[cell] += quantity;
            last[cell] = moment;
          }
        }
        subtotals[order] = subtotal;
        discounts[order] = discountTotal;
      }
    }
    firstLine[order] = line;
    out.orders = order;
    out.lines = line;
    return { fromMonth, months: monthsTouched, units, last };
  }

  /** Lines that a shard of `orders` orders has at most. */
  maxLines(orders: number): number {
    return orders * this.itemCount.length;
  }
}
