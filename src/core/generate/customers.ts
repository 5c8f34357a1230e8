/** Customers as a function of their number: nothing is kept, so ten million need no table. */
import type { Plan } from '../plan/plan.js';
import { PATTERN, type Segments } from '../plan/segments.js';
import { scatter, scatterBits } from '../random/hash.js';
import { streamFor, TO_FRACTION } from '../random/stream.js';
import { SECONDS_PER_DAY } from '../settings/calendar.js';
import type { World } from '../settings/settings.js';
import { FIRST_NAME_BITS, LAST_NAME_BITS } from './name-parts.js';

/** Domains that RFC 2606 reserves for examples: no mail ever reaches anybody. */
export const EMAIL_DOMAINS = ['example.com', 'example.net', 'example.org'] as const;

const NAME_BITS = FIRST_NAME_BITS + LAST_NAME_BITS;
const fraction = (word: number): number => (word >>> 0) * TO_FRACTION;

/**
 * The words that decide everything about a seed's customers, in the order in which they are drawn. A further one is drawn
 * last, so that the others stay.
 */
export function customerKeys(seed: number) {
  const stream = streamFor(seed, 'customers');
  const [seedWord, id, name, domain, phone, joined, changed] = Array.from({ length: 7 }, () => stream.word());
  return { seedWord, id, name, domain, phone, joined, changed };
}

/** What a customer's number says of the customer. Customers are numbered in order of registration. */
export class Customers {
  /** Four bytes of `_id` that stand for the seed. */
  readonly seedWord: number;
  private readonly keys: ReturnType<typeof customerKeys>;
  private readonly periodStart: number;
  private readonly periodEnd: number;

  constructor(
    private readonly world: World,
    private readonly plan: Plan,
    private readonly segments: Segments,
  ) {
    this.keys = customerKeys(world.seed);
    this.seedWord = this.keys.seedWord;
    this.periodStart = world.firstDay * SECONDS_PER_DAY;
    this.periodEnd = (world.lastDay + 1) * SECONDS_PER_DAY - 1;
  }

  /** The position of the primary store. */
  store(n: number): number {
    return Math.floor(this.segments.pattern[n % PATTERN] / this.segments.classes);
  }

  /** The eight hex digits of customer_id, as a word: a bijection of the number, so unique. */
  idWord(n: number): number {
    return scatter(n, this.keys.id);
  }

  /**
   * The full name as a number below 2^20: first name in the low bits, last name in the high ones. Within a round of
   * 2^20 customers each full name occurs once.
   */
  nameNumber(n: number): number {
    return scatterBits(n % 2 ** NAME_BITS, NAME_BITS, this.keys.name);
  }

  /** How often the name was given before: with the name it makes the email address unique. */
  nameRound(n: number): number {
    return Math.floor(n / 2 ** NAME_BITS);
  }

  /** The position in EMAIL_DOMAINS. */
  domain(n: number): number {
    return Math.floor(fraction(scatter(n, this.keys.domain)) * EMAIL_DOMAINS.length);
  }

  /** The area code's position in the settings, and the last four digits. */
  phone(n: number): { area: number; line: number } {
    const word = scatter(n, this.keys.phone);
    const areas = this.world.registration.area_codes.length;
    return { area: Math.floor(fraction(word) * areas), line: (word >>> 3) % 10_000 };
  }

  /** Registration, in seconds since 1970: the founding ones when the period begins, the others during the day. */
  createdAt(n: number): number {
    const { customersBefore, days } = this.plan;
    if (n < customersBefore[0]) return this.periodStart;
    let low = 0;
    let high = days - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if (customersBefore[middle] <= n) low = middle;
      else high = middle - 1;
    }
    const before = customersBefore[low];
    const place = (n - before + fraction(scatter(n, this.keys.joined))) / (customersBefore[low + 1] - before);
    const second = Math.min(SECONDS_PER_DAY - 1, Math.floor(place * SECONDS_PER_DAY));
    return this.periodStart + low * SECONDS_PER_DAY + second;
  }

  /** The last change, in seconds since 1970: between registration and the period's end. */
  updatedAt(n: number, createdAt: number): number {
    return createdAt + Math.floor(fraction(scatter(n, this.keys.changed)) * (this.periodEnd - createdAt + 1));
  }
}
