/** BSON (bsonspec.org, version 1.1) written field by field, for small collections and for templates. */
import type { Field } from '../model/schema.js';

const TYPE = {
  double: 0x01,
  string: 0x02,
  map: 0x03,
  vector: 0x04,
  objectId: 0x07,
  boolean: 0x08,
  int32: 0x10,
};

/** A buffer that is so full is given away with what was written; of others what was written is copied. */
const GIVEN_FROM = 0.8;

/** Of a unit of UTF-16 as UTF-8, at most. */
const MOST_BYTES = 3;

/** A buffer that grows while BSON is written into it. */
export class BsonWriter {
  bytes = new Uint8Array(4096);
  length = 0;
  private view = new DataView(this.bytes.buffer);
  /** The same memory: nothing else writes text without making something of it first. */
  private text = Buffer.from(this.bytes.buffer);
  private readonly vectors = new Map<number, ReturnType<typeof vectorTemplate>>();

  /** Makes room for `more` bytes and returns where they begin. */
  private take(more: number): number {
    const at = this.length;
    this.length += more;
    if (this.length > this.bytes.length) this.grow(this.length);
    return at;
  }

  private grow(least: number): void {
    const larger = new Uint8Array(Math.max(least, this.bytes.length * 2));
    larger.set(this.bytes);
    this.bytes = larger;
    this.view = new DataView(larger.buffer);
    this.text = Buffer.from(larger.buffer);
  }

  byte(value: number): void {
    const at = this.take(1);
    this.bytes[at] = value;
  }

  int32(value: number): void {
    const at = this.take(4);
    this.view.setInt32(at, value, true);
  }

  double(value: number): void {
    const at = this.take(8);
    this.view.setFloat64(at, value, true);
  }

  /** A name: UTF-8 and a zero byte. */
  name(value: string): void {
    const most = this.length + value.length * MOST_BYTES + 1;
    if (most > this.bytes.length) this.grow(most);
    const end = this.length + this.text.write(value, this.length, 'utf8');
    this.bytes[end] = 0;
    this.length = end + 1;
  }

  /** A string value: its length with the zero byte, then as a name. */
  string(value: string): void {
    const at = this.take(4);
    this.name(value);
    this.view.setInt32(at, this.length - at - 4, true);
  }

  raw(value: Uint8Array): void {
    const at = this.take(value.length);
    this.bytes.set(value, at);
  }

  /** An array of doubles. */
  vector(values: readonly number[]): void {
    let template = this.vectors.get(values.length);
    if (template === undefined) {
      template = vectorTemplate(values.length);
      this.vectors.set(values.length, template);
    }
    const start = this.take(template.bytes.length);
    this.bytes.set(template.bytes, start);
    const { view } = this;
    for (let i = 0; i < values.length; i++) {
      // Most places of most vectors are 0, as the template has them.
      if (!Object.is(values[i], 0)) view.setFloat64(start + template.at[i], values[i], true);
    }
  }

  /** A document around whatever `fields` writes: its size, the fields, a zero byte. */
  document(fields: () => void): void {
    const at = this.take(4);
    fields();
    this.byte(0);
    this.view.setInt32(at, this.length - at, true);
  }

  /** Makes room for so many bytes: to grow into them by and by takes twice the memory, all of it written twice. */
  reserve(bytes: number): void {
    if (this.length + bytes > this.bytes.length) this.grow(this.length + bytes);
  }

  /** What was written. Whatever is written next begins anew. */
  finish(): Uint8Array<ArrayBuffer> {
    const { bytes, length } = this;
    this.length = 0;
    if (length < bytes.length * GIVEN_FROM) return bytes.slice(0, length);
    this.bytes = new Uint8Array(0);
    return bytes.subarray(0, length);
  }
}

/** Where the value of each field begins, counted from the start of what was written. */
export type Offsets = Map<string, number>;

/** Writes the fields that `document` has, in the model's order. A missing field must be optional. */
export function writeFields(
  writer: BsonWriter,
  fields: readonly Field[],
  document: Readonly<Record<string, unknown>>,
  offsets?: Offsets,
): void {
  for (const field of fields) {
    const value = document[field.name];
    if (value === undefined) {
      if (field.optional) continue;
      throw new TypeError(`${field.name} is missing`);
    }
    writer.byte(field.bson === 'scalars' ? TYPE.map : TYPE[field.bson]);
    writer.name(field.name);
    offsets?.set(field.name, writer.length);
    writeValue(writer, field, value);
  }
}

function writeValue(writer: BsonWriter, field: Field, value: unknown): void {
  switch (field.bson) {
    case 'string':
      writer.string(value as string);
      break;
    case 'int32':
      writer.int32(value as number);
      break;
    case 'double':
      writer.double(value as number);
      break;
    case 'boolean':
      writer.byte(value === true ? 1 : 0);
      break;
    case 'objectId':
      writer.raw(value as Uint8Array);
      break;
    case 'map':
      writer.document(() => writeFields(writer, field.fields, value as Record<string, unknown>));
      break;
    case 'scalars':
      writer.document(() => writeScalars(writer, value as Record<string, string | number>));
      break;
    case 'vector':
      writer.vector(value as readonly number[]);
      break;
  }
}

/** Strings, int32 for whole numbers and double for the others. */
function writeScalars(writer: BsonWriter, map: Readonly<Record<string, string | number>>): void {
  for (const key of Object.keys(map)) {
    const value = map[key];
    const bson = typeof value === 'string' ? 'string' : Number.isInteger(value) ? 'int32' : 'double';
    writer.byte(TYPE[bson]);
    writer.name(key);
    if (typeof value === 'string') writer.string(value);
    else if (bson === 'int32') writer.int32(value);
    else writer.double(value);
  }
}

/** The array of `length` doubles, all 0: the names of its places are the same in every document. */
function vectorTemplate(length: number): { bytes: Uint8Array; at: Uint32Array } {
  const writer = new BsonWriter();
  const at = new Uint32Array(length);
  writer.document(() => {
    for (let i = 0; i < length; i++) {
      writer.byte(TYPE.double);
      writer.name(String(i));
      at[i] = writer.length;
      writer.double(0);
    }
  });
  return { bytes: writer.finish(), at };
}
