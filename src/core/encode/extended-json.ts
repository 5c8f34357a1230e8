/**
 * Finished BSON as relaxed Extended JSON (v2), bytes to bytes. In it a number with a decimal point or an exponent is a
 * double to mongoimport and a whole one an int32, so a double that is whole is written as `12.0`: JSON.stringify, and
 * with it the EJSON of the bson package, would write `12` and lose its type.
 */

/** BSON types that the model has. */
const TYPE = { double: 1, string: 2, document: 3, array: 4, objectId: 7, boolean: 8, int32: 16 } as const;

const [QUOTE, BACKSLASH] = [34, 92];
const HEX = '0123456789abcdef';
const INDENT = 2;

/** The most bytes that a byte of a text becomes: `\u0000`; and what stands around a value. */
const ESCAPED = 6;
const AROUND = 64;

/** The first bytes of the line ends of Unicode, in UTF-8: U+0085, and U+2028 with U+2029. */
const [LEADS_NEXT_LINE, LEADS_SEPARATOR] = [0xc2, 0xe2];

/** How texts escape the control characters that have a short form. */
const SHORT: Readonly<Record<number, string>> = { 8: 'b', 9: 't', 10: 'n', 12: 'f', 13: 'r' };

/** A double as JSON that says it is one. */
export function doubleText(value: number): string {
  if (!Number.isFinite(value)) return `{"$numberDouble":"${value}"}`;
  if (Object.is(value, -0)) return '-0.0';
  const text = String(value);
  return Number.isInteger(value) && !text.includes('e') ? `${text}.0` : text;
}

/** How documents stand one after the other. */
export interface Layout {
  /** ASCII around each document; a few characters. */
  readonly before?: string;
  readonly after?: string;
  /** Of a document's indentation; one on a line unless given. */
  readonly depth?: number;
}

/** How the line end of Unicode that begins there is escaped; undefined where it is another character. */
function lineEndAt(bson: Uint8Array, at: number): string | undefined {
  const [lead, second, third] = [bson[at], bson[at + 1], bson[at + 2]];
  if (lead === LEADS_NEXT_LINE) return second === 0x85 ? 'u0085' : undefined;
  if (second !== 0x80) return undefined;
  return third === 0xa8 ? 'u2028' : third === 0xa9 ? 'u2029' : undefined;
}

export class ExtendedJson {
  private out: Uint8Array<ArrayBuffer>;
  private at = 0;
  private bson: Uint8Array = new Uint8Array(0);
  private view: DataView = new DataView(new ArrayBuffer(0));

  /** @param buffer to write into; a larger one takes its place where it is too small. */
  constructor(buffer: Uint8Array<ArrayBuffer> = new Uint8Array(1024)) {
    this.out = buffer;
  }

  /**
   * Documents that stand one after the other.
   * @throws TypeError where a value has a type that no collection has.
   */
  documents(bson: Uint8Array, { before = '', after = '', depth }: Layout): Uint8Array<ArrayBuffer> {
    this.begin(bson);
    for (let from = 0; from < bson.length; from += this.view.getInt32(from, true)) {
      this.ensure(AROUND);
      this.put(before);
      this.document(from, depth);
      this.put(after);
    }
    return this.out.subarray(0, this.at);
  }

  /** One document, indented. */
  pretty(bson: Uint8Array, depth = 0): string {
    this.begin(bson);
    this.document(0, depth);
    return Buffer.from(this.out.buffer, this.out.byteOffset, this.at).toString();
  }

  private begin(bson: Uint8Array): void {
    this.at = 0;
    this.bson = bson;
    this.view = new DataView(bson.buffer, bson.byteOffset, bson.byteLength);
  }

  /** The document that begins at `from`. @param depth of its indentation; undefined writes it on one line. */
  private document(from: number, depth: number | undefined): void {
    const { bson } = this;
    let at = from + 4;
    this.put('{');
    for (let first = true; bson[at] !== 0; first = false) {
      const key = at + 1;
      const keyEnd = bson.indexOf(0, key);
      this.ensure((keyEnd - key) * ESCAPED + AROUND + INDENT * (depth ?? 0));
      if (!first) this.put(',');
      if (depth !== undefined) this.newLine(depth + 1);
      this.text(key, keyEnd);
      this.put(depth === undefined ? ':' : ': ');
      at = this.value(bson[at], keyEnd + 1, depth === undefined ? undefined : depth + 1);
    }
    this.ensure(AROUND + INDENT * (depth ?? 0));
    if (depth !== undefined && at > from + 4) this.newLine(depth);
    this.put('}');
  }

  /** Arrays stand on one line: those of the model are numbers. */
  private array(from: number, depth: number | undefined): void {
    const { bson } = this;
    let at = from + 4;
    this.put('[');
    for (let first = true; bson[at] !== 0; first = false) {
      this.ensure(AROUND);
      if (!first) this.put(depth === undefined ? ',' : ', ');
      at = this.value(bson[at], bson.indexOf(0, at + 1) + 1, depth);
    }
    this.ensure(AROUND);
    this.put(']');
  }

  /** Writes the value at `at` and returns where the next element begins. */
  private value(type: number, at: number, depth: number | undefined): number {
    const { view } = this;
    switch (type) {
      case TYPE.double:
        this.put(doubleText(view.getFloat64(at, true)));
        return at + 8;
      case TYPE.int32:
        this.put(String(view.getInt32(at, true)));
        return at + 4;
      case TYPE.boolean:
        this.put(this.bson[at] === 1 ? 'true' : 'false');
        return at + 1;
      case TYPE.string: {
        const end = at + 4 + view.getInt32(at, true);
        this.ensure((end - at) * ESCAPED + AROUND);
        this.text(at + 4, end - 1);
        return end;
      }
      case TYPE.objectId:
        this.put(depth === undefined ? '{"$oid":"' : '{ "$oid": "');
        for (let i = at; i < at + 12; i++) this.put(HEX[this.bson[i] >>> 4] + HEX[this.bson[i] & 15]);
        this.put(depth === undefined ? '"}' : '" }');
        return at + 12;
      case TYPE.document:
        this.document(at, depth);
        return at + view.getInt32(at, true);
      case TYPE.array:
        this.array(at, depth);
        return at + view.getInt32(at, true);
      default:
        throw new TypeError(`a value of BSON type ${type}, which no collection has`);
    }
  }

  /**
   * UTF-8 goes as it is. What JSON does not allow in a text is escaped, and so are the line ends of Unicode: there are
   * readers, Python's str.splitlines among them, to whom a line is over there.
   */
  private text(from: number, end: number): void {
    const { bson, out } = this;
    let at = this.at;
    out[at++] = QUOTE;
    for (let i = from; i < end; i++) {
      const byte = bson[i];
      const lineEnd = byte === LEADS_NEXT_LINE || byte === LEADS_SEPARATOR ? lineEndAt(bson, i) : undefined;
      if (byte >= 32 && byte !== QUOTE && byte !== BACKSLASH && lineEnd === undefined) {
        out[at++] = byte;
        continue;
      }
      out[at++] = BACKSLASH;
      const code =
        lineEnd ??
        (byte >= 32 ? String.fromCharCode(byte) : (SHORT[byte] ?? `u00${HEX[byte >>> 4]}${HEX[byte & 15]}`));
      if (lineEnd !== undefined) i += byte === LEADS_NEXT_LINE ? 1 : 2;
      for (let c = 0; c < code.length; c++) out[at++] = code.charCodeAt(c);
    }
    out[at++] = QUOTE;
    this.at = at;
  }

  /** Writes ASCII, for which there is room. */
  private put(text: string): void {
    for (let i = 0; i < text.length; i++) this.out[this.at++] = text.charCodeAt(i);
  }

  private newLine(depth: number): void {
    this.put('\n');
    this.out.fill(32, this.at, this.at + depth * INDENT);
    this.at += depth * INDENT;
  }

  private ensure(bytes: number): void {
    if (this.at + bytes <= this.out.length) return;
    const larger = new Uint8Array(Math.max(this.out.length * 2, this.at + bytes));
    larger.set(this.out.subarray(0, this.at));
    this.out = larger;
  }
}
