/** What zava verify does with raw documents: ids, fields cut out, and where two documents differ. */
import { Double, Int32, Long, ObjectId, serialize } from 'bson';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cutterOf, idOf } from '../../src/core/sketch/raw-documents.js';
import { SYNC_FIELD } from '../../src/mongodb/sync-field.js';
import { differingFields } from '../../src/tools/verify/explain.js';

const bytes = (fields: object): Buffer => Buffer.from(serialize(fields));
const hex = (part: Uint8Array): string => Buffer.from(part).toString('hex');

describe('idOf', () => {
  const ids = [
    'order_20200101_001',
    '',
    new ObjectId(),
    5,
    5.5,
    null,
    { a: 1 },
    Long.fromNumber(2 ** 40),
    true,
  ];

  it.each(ids)('is the same for %j whatever stands behind it', (_id) => {
    expect(hex(idOf(bytes({ _id, a: 1 })))).toBe(hex(idOf(bytes({ _id, _ids: 'x', b: [2] }))));
  });

  it('differs for ids that differ in value or type alone', () => {
    const all = [...ids, '5', '5.5', 'null', new Int32(6), new Double(6)];
    expect(new Set(all.map((_id) => hex(idOf(bytes({ _id }))))).size).toBe(all.length);
  });

  it('finds an id that does not come first, and takes the whole document where there is none', () => {
    expect(hex(idOf(bytes({ a: { _id: 1 }, _id: 'x' })))).toBe(hex(idOf(bytes({ _id: 'x' }))));
    const without = bytes({ _idle: 'x', a: { _id: 1 } });
    expect(hex(idOf(without))).toBe(hex(without));
  });
});

describe('cutting the sync field out', () => {
  const cut = cutterOf(SYNC_FIELD);
  const sync = { [SYNC_FIELD]: new Date(0) };

  it('gives the document that never had it, wherever it stands and whatever it holds', () => {
    const value = fc.anything({ withDate: true, maxDepth: 2, key: fc.stringMatching(/^[a-z]{1,4}$/) });
    const fields = fc.dictionary(fc.stringMatching(/^[a-z]{1,6}$/), fc.oneof(fc.string(), fc.double()));
    fc.assert(
      fc.property(fields, fields, value, (before, after, held) => {
        const rest = { ...before, ...after };
        const head = Object.fromEntries(Object.entries(rest).slice(0, Object.keys(before).length));
        const whole = bytes({ ...head, [SYNC_FIELD]: held ?? null, ...rest });
        expect(hex(cut(whole))).toBe(hex(bytes(rest)));
      }),
    );
  });

  it('works on a view in the middle of a buffer, which it leaves as it is', () => {
    const around = Buffer.concat([Buffer.alloc(5, 1), bytes({ _id: 1, ...sync }), Buffer.alloc(5, 1)]);
    const before = hex(around);
    expect(hex(cut(around.subarray(5, -5)))).toBe(hex(bytes({ _id: 1 })));
    expect(hex(around)).toBe(before);
  });

  it('leaves everything else alone: no copy, no field below the top, no longer name, no value', () => {
    for (const fields of [
      { _id: 1, inner: sync },
      { _id: 1, [`my${SYNC_FIELD}`]: 1 },
      { _id: 1, [`${SYNC_FIELD}s`]: 1 },
      { _id: 1, name: SYNC_FIELD },
    ]) {
      const document = bytes(fields);
      expect(cut(document)).toBe(document);
    }
  });
});

describe('differingFields', () => {
  const differences = (expected: object, found: object) => differingFields(bytes(expected), bytes(found));

  it.each([
    [{ total: 1.25 }, { total: 1.26 }, { path: 'total', expected: '1.25', found: '1.26' }],
    [{ a: 'x' }, {}, { path: 'a', expected: '"x"' }],
    [{}, { a: null }, { path: 'a', found: 'null' }],
    [{ a: { b: 'x' } }, { a: { b: 'y' } }, { path: 'a.b', expected: '"x"', found: '"y"' }],
    [{ a: [1, 2] }, { a: [1, 3] }, { path: 'a.1', expected: '2', found: '3' }],
    [{ a: [1] }, { a: { 0: 1 } }, { path: 'a', expected: '[1]', found: '{"0":1}' }],
    [{ a: { b: 1 } }, { a: 'b' }, { path: 'a', expected: '{"b":1}', found: '"b"' }],
    [
      { a: new Int32(5) },
      { a: new Double(5) },
      { path: 'a', expected: '{"$numberInt":"5"}', found: '{"$numberDouble":"5.0"}' },
    ],
    [
      { a: 1, b: 2 },
      { b: 2, a: 1 },
      { path: '', expected: 'the order a, b', found: 'the order b, a' },
    ],
    [
      { in: { a: 1, b: 2 } },
      { in: { b: 2, a: 1 } },
      { path: 'in', expected: 'the order a, b', found: 'the order b, a' },
    ],
  ])('%j against %j', (expected, found, difference) => {
    expect(differences(expected, found)).toEqual([difference]);
  });

  it('gives no more than the first five, in the order of the expected document', () => {
    const numbers = (by: number) =>
      Object.fromEntries(Array.from({ length: 9 }, (_, i) => [`f${i}`, i * by]));
    expect(differences(numbers(1), numbers(2)).map(({ path }) => path)).toEqual([
      'f1',
      'f2',
      'f3',
      'f4',
      'f5',
    ]);
  });

  it('shows long values shortened', () => {
    const [{ expected }] = differences({ a: 'x'.repeat(200) }, { a: 'y' });
    expect(expected).toBe(`"${'x'.repeat(76)}...`);
  });

  it('says that the bytes are others where a name stands twice', () => {
    const twice = bytes({ a: 1, b: 2 });
    twice[twice.indexOf('b\0')] = 'a'.charCodeAt(0);
    expect(differingFields(bytes({ a: 2 }), twice)).toEqual([
      { path: '', expected: '12 bytes', found: '19 other bytes' },
    ]);
  });
});
