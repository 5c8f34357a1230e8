/** The checks' expressions, evaluated here for dumps, give what a real server gives. */
import {
  Binary,
  BSONRegExp,
  Code,
  Decimal128,
  Double,
  deserialize,
  Int32,
  Long,
  MaxKey,
  MinKey,
  ObjectId,
  serialize,
  Timestamp,
} from 'bson';
import { describe, expect, it } from 'vitest';
import { FORMS } from '../../src/core/model/json-schema.js';
import { compile } from '../../src/tools/validate/expression/evaluate.js';
import {
  add,
  cents,
  type Expression,
  halfUp,
  hasResidue,
  matches,
  moment,
  part,
} from '../../src/tools/validate/expression/terms.js';
import { plain } from '../../src/tools/validate/expression/values.js';
import { worksOf } from '../../src/tools/validate/validate.js';
import { testServer } from '../fixtures/server.js';
import { tiny } from '../fixtures/worlds.js';

const server = testServer();

/** Values of many types; what is not named in `document` is missing. */
const VALUES = {
  nothing: null,
  zero: new Double(0),
  minus: new Double(-0),
  int: new Int32(5),
  double: new Double(5),
  long: Long.fromNumber(5),
  decimal: Decimal128.fromString('5'),
  half: new Double(0.5),
  nan: new Double(Number.NaN),
  infinite: new Double(Number.POSITIVE_INFINITY),
  text: 'five',
  five: '5',
  empty: '',
  umlaut: 'Äpfel',
  kanji: 'のこぎり',
  emoji: '🪚 saw',
  // After an emoji in UTF-16, before it in UTF-8.
  wide: 'ｓaw',
  map: { a: new Int32(1) },
  otherMap: { a: new Int32(2) },
  list: [new Int32(1), 'two'],
  none: [],
  pair: [new Double(1), 'three'],
  id: new ObjectId('5e0c28000123456789abcdef'),
  yes: true,
  no: false,
  date: new Date('2020-01-01T00:00:00Z'),
  later: new Date('2020-01-01T00:00:01Z'),
  stamp: new Timestamp({ t: 1, i: 1 }),
  regex: new BSONRegExp('^a'),
  bytes: new Binary(Buffer.from('a')),
  code: new Code('1'),
  least: new MinKey(),
  most: new MaxKey(),
};
type Name = keyof typeof VALUES;
const NAMES = [...(Object.keys(VALUES) as Name[]), 'missing'];
const DOCUMENT = serialize(VALUES, { ignoreUndefined: true });

/** A value as one can compare it: numbers by their value, dates by their moment. */
const comparable = (value: unknown): unknown => {
  const unwrapped = plain(value);
  if (typeof unwrapped === 'number') return Object.is(unwrapped, -0) ? 0 : unwrapped;
  if (unwrapped instanceof Date) return unwrapped.toISOString();
  return Array.isArray(unwrapped) ? unwrapped.map(comparable) : unwrapped;
};

/** What the server makes of expressions over a document, and what is made of them here. */
async function both(expressions: readonly Expression[], bytes: Uint8Array = DOCUMENT) {
  const collection = server.client.db('expressions').collection('one');
  await collection.deleteMany({});
  const document = deserialize(bytes, { promoteValues: false, promoteLongs: false, bsonRegExp: true });
  await collection.insertOne({ ...document });
  const named = Object.fromEntries(expressions.map((expression, i) => [`e${i}`, expression]));
  const projected: Record<string, unknown> = (await collection
    .aggregate([{ $project: { _id: 0, ...named } }], { promoteValues: false })
    .next()) as Record<string, unknown>;
  return expressions.map((expression, i) => ({
    expression: JSON.stringify(expression),
    here: comparable(compile(expression)(document)),
    there: comparable(projected[`e${i}`]),
  }));
}

async function expectSame(expressions: readonly Expression[], bytes?: Uint8Array) {
  for (const { expression, here, there } of await both(expressions, bytes))
    expect({ expression, value: here }).toEqual({ expression, value: there });
}

const field = (name: string): Expression => `$${name}`;

describe('expressions, here and in a server', () => {
  it('name the same types', () => expectSame(NAMES.map((name) => ({ $type: field(name) }))));

  it.each(['$eq', '$ne', '$lt', '$lte', '$gt', '$gte'])('compare across types alike: %s', (operator) =>
    expectSame(NAMES.flatMap((a) => NAMES.map((b) => ({ [operator]: [field(a), field(b)] })))),
  );

  it('hold the same for true', () =>
    expectSame(
      NAMES.flatMap((name) => [
        { $not: [field(name)] },
        { $and: [field(name)] },
        { $or: [field(name), false] },
        { $cond: [field(name), 1, 2] },
      ]),
    ));

  it('find in lists alike', () =>
    expectSame(NAMES.map((name) => ({ $in: [field(name), [5, 'five', null, true]] }))));

  it('know numbers alike', () => expectSame(NAMES.map((name) => ({ $isNumber: field(name) }))));

  it('calculate with nothing alike', () => {
    const numbers = ['nothing', 'missing', 'int', 'double', 'half', 'nan', 'infinite'];
    return expectSame([
      ...numbers.flatMap((name) => ['$abs', '$floor'].map((operator) => ({ [operator]: field(name) }))),
      ...numbers.map((name) => ({ $round: [field(name), 0] })),
      ...numbers.flatMap((a) =>
        numbers.flatMap((b) =>
          ['$add', '$subtract', '$multiply'].map((operator) => ({ [operator]: [field(a), field(b)] })),
        ),
      ),
      ...numbers.map((name) => ({ $divide: [field(name), 4] })),
      ...numbers.map((name) => ({ $mod: [field(name), 3] })),
    ]);
  });

  it('round to the even one in the middle, and amounts to the cent, alike', () => {
    const amounts = [
      0.5,
      1.5,
      2.5,
      -0.5,
      -1.5,
      -2.5,
      0.49999999999999994,
      1e15 + 0.5,
      123456789.5,
      2 ** 52 + 1,
      0.005,
      0.015,
      0.025,
      1.005,
      1.115,
      8.675,
      12.34,
      12.345,
      12.340000000000002,
      12.339999999999998,
      99999.99,
      4035.49,
      0.1 + 0.2,
      1e-9,
      -12.34,
      4.35,
      1234567.89,
    ];
    return expectSame(
      amounts.flatMap((amount) => [
        { $round: [amount, 0] },
        cents(amount),
        hasResidue(amount),
        halfUp(amount * 100, 100),
        halfUp(Math.round(amount * 100) * 10_350, 100_000),
      ]),
    );
  });

  it('cut and join texts alike', () =>
    expectSame([
      part('$text', 0, 2),
      part('$text', 2, 99),
      part('$text', 9, 2),
      part('$empty', 0, 2),
      part('$nothing', 0, 2),
      part('$missing', 0, 2),
      part('$umlaut', 0, 2),
      part('$kanji', 3, 6),
      part('$emoji', 4, 4),
      { $concat: ['$text', ' ', '$umlaut'] },
      { $concat: ['$text', '$missing'] },
      { $concat: ['$text', '$nothing'] },
      { $toLower: 'ABC-Ä-É-1' },
      { $toLower: '$missing' },
      { $replaceAll: { input: 'A-B-C', find: '-', replacement: '_' } },
      { $replaceAll: { input: 'A-B', find: '-', replacement: '$&' } },
      { $replaceAll: { input: '$missing', find: '-', replacement: '_' } },
      { $toInt: '0042' },
    ]));

  it('match forms alike, also before a last line feed and around odd spaces', () => {
    const texts = [
      '2021-02-28T10:00:00Z',
      '2021-02-28T10:00:00Z\n',
      '2021-02-30T10:00:00Z',
      '2021-04-31T10:00:00Z',
      '2021-13-01T10:00:00Z',
      '2021-02-28T24:00:00Z',
      '2021-02-28T10:00:00.000Z',
      '2021-02-28 10:00:00Z',
      '٢٠٢١-02-28T10:00:00Z',
      '0f8fad5b-d9cb-469f-a165-70867728950e',
      '0f8fad5b-d9cb-169f-a165-70867728950e',
      '0F8FAD5B-D9CB-469F-A165-70867728950E',
      'a@example.com',
      'a@example.com\n',
      'a\u00a0b@example.com',
      'a\u2003b@example.com',
      'a b@example.com',
      'a\vb@example.com',
      'a\u0085b@example.com',
      'ä🪚@example.com',
      '(206) 555-0123',
      '(206) 555-0123\n',
      '',
    ];
    return expectSame([
      ...texts.flatMap((text) =>
        Object.values(FORMS).map((form) => ({ $regexMatch: { input: text, regex: form } })),
      ),
      ...texts.map((text) => matches(text, '@example\\.(com|net|org)$')),
      { $regexMatch: { input: '$missing', regex: 'a' } },
      { $regexMatch: { input: '$nothing', regex: 'a' } },
    ]);
  });

  it('know days alike, and those that no calendar has', () =>
    expectSame([
      ...[
        '2020-02-29',
        '2021-02-29',
        '2021-02-30',
        '2021-04-31',
        '2024-12-31',
        '2000-02-29',
        '1999-12-31',
      ].map((day) => moment(`${day}T23:59:59Z`)),
      moment('soon'),
      { $toDate: '$id' },
      { $dayOfWeek: { $dateFromParts: { year: 2024, month: 3, day: 10 } } },
      { $dayOfWeek: { $dateFromParts: { year: 2024, month: 2, day: 30 } } },
    ]));

  it('go through lists and maps alike', () =>
    expectSame([
      { $map: { input: '$list', as: 'this', in: { $type: '$$this' } } },
      { $map: { input: { $objectToArray: '$map' }, as: 'this', in: '$$this.k' } },
      { $map: { input: { $objectToArray: '$map' }, as: 'this', in: '$$this.v' } },
      { $map: { input: '$missing', as: 'this', in: 1 } },
      { $size: '$list' },
      {
        $reduce: {
          input: [1, 2, 3],
          initialValue: 0,
          in: add('$$value', { $multiply: ['$$this', '$$this'] }),
        },
      },
      {
        $setIsSubset: [
          ['a', 'b'],
          ['b', 'c', 'a'],
        ],
      },
      {
        $setIsSubset: [
          ['a', 'd'],
          ['b', 'c', 'a'],
        ],
      },
      { $setIsSubset: ['$none', ['a']] },
      '$map.a',
      '$map.b',
      '$text.a',
      '$missing.a.b',
    ]));
});

describe('the checks', () => {
  it('use no operator that is not known here', () => {
    const known = (work: unknown) => JSON.stringify(work);
    for (const work of worksOf(tiny)) {
      const checks =
        work.kind === 'scan' ? [...work.structure, ...work.values] : work.kind === 'sums' ? work.checks : [];
      for (const { broken } of checks) expect(compile(broken), known(broken)).toBeInstanceOf(Function);
    }
  });
});
