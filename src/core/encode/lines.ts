/** order_items as BSON: a template by store and one by product, copied and patched, in the order of `_id`. */
import { allTaken, type ColumnsPerLine, type OrderColumns } from '../generate/order-columns.js';
import { productId } from '../model/ids.js';
import { orderItems } from '../model/order-items.js';
import type { FieldName } from '../model/schema.js';
import type { Plan } from '../plan/plan.js';
import type { World } from '../settings/settings.js';
import {
  CLOCK_AT,
  DayTexts,
  MOMENT_PLACEHOLDER,
  ORDER_ID,
  orderIdPlaceholder,
  UUID_PLACEHOLDER,
} from './run-text.js';
import { UuidSorter } from './sort.js';
import { type Template, templatesOf } from './template.js';
import { putClock, putNumber, putUuid } from './text.js';

export class LineEncoder {
  private readonly heads: readonly Template<typeof orderItems>[];
  private readonly tails: readonly Template<typeof orderItems>[];
  private readonly headBytes: readonly Uint8Array[];
  private readonly tailBytes: readonly Uint8Array[];
  private readonly days: DayTexts;
  private readonly digits: number;
  private readonly sorter: UuidSorter;

  /** @param maxLines lines that a shard has at most. */
  constructor(world: World, plan: Plan, maxLines: number) {
    this.digits = plan.orderDigits;
    this.days = new DayTexts(world);
    this.sorter = new UuidSorter(maxLines);
    const template = templatesOf(orderItems, '_id', 'product_id');
    this.heads = world.catalog.stores.map(({ store_id }) =>
      template('_id', {
        _id: UUID_PLACEHOLDER,
        order_id: orderIdPlaceholder(plan.orderDigits),
        store_id,
      }),
    );
    this.tails = world.catalog.products.map(({ sku, product_name }) =>
      template('product_id', {
        product_id: productId(sku),
        sku,
        product_name,
        quantity: 0,
        unit_price: 0,
        discount_percent: 0,
        discount_amount: 0,
        line_total: 0,
        created_at: MOMENT_PLACEHOLDER,
        deleted: false,
      }),
    );
    this.headBytes = this.heads.map((template) => template.bytes);
    this.tailBytes = this.tails.map((template) => template.bytes);
  }

  /** Bytes that the lines take, exactly. */
  size(columns: OrderColumns): number {
    const { lines, order, product, store } = columns;
    let size = 0;
    for (let i = 0; i < lines; i++) {
      size += this.headBytes[store[order[i]]].length + this.tailBytes[product[i]].length;
    }
    return size;
  }

  /** Writes all lines of a shard at `start` and returns where they end. `buffer` has room for `size` bytes from there. */
  encode(columns: OrderColumns, buffer: Uint8Array, start: number): number {
    const { headBytes, tailBytes, days, digits } = this;
    const view = new DataView(buffer.buffer, buffer.byteOffset, buffer.byteLength);
    const {
      product,
      quantity,
      unitPrice,
      discountPercent,
      discountAmount,
      id0,
      id1,
      id2,
      id3,
      ...others
    }: ColumnsPerLine = columns;
    allTaken(others);
    const { order, day, number, second, store } = columns;
    const head = this.heads[0];
    const uuidAt = head.textAt('_id');
    const orderIdAt = head.textAt('order_id');
    // Everything after the names has one width, so it lies at the same distance from the end for every product.
    const tail = this.tails[0];
    const fromEnd = (field: FieldName<typeof orderItems>) => tail.bytes.length - tail.at(field);
    const quantityFromEnd = fromEnd('quantity');
    const unitPriceFromEnd = fromEnd('unit_price');
    const percentFromEnd = fromEnd('discount_percent');
    const amountFromEnd = fromEnd('discount_amount');
    const totalFromEnd = fromEnd('line_total');
    const createdFromEnd = fromEnd('created_at') - 4;

    const sorted = this.sorter.sort(columns.lines, id0, id1, id2, id3);
    let at = start;
    for (let i = 0; i < sorted.length; i++) {
      const line = sorted[i];
      const of = order[line];
      const headRun = headBytes[store[of]];
      const tailRun = tailBytes[product[line]];
      buffer.set(headRun, at);
      buffer.set(tailRun, at + headRun.length);
      const end = at + headRun.length + tailRun.length;
      view.setInt32(at, end - at, true);
      putUuid(view, at + uuidAt, id0[line], id1[line], id2[line], id3[line]);
      days.putCompact(day[of], view, at + orderIdAt + ORDER_ID.date);
      putNumber(buffer, at + orderIdAt + ORDER_ID.number, number[of], digits);
      const gross = quantity[line] * unitPrice[line];
      view.setInt32(end - quantityFromEnd, quantity[line], true);
      view.setFloat64(end - unitPriceFromEnd, unitPrice[line] / 100, true);
      view.setInt32(end - percentFromEnd, discountPercent[line], true);
      view.setFloat64(end - amountFromEnd, discountAmount[line] / 100, true);
      view.setFloat64(end - totalFromEnd, (gross - discountAmount[line]) / 100, true);
      days.putDate(day[of], view, end - createdFromEnd);
      putClock(view, end - createdFromEnd + CLOCK_AT, second[of]);
      at = end;
    }
    return at;
  }
}
