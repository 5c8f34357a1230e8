/** orders as BSON: a head by store, the customer's texts, and a tail by store and status. */
import type { Customers } from '../generate/customers.js';
import type { Names } from '../generate/name-parts.js';
import { allTaken, type ColumnsPerOrder, type OrderColumns } from '../generate/order-columns.js';
import { taxOf } from '../model/money.js';
import { ORDER_STATUSES, orders } from '../model/orders.js';
import type { FieldName } from '../model/schema.js';
import type { Plan } from '../plan/plan.js';
import { SECONDS_PER_DAY } from '../settings/calendar.js';
import type { World } from '../settings/settings.js';
import { PersonText } from './person-text.js';
import { CLOCK_AT, DayTexts, MOMENT_PLACEHOLDER, ORDER_ID, orderIdPlaceholder } from './run-text.js';
import { type Template, templatesOf } from './template.js';
import { putClock, putHexWord, putNumber } from './text.js';

const CUSTOMER_ID_PLACEHOLDER = 'cust_00000000';

/** Where the hex digits begin in a customer id. */
const CUSTOMER_HEX_AT = 'cust_'.length;

export class OrderEncoder {
  private readonly heads: readonly Template<typeof orders>[];
  private readonly emailKey: Template<typeof orders>;
  private readonly tails: readonly Template<typeof orders>[];
  private readonly headBytes: readonly Uint8Array[];
  private readonly tailBytes: readonly Uint8Array[];
  private readonly days: DayTexts;
  private readonly digits: number;
  private readonly people: PersonText;
  private readonly taxRates: Uint32Array;
  /** How far before the end of each tail its first number stands: what comes after them differs in length. */
  private readonly numbersFromEnd: Uint16Array;

  constructor(
    world: World,
    plan: Plan,
    names: Names,
    private readonly customers: Customers,
  ) {
    const orderId = orderIdPlaceholder(plan.orderDigits);
    this.digits = plan.orderDigits;
    this.days = new DayTexts(world);
    this.people = new PersonText(names);
    this.taxRates = Uint32Array.from(world.catalog.stores, (store) =>
      Math.round(store.tax_rate_percent * 1000),
    );
    // One run up to each of the customer's name and email, whose length differs, and one for the rest.
    const template = templatesOf(orders, '_id', 'customer_email', 'store_name');
    this.heads = world.catalog.stores.map(({ store_id }) =>
      template('_id', {
        _id: orderId,
        order_id: orderId,
        customer_id: CUSTOMER_ID_PLACEHOLDER,
        store_id,
        order_date: MOMENT_PLACEHOLDER,
        customer_name: '',
      }),
    );
    this.emailKey = template('customer_email', { customer_email: '' });
    this.tails = world.catalog.stores.flatMap(({ store_name }) =>
      ORDER_STATUSES.map((status) =>
        template('store_name', {
          store_name,
          item_count: 0,
          subtotal: 0,
          tax: 0,
          discount_total: 0,
          total: 0,
          status,
          created_at: MOMENT_PLACEHOLDER,
          updated_at: MOMENT_PLACEHOLDER,
          deleted: false,
        }),
      ),
    );
    this.numbersFromEnd = Uint16Array.from(this.tails, (tail) => tail.bytes.length - tail.at('item_count'));
    this.headBytes = this.heads.map((template) => template.bytes);
    this.tailBytes = this.tails.map((template) => template.bytes);
  }

  /** Bytes that so many orders take at most. */
  maxSize(count: number): number {
    const longest = (runs: readonly Uint8Array[]) => Math.max(...runs.map((run) => run.length));
    return (
      count *
      (longest(this.headBytes) + this.emailKey.bytes.length + longest(this.tailBytes) + this.people.longest)
    );
  }

  /** Writes all orders of a shard at `start` and returns where they end. `buffer` has room for `maxSize` bytes from there. */
  encode(columns: OrderColumns, buffer: Uint8Array, start: number): number {
    const { headBytes, tailBytes, numbersFromEnd, days, digits, people, customers, taxRates } = this;
    const view = new DataView(buffer.buffer, buffer.byteOffset, buffer.byteLength);
    const { firstLine } = columns;
    const {
      day,
      number,
      second,
      customer,
      store,
      status,
      settled,
      subtotal,
      discount,
      ...others
    }: ColumnsPerOrder = columns;
    allTaken(others);
    const head = this.heads[0];
    const idAt = head.textAt('_id');
    const orderIdAt = head.textAt('order_id');
    const customerIdAt = head.textAt('customer_id') + CUSTOMER_HEX_AT;
    // The moment is followed by the customer's name only, whose template is empty: one distance from the end for all.
    const dateFromEnd = head.bytes.length - head.textAt('order_date');
    const emailKey = this.emailKey.bytes;
    const emailLengthAt = this.emailKey.at('customer_email');
    const statuses = ORDER_STATUSES.length;
    const tail = this.tails[0];
    // The numbers follow one another at the same distances in all tails, and so do the moments up to the end.
    const afterCount = (field: FieldName<typeof orders>) => tail.at(field) - tail.at('item_count');
    const subtotalAt = afterCount('subtotal');
    const taxAt = afterCount('tax');
    const discountAt = afterCount('discount_total');
    const totalAt = afterCount('total');
    const createdFromEnd = tail.bytes.length - tail.textAt('created_at');
    const updatedFromEnd = tail.bytes.length - tail.textAt('updated_at');

    let at = start;
    for (let i = 0; i < columns.orders; i++) {
      const headRun = headBytes[store[i]];
      const tailNumber = store[i] * statuses + status[i];
      const tailRun = tailBytes[tailNumber];
      buffer.set(headRun, at);
      days.putCompact(day[i], view, at + idAt + ORDER_ID.date);
      putNumber(buffer, at + idAt + ORDER_ID.number, number[i], digits);
      days.putCompact(day[i], view, at + orderIdAt + ORDER_ID.date);
      putNumber(buffer, at + orderIdAt + ORDER_ID.number, number[i], digits);
      putHexWord(view, at + customerIdAt, customers.idWord(customer[i]));
      const headEnd = at + headRun.length;
      days.putDate(day[i], view, headEnd - dateFromEnd);
      putClock(view, headEnd - dateFromEnd + CLOCK_AT, second[i]);

      // The template ends with the empty name's zero byte, which the real name overwrites.
      const name = customers.nameNumber(customer[i]);
      const nameAt = headEnd - 1;
      const nameEnd = people.putFull(name, view, nameAt);
      view.setInt32(nameAt - 4, nameEnd - nameAt + 1, true);
      buffer[nameEnd] = 0;
      buffer.set(emailKey, nameEnd + 1);
      const emailAt = nameEnd + 1 + emailLengthAt + 4;
      const round = customers.nameRound(customer[i]);
      const emailEnd = people.putEmail(name, round, customers.domain(customer[i]), buffer, view, emailAt);
      view.setInt32(emailAt - 4, emailEnd - emailAt + 1, true);
      buffer[emailEnd] = 0;

      buffer.set(tailRun, emailEnd + 1);
      const end = emailEnd + 1 + tailRun.length;
      const countAt = end - numbersFromEnd[tailNumber];
      const net = subtotal[i] - discount[i];
      const tax = taxOf(net, taxRates[store[i]]);
      view.setInt32(countAt, firstLine[i + 1] - firstLine[i], true);
      view.setFloat64(countAt + subtotalAt, subtotal[i] / 100, true);
      view.setFloat64(countAt + taxAt, tax / 100, true);
      view.setFloat64(countAt + discountAt, discount[i] / 100, true);
      view.setFloat64(countAt + totalAt, (net + tax) / 100, true);
      days.putDate(day[i], view, end - createdFromEnd);
      putClock(view, end - createdFromEnd + CLOCK_AT, second[i]);
      const updated = second[i] + settled[i];
      const later = Math.floor(updated / SECONDS_PER_DAY);
      days.putDate(day[i] + later, view, end - updatedFromEnd);
      putClock(view, end - updatedFromEnd + CLOCK_AT, updated - later * SECONDS_PER_DAY);
      view.setInt32(at, end - at, true);
      at = end;
    }
    return at;
  }
}
