/** Sorting lines by their UUIDs, against a plain sort of the texts. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UuidSorter } from '../../src/core/encode/sort.js';
import { Stream } from '../../src/core/random/stream.js';
import { uuidText } from '../../src/core/random/uuid.js';

type Words = readonly [number, number, number, number];

const columnsOf = (list: readonly Words[]) =>
  [0, 1, 2, 3].map((i) => Uint32Array.from(list, (words) => words[i]));

function sorted(sorter: UuidSorter, list: readonly Words[]): string[] {
  const [w0, w1, w2, w3] = columnsOf(list);
  const order = sorter.sort(list.length, w0, w1, w2, w3);
  // Every position once.
  expect([...order].sort((a, b) => a - b)).toEqual(list.map((_, i) => i));
  return [...order].map((i) => uuidText(...list[i]));
}

const plain = (list: readonly Words[]) => list.map((words) => uuidText(...words)).sort();

const any = fc.nat(2 ** 32 - 1);
// Words that are often equal, and those at the edges of the radix sort's digits and of the sign.
const few = fc.constantFrom(0, 1, 0x7ff, 0x800, 0x3fffff, 0x400000, 0x7fffffff, 0x80000000, 0xffffffff);

describe('UuidSorter', () => {
  it.each([
    ['any words', fc.tuple(any, any, any, any)],
    ['few different words', fc.tuple(few, few, few, few)],
    ['equal first words', fc.tuple(fc.constant(5), few, any, any)],
    ['words that differ in the last one only', fc.tuple(few, fc.constant(9), fc.constant(9), any)],
  ])('sorts %s like their texts', (_, words) => {
    const sorter = new UuidSorter(300);
    fc.assert(
      fc.property(fc.array(words, { maxLength: 300 }), (list) => {
        expect(sorted(sorter, list)).toEqual(plain(list));
      }),
    );
  });

  it('sorts a shard of 50,000 lines', () => {
    const stream = new Stream('lines');
    const unsigned = () => stream.word() >>> 0;
    const list = Array.from(
      { length: 50_000 },
      (): Words => [unsigned(), unsigned(), unsigned(), unsigned()],
    );
    expect(sorted(new UuidSorter(50_000), list)).toEqual(plain(list));
  });

  it('sorts one shard after another of other sizes in the same buffers', () => {
    const sorter = new UuidSorter(100);
    const stream = new Stream('again');
    for (const n of [100, 0, 1, 99, 2, 100]) {
      const list = Array.from(
        { length: n },
        (): Words => [stream.below(50), stream.below(4), 0, stream.below(9)],
      );
      expect(sorted(sorter, list)).toEqual(plain(list));
    }
  });

  it('looks at the first n only', () => {
    const [w0, w1, w2, w3] = columnsOf([
      [3, 0, 0, 0],
      [2, 0, 0, 0],
      [1, 0, 0, 0],
    ]);
    expect([...new UuidSorter(3).sort(2, w0, w1, w2, w3)]).toEqual([1, 0]);
  });
});
