/** BSON as relaxed Extended JSON, held against the bson package's own, and back to the same bytes. */
import { execFileSync } from 'node:child_process';
import { Double, EJSON, serialize } from 'bson';
import { describe, expect, it } from 'vitest';
import { doubleText, ExtendedJson } from '../../src/core/encode/extended-json.js';
import { OUTPUT_FORMATS } from '../../src/core/encode/formats/index.js';
import { json } from '../../src/core/encode/formats/json.js';
import { ndjson } from '../../src/core/encode/formats/ndjson.js';
import { COLLECTION_NAMES } from '../../src/core/model/index.js';
import { bsonOfText } from '../fixtures/extended-json.js';
import { expectSameDocuments } from '../fixtures/same-documents.js';
import { bytesOf, makeAll } from '../fixtures/slices.js';
import { small, tiny } from '../fixtures/worlds.js';

const textOf = (bytes: Uint8Array, format: 'ndjson' | 'json') =>
  Buffer.from({ ndjson, json }[format].encode(bytes, 'orders', new Uint8Array(1024))).toString();

describe.each([
  ['tiny', tiny],
  ['a world of letters beyond ASCII', small],
])('the documents of %s', (_, world) => {
  const all = makeAll(world);

  it.each(COLLECTION_NAMES)('%s keep every type: back they are the same bytes', (name) => {
    const documents = all[name].slice(0, 500);
    const bytes = Buffer.concat(bytesOf(documents));
    const lines = textOf(bytes, 'ndjson').split('\n');
    expect(lines.pop()).toBe('');
    expectSameDocuments(name, lines.map(bsonOfText), bytesOf(documents));
    const array = `[${textOf(bytes, 'json').slice(1)}\n]`;
    expect(JSON.parse(array)).toEqual(lines.map((line) => JSON.parse(line)));
  });

  it.each(COLLECTION_NAMES)('%s are what EJSON writes, but for whole doubles', (name) => {
    for (const { fields, bytes } of all[name].slice(0, 200)) {
      const line = textOf(bytes, 'ndjson').trimEnd();
      const plain = line.replace(/"(?:[^"\\]|\\.)*"|-?\d+\.0(?![\d])/g, (token) =>
        token.replace(/^(-?\d+)\.0$/, '$1'),
      );
      expect(plain).toBe(EJSON.stringify(fields, { relaxed: true }));
    }
  });
});

describe.each(OUTPUT_FORMATS)('the format $name', (format) => {
  it('does not depend on where one run of documents ends and the next begins', () => {
    const encode = (bson: Uint8Array) => Buffer.from(format.encode(bson, 'orders', new Uint8Array(64)));
    const documents = bytesOf(makeAll(tiny).orders.slice(0, 50));
    const whole = encode(Buffer.concat(documents));
    const cut = [0, 1, 20, 50].map((from, i, all) =>
      encode(Buffer.concat(documents.slice(from, all[i + 1]))),
    );
    expect(Buffer.concat(cut)).toEqual(whole);
    expect(whole.toString().startsWith(format.separator ?? '')).toBe(true);
  });
});

it('a line is a line to readers that know the line ends of Unicode, too', () => {
  // U+0084, U+2027 and U+202A are neighbours that are no line ends, and U+00C5 shares a byte with one.
  const text = [
    '\u0085',
    '\u2028',
    '\u2029',
    '\u000b\u000c\u001c\u001d\u001e',
    '\u0084\u2027\u202a\u00c5â',
  ].join('x');
  const documents = [{ name: text, [`a${text}`]: ['\u2028'] }, { name: '\u0085' }];
  const ndjsonText = textOf(Buffer.concat(documents.map((one) => serialize(one))), 'ndjson');
  const script =
    'import json, sys; print(json.dumps([json.loads(line) for line in sys.stdin.buffer.read().decode().splitlines()]))';
  const read = execFileSync('python3', ['-c', script], { input: ndjsonText, encoding: 'utf8' });
  expect(JSON.parse(read)).toEqual(documents);
  expect(ndjsonText).toContain('x\u0084\u2027\u202a\u00c5â');
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
      const written = Buffer.from(ndjson.encode(bytes, 'orders', new Uint8Array(8))).toString();
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
