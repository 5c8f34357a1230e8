/** BSON written field by field, and templates made of it. */
import { type Document, Double, deserialize, Int32, ObjectId, serialize } from 'bson';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Template } from '../../src/encode/template.js';
import { BsonWriter, type Offsets, writeFields } from '../../src/encode/writer.js';
import type { CollectionModel, Field } from '../../src/model/schema.js';

const fields: readonly Field[] = [
  { name: 'id', bson: 'objectId', doc: '' },
  { name: 'text', bson: 'string', doc: '' },
  { name: 'größe', bson: 'int32', doc: '' },
  { name: 'price', bson: 'double', doc: '' },
  { name: 'open', bson: 'boolean', doc: '' },
  { name: 'note', bson: 'string', optional: true, doc: '' },
  { name: 'inner', bson: 'map', doc: '', fields: [{ name: 'deep', bson: 'string', doc: '' }] },
  { name: 'facts', bson: 'scalars', doc: '' },
  { name: 'vector', bson: 'vector', length: 3, doc: '' },
];
const model: CollectionModel = { name: 'test', purpose: '', fields, indexes: [], references: [] };

// BSON strings may hold a zero byte and any well-formed text; names may not hold a zero byte.
const text = fc.string({ unit: 'grapheme', maxLength: 300 });
const int32 = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
const double = fc.double({ noNaN: true });
// Keys that look like numbers would come first in an object, whatever their place.
const key = fc.stringMatching(/^[a-z][a-z0-9_]{0,20}$/);
const values = fc.record(
  {
    id: fc.uint8Array({ minLength: 12, maxLength: 12 }),
    text,
    größe: int32,
    price: double,
    open: fc.boolean(),
    note: text,
    inner: fc.record({ deep: text }),
    facts: fc.dictionary(key, fc.oneof(text, int32, fc.constant(1.5), fc.constant(-0.25))),
    vector: fc.array(double, { minLength: 3, maxLength: 3 }),
  },
  { requiredKeys: ['id', 'text', 'größe', 'price', 'open', 'inner', 'facts', 'vector'] },
);

type Values = typeof values extends fc.Arbitrary<infer T> ? T : never;

/** The same document by the `bson` package. */
function reference(v: Values): Uint8Array {
  const scalar = (x: string | number) =>
    typeof x === 'string' ? x : Number.isInteger(x) ? new Int32(x) : new Double(x);
  const document: Document = {
    id: new ObjectId(v.id),
    text: v.text,
    größe: new Int32(v.größe),
    price: new Double(v.price),
    open: v.open,
    ...(v.note === undefined ? {} : { note: v.note }),
    inner: v.inner,
    facts: Object.fromEntries(Object.entries(v.facts).map(([k, x]) => [k, scalar(x)])),
    vector: v.vector.map((x) => new Double(x)),
  };
  return serialize(document);
}

const write = (v: object): Uint8Array => {
  const writer = new BsonWriter();
  writer.document(() => writeFields(writer, fields, v as Record<string, unknown>));
  return writer.finish();
};

describe('the writer', () => {
  it('makes the bytes of the bson package', () => {
    fc.assert(
      fc.property(values, (v) => {
        expect(Buffer.compare(write(v), reference(v))).toBe(0);
      }),
      { numRuns: 300 },
    );
  });

  it('grows as far as it must', () => {
    const writer = new BsonWriter();
    const raw = Uint8Array.from({ length: 100_000 }, (_, i) => i);
    for (let i = 0; i < 5000; i++) writer.int32(i);
    writer.raw(raw);
    writer.byte(7);
    const bytes = writer.finish();
    expect(bytes.length).toBe(20_000 + 100_000 + 1);
    const view = new DataView(bytes.buffer);
    for (let i = 0; i < 5000; i++) expect(view.getInt32(i * 4, true)).toBe(i);
    expect(Buffer.compare(bytes.subarray(20_000, 120_000), raw)).toBe(0);
    expect(bytes[120_000]).toBe(7);
  });

  it('finishes with a copy that later writing does not touch', () => {
    const writer = new BsonWriter();
    writer.int32(1);
    const first = writer.finish();
    writer.bytes.fill(255);
    expect([...first]).toEqual([1, 0, 0, 0]);
  });

  it('says where the value of each field begins', () => {
    const writer = new BsonWriter();
    const offsets: Offsets = new Map();
    const v = { text: 'abc', größe: 77, price: 1.5, open: true };
    writeFields(writer, fields.slice(1, 5), v, offsets);
    const bytes = writer.finish();
    const view = new DataView(bytes.buffer);
    const at = (field: string) => offsets.get(field) as number;
    expect(view.getInt32(at('text'), true)).toBe(4);
    expect(view.getInt32(at('größe'), true)).toBe(77);
    expect(view.getFloat64(at('price'), true)).toBe(1.5);
    expect(bytes[at('open')]).toBe(1);
  });

  it('refuses a missing field and passes over a missing optional one', () => {
    expect(() => writeFields(new BsonWriter(), fields, {})).toThrow(new TypeError('id is missing'));
    const writer = new BsonWriter();
    writeFields(writer, fields.slice(5, 6), {});
    expect(writer.length).toBe(0);
  });
});

describe('a template', () => {
  const v = {
    id: new Uint8Array(12).fill(3),
    text: 'größer',
    größe: 1,
    price: 2,
    open: false,
    inner: { deep: 'x' },
    facts: { a: 1 },
    vector: [1, 2, 3],
  };

  it('cut anywhere, makes the whole document when its parts are put together', () => {
    const present = fields.filter((field) => field.name in v).map((field) => field.name);
    for (let cut = 1; cut < present.length; cut++) {
      const head = new Template(model, present[0], present[cut - 1], v);
      const tail = new Template(model, present[cut], present[present.length - 1], v);
      const whole = Buffer.concat([head.bytes, tail.bytes]);
      whole.writeInt32LE(whole.length, 0);
      expect(whole.equals(reference(v))).toBe(true);
    }
  });

  it('says where values and the characters of a text begin', () => {
    const template = new Template(model, 'id', 'price', v);
    const bytes = Buffer.from(template.bytes);
    expect(bytes.subarray(template.textAt('text'), template.textAt('text') + 8).toString()).toBe('größer');
    expect(bytes.readDoubleLE(template.at('price'))).toBe(2);
    bytes.writeInt32LE(123, template.at('größe'));
    const tail = new Template(model, 'open', 'vector', v);
    const whole = Buffer.concat([bytes, tail.bytes]);
    whole.writeInt32LE(whole.length, 0);
    expect(deserialize(whole)).toMatchObject({ größe: 123, price: 2, text: 'größer' });
  });

  it('refuses fields that are unknown or in the wrong order', () => {
    expect(() => new Template(model, 'price', 'text', v)).toThrow('test has no fields from price to text');
    expect(() => new Template(model, 'none', 'text', v)).toThrow(RangeError);
    expect(() => new Template(model, 'id', 'text', v).at('price')).toThrow('no field price in this template');
  });
});
