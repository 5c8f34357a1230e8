/** What a failing comparison of documents says. */
import { Double, Int32, ObjectId, serialize } from 'bson';
import { describe, expect, it } from 'vitest';
import { expectSameCollections, expectSameDocuments, firstDifference } from '../fixtures/same-documents.js';

const line = (_id: string, quantity: unknown = new Int32(1)) =>
  serialize({ _id, quantity, price: new Double(12.5) });
const three = [line('a'), line('b'), line('c')];

describe('a comparison of documents', () => {
  it('says nothing where all bytes are the same', () => {
    expectSameDocuments('lines', [line('a'), line('b')], Buffer.concat([line('a'), line('b')]));
    expectSameDocuments('lines', [], Buffer.alloc(0));
    expectSameCollections({ one: three, two: [] }, { two: [], one: Buffer.concat(three) });
  });

  it('names collection, place, _id and the fields of the first that differs, with their types', () => {
    const found = [line('a'), line('b', new Double(1)), line('d')];
    expect(() => expectSameDocuments('order_items', found, three)).toThrow(
      /^order_items: document 2 of 3 differs\n {2}of _id "b"\n {2}quantity: \{"\$numberDouble":"1\.0"\} instead of \{"\$numberInt":"1"\}$/,
    );
  });

  it('names a field that only one has, and ids that are no text', () => {
    const _id = new ObjectId('0123456789abcdef01234567');
    expect(firstDifference('x', [serialize({ _id })], [serialize({ _id, notes: 'Ä' })])).toBe(
      'x: document 1 of 1 differs\n  of _id {"$oid":"0123456789abcdef01234567"}\n  notes: nothing instead of "Ä"',
    );
  });

  it('says where only the order of the fields differs', () => {
    expect(firstDifference('x', serialize({ a: 1, b: 2 }), serialize({ b: 2, a: 1 }))).toBe(
      'x: document 1 of 1 differs\n  of _id nothing\n  its fields are a,b instead of b,a',
    );
  });

  it('shows what is missing or too many, after those that are the same', () => {
    const [first, second] = three;
    expect(firstDifference('x', [first, second], three)).toMatch(
      /^x: document 3 \(of 2 instead of 3\) is missing: \{"_id":"c",/,
    );
    expect(firstDifference('x', three, [first])).toMatch(
      /^x: document 2 \(of 3 instead of 1\) is one too many: \{"_id":"b",/,
    );
  });

  it('never prints much, however large a document is', () => {
    const large = (at: number) => serialize({ _id: 1, vector: new Array(5000).fill(at) });
    const text = firstDifference('x', [large(1)], [large(2)]) as string;
    expect(text).toMatch(/vector: \[\{.*\.\.\. \(\d+ characters\) instead of \[/);
    expect(text.length).toBeLessThan(700);
  });

  it('of collections wants the same ones', () => {
    expect(() => expectSameCollections({ one: three }, { one: three, two: [] })).toThrow(/two/);
    expect(() => expectSameCollections({ one: three }, { one: three.slice(1) })).toThrow(
      /^one: document 1 \(of 3 instead of 2\) differs/,
    );
  });
});
