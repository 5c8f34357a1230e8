/** Sketches of the difference of two sets of documents: what differs comes out, whole and right, or nothing does. */
import { type Document, ObjectId, serialize } from 'bson';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadHash } from '../../src/core/encode/digest.js';
import { HashSum } from '../../src/core/encode/hash-sum.js';
import { COLLECTION_NAMES, type CollectionName } from '../../src/core/model/index.js';
import { idText, idValue } from '../../src/core/sketch/id-value.js';
import { type Difference, differencesIn } from '../../src/core/sketch/pairs.js';
import { peel } from '../../src/core/sketch/peel.js';
import { SharedSketches } from '../../src/core/sketch/shared-sketches.js';
import { SIDE, type Side, Sketch, type SketchShape } from '../../src/core/sketch/sketch.js';
import { sketchDocuments } from '../../src/core/sketch/sketch-documents.js';

const hash = await loadHash();
const SHAPE: SketchShape = { cells: 3000, salt: 5, parts: 1, part: 0, names: COLLECTION_NAMES };

/** Documents by collection and id. */
type Documents = ReadonlyMap<string, { readonly name: CollectionName; readonly document: Document }>;

function documentsOf(all: readonly (readonly [CollectionName, unknown, number])[]): Documents {
  return new Map(
    all.map(([name, _id, value]) => [key(name, serialize({ _id })), { name, document: { _id, value } }]),
  );
}

const key = (name: string, bytes: Uint8Array) => `${name} ${Buffer.from(bytes).toString('hex')}`;

function fill(sketch: Sketch, documents: Documents, side: Side): void {
  for (const { name, document } of documents.values()) {
    sketchDocuments(sketch, name, hash, serialize(document), side);
  }
}

function sketchOf(shape: SketchShape, expected: Documents, found: Documents): Sketch {
  const sketch = new Sketch(shape);
  fill(sketch, found, SIDE.found);
  fill(sketch, expected, SIDE.expected);
  return sketch;
}

/** All that a sketch gives back, as text in order; undefined where it gives nothing. */
function taken(sketch: Sketch): string[] | undefined {
  const peeled = peel(sketch);
  return peeled && [...differencesIn(sketch, peeled)].map(textOf).sort();
}

const textOf = ({ kind, name, id, found }: Difference): string =>
  `${kind} ${key(name, serialize({ _id: idValue(id) }))} ${found}`;

/** The same, by comparing the documents. */
function wanted(expected: Documents, found: Documents): string[] {
  const texts: string[] = [];
  for (const [id, { document }] of expected) {
    const there = found.get(id);
    const same = there !== undefined && there.document.value === document.value;
    if (!same) texts.push(`${there === undefined ? 'missing' : 'changed'} ${id} ${there && hashOf(there)}`);
  }
  for (const [id, one] of found) if (!expected.has(id)) texts.push(`extra ${id} ${hashOf(one)}`);
  return texts.sort();
}

const hashOf = ({ document }: { readonly document: Document }): bigint => hash(serialize(document));

const id = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc.string({ minLength: 35, maxLength: 45 }),
  fc.string({ minLength: 200, maxLength: 300 }),
  fc.integer(),
  fc.double({ noNaN: true }),
  fc.boolean(),
  fc.uint8Array({ minLength: 12, maxLength: 12 }).map((bytes) => new ObjectId(bytes)),
  fc.record({ a: fc.string(), b: fc.integer({ max: 9 }) }),
);
const someDocuments = fc
  .array(fc.tuple(fc.constantFrom(...COLLECTION_NAMES), id, fc.integer({ min: 0, max: 2 })), {
    maxLength: 60,
  })
  .map(documentsOf);

/** As many as there are in a dump, with ids like those of lines. */
const many = (from: number, to: number, value = 0): Documents =>
  documentsOf(
    Array.from({ length: to - from }, (_, i) => [
      'order_items',
      `${String(from + i).padStart(8, '0')}-274e-4262-affd-b1ef5add0c38`,
      value,
    ]),
  );

describe('a sketch', () => {
  it('gives back what differs, whatever the documents and their ids', () => {
    fc.assert(
      fc.property(someDocuments, someDocuments, fc.nat(), (expected, found, salt) => {
        const both = new Map([...found].filter(([id]) => !expected.has(id)).concat([...expected]));
        for (const there of [found, both]) {
          expect(taken(sketchOf({ ...SHAPE, salt }, expected, there))).toEqual(wanted(expected, there));
        }
      }),
    );
  });

  it('holds 0.8 times as many as it has cells, and reckons how many there are where these are more', () => {
    expect(taken(sketchOf(SHAPE, many(0, 5200), many(2400, 5200)))).toHaveLength(2400);
    for (const [sketch, elements] of [
      [sketchOf(SHAPE, many(0, 20_000), many(10_000, 30_000)), 20_000],
      [sketchOf(SHAPE, many(0, 10_000), many(0, 10_000, 1)), 20_000],
      [sketchOf(SHAPE, many(0, 30_000), many(0, 0)), 30_000],
    ] as const) {
      expect(sketch.reckoned / elements).toBeGreaterThan(0.85);
      expect(sketch.reckoned / elements).toBeLessThan(1.15);
      expect(taken(sketch)).toBeUndefined();
    }
  });

  it('takes the ids of its part alone, both sides of a document and all pieces of an id in the same one', () => {
    const long = (from: number, value: number) =>
      documentsOf(Array.from({ length: 40 }, (_, i) => ['stores', `${from + i} `.repeat(60), value]));
    const expected = new Map([...many(0, 900), ...long(0, 0)]);
    const found = new Map([...many(300, 1000, 1), ...long(10, 1)]);
    const parts = [0, 1, 2].map(
      (part) => taken(sketchOf({ ...SHAPE, parts: 3, part }, expected, found)) ?? [],
    );
    expect(parts.flat().sort()).toEqual(wanted(expected, found));
    for (const part of parts) expect(part.length).toBeGreaterThan(200);
  });

  it('leaves other collections aside, and says which documents have no id', () => {
    const shape = { ...SHAPE, names: ['stores'] as const };
    const expected = documentsOf([
      ['stores', 1, 0],
      ['orders', 2, 0],
    ]);
    expect(taken(sketchOf(shape, expected, new Map()))).toHaveLength(1);
    expect(new Sketch(SHAPE).add(0, serialize({ a: 1 }), 1, 2, SIDE.found)).toBe(false);
  });

  it('gives nothing back that is not certain: no document twice, no sketch that was touched', () => {
    const twice = sketchOf(SHAPE, new Map(), many(0, 20));
    fill(twice, many(0, 1), SIDE.found);
    expect(taken(twice)).toBeUndefined();
    for (const at of [0, 2, 24, 500, 20_000]) {
      const touched = sketchOf(SHAPE, many(0, 20), new Map());
      touched.words[at] ^= 1 << (at % 32);
      expect(taken(touched)).toBeUndefined();
    }
  });

  it('is the same by several threads, each with a sketch of its own', () => {
    const shared = new SharedSketches(SHAPE, SharedSketches.memoryFor(SHAPE, 3));
    fill(shared.take(), many(0, 50), SIDE.expected);
    fill(new SharedSketches(SHAPE, shared.memory).take(), many(50, 80), SIDE.expected);
    const own = new Sketch(SHAPE);
    fill(own, many(10, 90), SIDE.found);
    shared.mergeInto(own);
    expect(taken(own)).toEqual(wanted(many(0, 80), many(10, 90)));
  });
});

it('ids read as they are said', () => {
  const element = (_id: unknown) => serialize({ _id }).subarray(4, -1);
  expect(idText(element('store_seattle'))).toBe('store_seattle');
  expect(idText(element(new ObjectId('5e0be1008089e21800000000')))).toBe('5e0be1008089e21800000000');
  expect(idText(element({ a: 1.5 }))).toBe('{"a":1.5}');
  expect(idText(new Uint8Array())).toBe('none');
});

it('a sum of hashes is that of the bigints, with the halves of the last one', () => {
  fc.assert(
    fc.property(fc.array(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), { minLength: 1 }), (hashes) => {
      const sum = new HashSum();
      for (const hash of hashes) sum.add(hash);
      expect(sum.total).toBe(hashes.reduce((a, b) => a + b));
      const last = hashes.at(-1) ?? 0n;
      expect([sum.low, sum.high]).toEqual([last, last >> 32n].map((half) => Number(BigInt.asIntN(32, half))));
    }),
  );
});
