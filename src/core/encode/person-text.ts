/** The names and email addresses of customers as bytes, written from the numbers that stand for them. */
import { EMAIL_DOMAINS } from '../generate/customers.js';
import { emailPart, FIRST_NAME_BITS, LAST_NAME_BITS, type Names } from '../generate/name-parts.js';
import { copyText, putNumber } from './text.js';

/** Texts one after the other, with where each begins and how long it is. */
class TextPool {
  readonly starts: Uint32Array;
  readonly lengths: Uint8Array;
  readonly view: DataView;
  readonly longest: number;
  /** Bytes that are copied for each text, whatever its length: a loop that always turns as often is foreseen. */
  private readonly copied: number;

  constructor(texts: readonly string[]) {
    this.starts = new Uint32Array(texts.length);
    this.lengths = new Uint8Array(texts.length);
    // All at once: a call for each of some thousand texts takes longer.
    const all = Buffer.from(texts.join(''), 'utf8');
    let at = 0;
    let longest = 0;
    for (const [i, text] of texts.entries()) {
      const length = Buffer.byteLength(text);
      this.starts[i] = at;
      this.lengths[i] = length;
      at += length;
      if (length > longest) longest = length;
    }
    this.longest = longest;
    this.copied = Math.ceil(longest / 8) * 8;
    const bytes = new Uint8Array(all.length + this.copied);
    bytes.set(all);
    this.view = new DataView(bytes.buffer);
  }

  /** Writes one text and returns where it ends; may write up to seven bytes beyond. */
  put(index: number, to: DataView, at: number): number {
    copyText(this.view, this.starts[index], this.copied, to, at);
    return at + this.lengths[index];
  }
}

const AT_SIGN = 64;
const DOT = 46;
const SPACE = 32;

export class PersonText {
  private readonly first: TextPool;
  private readonly last: TextPool;
  private readonly firstInEmail: TextPool;
  private readonly lastInEmail: TextPool;
  private readonly domains: TextPool;

  constructor(names: Names) {
    this.first = new TextPool(names.first);
    this.last = new TextPool(names.last);
    this.firstInEmail = new TextPool(names.first.map(emailPart));
    this.lastInEmail = new TextPool(names.last.map(emailPart));
    this.domains = new TextPool(EMAIL_DOMAINS);
  }

  /** Bytes that a full name and an email address take at most together, with what copying may write beyond. */
  get longest(): number {
    return (this.first.longest + this.last.longest) * 2 + this.domains.longest + 24;
  }

  putFirst(name: number, to: DataView, at: number): number {
    return this.first.put(name & (2 ** FIRST_NAME_BITS - 1), to, at);
  }

  putLast(name: number, to: DataView, at: number): number {
    return this.last.put((name >>> FIRST_NAME_BITS) & (2 ** LAST_NAME_BITS - 1), to, at);
  }

  /** `First Last`. */
  putFull(name: number, to: DataView, at: number): number {
    const space = this.putFirst(name, to, at);
    to.setUint8(space, SPACE);
    return this.putLast(name, to, space + 1);
  }

  /** `first.last@domain`, with a number from 2 after the name where it is given again. */
  putEmail(name: number, round: number, domain: number, bytes: Uint8Array, to: DataView, at: number): number {
    const dot = this.firstInEmail.put(name & (2 ** FIRST_NAME_BITS - 1), to, at);
    to.setUint8(dot, DOT);
    let end = this.lastInEmail.put((name >>> FIRST_NAME_BITS) & (2 ** LAST_NAME_BITS - 1), to, dot + 1);
    if (round > 0) {
      const digits = round < 9 ? 1 : String(round + 1).length;
      putNumber(bytes, end, round + 1, digits);
      end += digits;
    }
    to.setUint8(end, AT_SIGN);
    return this.domains.put(domain, to, end + 1);
  }
}
