/** orders as BSON: a head by store, the customer's texts, and a tail by store and status. */
import type { Customers } from '../generate/customers.js';
import type { Names } from '../generate/name-parts.js';
import type { OrderColumns } from '../generate/order-columns.js';
import { taxOf } from '../model/money.js';
import { ORDER_STATUSES, orders } from '../model/orders.js';
import type { Plan } from '../plan/plan.js';
import { SECONDS_PER_DAY } from '../settings/calendar.js';
import type { World } from '../settings/settings.js';
import { PersonText } from './person-text.js';
import { CLOCK_AT, DayTexts, MOMENT_PLACEHOLDER, ORDER_ID, orderIdPlaceholder } from './run-text.js';
import { Template } from './template.js';
import { putClock, putHexWord, putNumber } from './text.js';

const CUSTOMER_ID_PLACEHOLDER = 'cust_00000000';

/** Where the hex digits begin in a customer id. */
const CUSTOMER_HEX_AT = 'cust_'.length;

export class OrderEncoder {
  private readonly heads: readonly Template[];
  private readonly emailKey: Template;
  private readonly tails: readonly Template[];
  private readonly headBytes: readonly Uint8Array[];
  private readonly tailBytes: readonly Uint8Array[];
  private readonly days: DayTexts;
  private readonly digits: number;
  private readonly people: PersonText;
  private readonly taxRates: Uint32Array;
  /** How much longer each status is than the first one. */
  private readonly statusShift: Int8Array;

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
    this.heads = world.catalog.stores.map(
      ({ store_id }) =>
        new Template(orders, '_id', 'customer_name', {
          _id: orderId,
          order_id: orderId,
          customer_id: CUSTOMER_ID_PLACEHOLDER,
          store_id,
          order_date: MOMENT_PLACEHOLDER,
          customer_name: '',
        }),
    );
    this.emailKey = new Template(orders, 'customer_email', 'customer_email', { customer_email: '' });
    this.tails = world.catalog.stores.flatMap(({ store_name }) =>
      ORDER_STATUSES.map(
        (status) =>
          new Template(orders, 'store_name', 'deleted', {
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
    this.statusShift = Int8Array.from(ORDER_STATUSES, (name) => name.length - ORDER_STATUSES[0].length);
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
    const { headBytes, tailBytes, days, digits, people, customers, taxRates } = this;
    const view = new DataView(buffer.buffer, buffer.byteOffset, buffer.byteLength);
    const { day, number, second, customer, store, status, settled, firstLine, subtotal, discount } = columns;
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
    // Counted back from the store's name's end, as the status after it varies in length; see `shift` below.
    const fromEnd = (field: string) => tail.bytes.length - tail.at(field);
    const countFromEnd = fromEnd('item_count');
    const subtotalFromEnd = fromEnd('subtotal');
    const taxFromEnd = fromEnd('tax');
    const discountFromEnd = fromEnd('discount_total');
    const totalFromEnd = fromEnd('total');
    const createdFromEnd = fromEnd('created_at') - 4;
    const updatedFromEnd = fromEnd('updated_at') - 4;
    const { statusShift } = this;

    let at = start;
    for (let i = 0; i < columns.orders; i++) {
      const headRun = headBytes[store[i]];
      const tailRun = tailBytes[store[i] * statuses + status[i]];
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
      const beforeStatus = end - statusShift[status[i]];
      const net = subtotal[i] - discount[i];
      const tax = taxOf(net, taxRates[store[i]]);
      view.setInt32(beforeStatus - countFromEnd, firstLine[i + 1] - firstLine[i], true);
      view.setFloat64(beforeStatus - subtotalFromEnd, subtotal[i] / 100, true);
      view.setFloat64(beforeStatus - taxFromEnd, tax / 100, true);
      view.setFloat64(beforeStatus - discountFromEnd, discount[i] / 100, true);
      view.setFloat64(beforeStatus - totalFromEnd, (net + tax) / 100, true);
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
