/** customers as BSON, from their numbers. */
import type { Customers } from '../generate/customers.js';
import type { Names } from '../generate/name-parts.js';
import { customers as model } from '../model/customers.js';
import type { World } from '../settings/settings.js';
import { PersonText } from './person-text.js';
import { DayTexts, MOMENT_PLACEHOLDER } from './run-text.js';
import { type Template, templatesOf } from './template.js';
import { putHexWord, putNumber } from './text.js';

/** Where the digits stand in `(206) 555-0123`. */
const PHONE = { line: 10, digits: 4 };

export class CustomerEncoder {
  private readonly people: PersonText;
  private readonly head: Template<typeof model>;
  private readonly lastName: Template<typeof model>;
  private readonly email: Template<typeof model>;
  private readonly tails: readonly Template<typeof model>[];
  private readonly areas: number;
  private readonly days: DayTexts;

  constructor(
    world: World,
    names: Names,
    private readonly customers: Customers,
  ) {
    this.people = new PersonText(names);
    this.days = new DayTexts(world);
    // One run up to each of the names and the email, whose length differs, and one for the rest.
    const template = templatesOf(model, '_id', 'last_name', 'email', 'phone');
    this.head = template('_id', {
      _id: new Uint8Array(12),
      customer_id: 'cust_00000000',
      first_name: '',
    });
    this.lastName = template('last_name', { last_name: '' });
    this.email = template('email', { email: '' });
    this.areas = world.registration.area_codes.length;
    this.tails = world.catalog.stores.flatMap(({ store_id }) =>
      world.registration.area_codes.map((area) =>
        template('phone', {
          phone: `(${area}) 555-0000`,
          primary_store_id: store_id,
          created_at: MOMENT_PLACEHOLDER,
          updated_at: MOMENT_PLACEHOLDER,
          deleted: false,
        }),
      ),
    );
  }

  /** Bytes that so many customers take at most. */
  maxSize(count: number): number {
    const tail = Math.max(...this.tails.map((template) => template.bytes.length));
    const fixed = this.head.bytes.length + this.lastName.bytes.length + this.email.bytes.length;
    return count * (fixed + tail + this.people.longest);
  }

  /** Writes the customers `from` to `from + count - 1` at `start` and returns where they end. */
  encode(from: number, count: number, buffer: Uint8Array, start: number): number {
    const { customers, people, head, lastName, email, tails, areas, days } = this;
    const view = new DataView(buffer.buffer, buffer.byteOffset, buffer.byteLength);
    let at = start;
    for (let n = from; n < from + count; n++) {
      const name = customers.nameNumber(n);
      const createdAt = customers.createdAt(n);
      const phone = customers.phone(n);
      buffer.set(head.bytes, at);
      // The ObjectId: registration in seconds, the seed's word, the number; so `_id`s ascend with the numbers.
      view.setUint32(at + head.at('_id'), createdAt);
      view.setInt32(at + head.at('_id') + 4, customers.seedWord);
      view.setUint32(at + head.at('_id') + 8, n);
      putHexWord(view, at + head.textAt('customer_id') + 'cust_'.length, customers.idWord(n));
      let text = at + head.bytes.length - 1;
      let end = people.putFirst(name, view, text);
      view.setInt32(text - 4, end - text + 1, true);
      buffer[end] = 0;
      buffer.set(lastName.bytes, end + 1);
      text = end + lastName.bytes.length;
      end = people.putLast(name, view, text);
      view.setInt32(text - 4, end - text + 1, true);
      buffer[end] = 0;
      buffer.set(email.bytes, end + 1);
      text = end + email.bytes.length;
      end = people.putEmail(name, customers.nameRound(n), customers.domain(n), buffer, view, text);
      view.setInt32(text - 4, end - text + 1, true);
      buffer[end] = 0;
      const tail = tails[customers.store(n) * areas + phone.area];
      const tailAt = end + 1;
      buffer.set(tail.bytes, tailAt);
      putNumber(buffer, tailAt + tail.textAt('phone') + PHONE.line, phone.line, PHONE.digits);
      days.putMoment(createdAt, view, tailAt + tail.textAt('created_at'));
      days.putMoment(customers.updatedAt(n, createdAt), view, tailAt + tail.textAt('updated_at'));
      end = tailAt + tail.bytes.length;
      view.setInt32(at, end - at, true);
      at = end;
    }
    return at;
  }
}
