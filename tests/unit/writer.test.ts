/** BSON written field by field, and templates made of it. */
import { type Document, Double, deserialize, Int32, ObjectId, serialize } from 'bson';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { templatesOf } from '../../src/core/encode/template.js';
import { BsonWriter, type Offsets, writeFields } from '../../src/core/encode/writer.js';
import { categories } from '../../src/core/model/categories.js';
import type { CollectionModel, Field } from '../../src/core/model/schema.js';
import { expectSameDocuments } from '../fixtures/same-documents.js';

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
const model: CollectionModel = {
  name: 'test',
  purpose: '',
  madeBy: 'catalog',
  fields,
  indexes: [],
  references: [],
};

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
        expectSameDocuments('the writer', write(v), reference(v));
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
      const template = templatesOf(model, present[0], present[cut]);
      const [head, tail] = [template(present[0], v), template(present[cut], v)];
      const whole = Buffer.concat([head.bytes, tail.bytes]);
      whole.writeInt32LE(whole.length, 0);
      expectSameDocuments(`cut at ${cut}`, whole, reference(v));
    }
  });

  it('says where values and the characters of a text begin', () => {
    const make = templatesOf(model, 'id', 'open');
    const template = make('id', v);
    const bytes = Buffer.from(template.bytes);
    expect(bytes.subarray(template.textAt('text'), template.textAt('text') + 8).toString()).toBe('größer');
    expect(bytes.readDoubleLE(template.at('price'))).toBe(2);
    bytes.writeInt32LE(123, template.at('größe'));
    const tail = make('open', v);
    const whole = Buffer.concat([bytes, tail.bytes]);
    whole.writeInt32LE(whole.length, 0);
    expect(deserialize(whole)).toMatchObject({ größe: 123, price: 2, text: 'größer' });
  });

  it('refuses runs that do not hold every field in order, and fields of other runs', () => {
    for (const starts of [
      ['id', 'price', 'text'],
      ['id', 'none'],
      ['text', 'price'],
      ['id', 'id'],
    ] as const) {
      expect(() => templatesOf(model, ...starts)).toThrow(
        `the runs of test do not begin with ${starts.join(', ')} in the order of its fields`,
      );
    }
    expect(() => templatesOf(model, 'id', 'price')('id', v).at('price')).toThrow(
      'no field price in this template',
    );
  });

  it('has a value for every field of its run: the compiler names any other', () => {
    const template = templatesOf(categories, '_id', 'category_name');
    const head = { _id: 'a', category_id: 'a' };
    expect(template('_id', head).at('category_id')).toBeGreaterThan(0);
    // @ts-expect-error -- category_id is missing
    expect(() => template('_id', { _id: 'a' })).toThrow('category_id is missing');
    // @ts-expect-error -- category_name is of the next run
    template('_id', { ...head, category_name: 'A' });
    // @ts-expect-error -- a string, not a number
    expect(() => template('_id', { _id: 'a', category_id: 1 })).toThrow(TypeError);
    // @ts-expect-error -- colour is no field
    expect(() => template('_id', head).at('colour')).toThrow('no field colour in this template');
  });
});
