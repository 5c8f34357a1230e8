/** BSON as relaxed Extended JSON, held against the bson package's own, and back to the same bytes. */
import { Double, EJSON, serialize } from 'bson';
import { describe, expect, it } from 'vitest';
import { doubleText, ExtendedJson } from '../../src/formats/extended-json.js';
import { COLLECTION_NAMES } from '../../src/model/index.js';
import { bsonOfText } from '../fixtures/extended-json.js';
import { makeAll } from '../fixtures/slices.js';
import { small, tiny } from '../fixtures/worlds.js';

const bytesOf = (hex: string) => Buffer.from(hex, 'hex');
const textOf = (bytes: Uint8Array, format: 'ndjson' | 'json') =>
  Buffer.from(new ExtendedJson().documents(bytes, format)).toString();

describe.each([
  ['tiny', tiny],
  ['a world of letters beyond ASCII', small],
])('the documents of %s', (_, world) => {
  const all = makeAll(world);

  it.each(COLLECTION_NAMES)('%s keep every type: back they are the same bytes', (name) => {
    const documents = all[name].slice(0, 500);
    const bytes = Buffer.concat(documents.map(({ hex }) => bytesOf(hex)));
    const lines = textOf(bytes, 'ndjson').split('\n');
    expect(lines.pop()).toBe('');
    expect(lines.map((line) => bsonOfText(line).toString('hex'))).toEqual(documents.map(({ hex }) => hex));
    const array = `[${textOf(bytes, 'json').slice(1)}\n]`;
    expect(JSON.parse(array)).toEqual(lines.map((line) => JSON.parse(line)));
  });

  it.each(COLLECTION_NAMES)('%s are what EJSON writes, but for whole doubles', (name) => {
    for (const { fields, hex } of all[name].slice(0, 200)) {
      const line = textOf(bytesOf(hex), 'ndjson').trimEnd();
      const plain = line.replace(/"(?:[^"\\]|\\.)*"|-?\d+\.0(?![\d])/g, (token) =>
        token.replace(/^(-?\d+)\.0$/, '$1'),
      );
      expect(plain).toBe(EJSON.stringify(fields, { relaxed: true }));
    }
  });
});

describe('a double', () => {
  it.each([
    [12, '12.0'],
    [0, '0.0'],
    [-0, '-0.0'],
    [-3.5, '-3.5'],
    [0.1, '0.1'],
    [1e21, '1e+21'],
    [123456789012345680000, '123456789012345680000.0'],
    [1e-7, '1e-7'],
    [Number.NaN, '{"$numberDouble":"NaN"}'],
    [Number.NEGATIVE_INFINITY, '{"$numberDouble":"-Infinity"}'],
  ])('%d is written as %s, and is that double again', (value, text) => {
    expect(doubleText(value)).toBe(text);
    const bytes = Buffer.from(serialize({ x: new Double(value) }));
    expect(bsonOfText(textOf(bytes, 'ndjson'))).toEqual(bytes);
  });
});

describe('a text', () => {
  it('is escaped as JSON demands, and grows beyond any buffer', () => {
    const texts = [
      '"',
      '\\',
      '\n\r\t\b\f',
      '\u0000\u0001\u001f',
      '\u007f',
      'é😀日',
      '</script>',
      '"'.repeat(100_000),
    ];
    for (const text of texts) {
      const document = {
        [`k${text.replaceAll('\u0000', '')}`]: text,
        n: { a: 1, e: {} },
        list: [],
        flag: true,
      };
      const bytes = serialize(document);
      const written = Buffer.from(new ExtendedJson(new Uint8Array(8)).documents(bytes, 'ndjson')).toString();
      expect(written).toBe(`${JSON.stringify(document)}\n`);
      expect(JSON.parse(new ExtendedJson(new Uint8Array(8)).pretty(bytes))).toEqual(document);
    }
  });

  it('that is indented looks like JSON.stringify, with numbers of a vector on one line', () => {
    const bytes = serialize({ a: 'x', b: { c: 1, d: { e: true } }, v: [0.5, new Double(1)], none: {} });
    expect(new ExtendedJson().pretty(bytes)).toBe(
      '{\n  "a": "x",\n  "b": {\n    "c": 1,\n    "d": {\n      "e": true\n    }\n  },\n  "v": [0.5, 1.0],\n  "none": {}\n}',
    );
  });

  it('cannot be made of types that no collection has', () => {
    expect(() => textOf(serialize({ when: new Date(0) }), 'ndjson')).toThrow(TypeError);
  });
});
