/** Cutting a run of BSON into batches, and the buffers that runs are kept in. */
import { deserialize, serialize } from 'bson';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BufferPool } from '../../src/engine/sinks/buffer-pool.js';
import { documentsAt } from '../../src/engine/sinks/mongodb/duplicates.js';
import { batchesOf, halvesOf, sizeOf } from '../../src/mongodb/wire/batches.js';
import { documentsOf } from '../fixtures/bson-types.js';
import { expectSameDocuments } from '../fixtures/same-documents.js';

const runOf = (lengths: readonly number[]) =>
  Buffer.concat(lengths.map((length, i) => serialize({ i, text: 'x'.repeat(length) })));

describe('batchesOf', () => {
  const run = fc.array(fc.nat(300), { maxLength: 60 }).map(runOf);

  it('keeps every byte in its order and both bounds, and never cuts a document', () => {
    fc.assert(
      fc.property(
        run,
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 1, max: 3000 }),
        (bytes, count, most) => {
          const batches = [...batchesOf(bytes, count, most)];
          expectSameDocuments('the batches', Buffer.concat(batches), bytes);
          for (const batch of batches) {
            const documents = documentsOf(batch);
            expect(documents.length).toBeGreaterThan(0);
            expect(documents.length).toBeLessThanOrEqual(count);
            // A document that is too large alone is a batch of its own.
            expect(batch.length <= most || documents.length === 1).toBe(true);
            for (const document of documents) expect(deserialize(document)).toHaveProperty('text');
          }
        },
      ),
    );
  });

  it('fills each batch as far as it may', () => {
    fc.assert(
      fc.property(
        run,
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 1, max: 3000 }),
        (bytes, count, most) => {
          const batches = [...batchesOf(bytes, count, most)];
          batches.slice(0, -1).forEach((batch, i) => {
            const next = documentsOf(batches[i + 1])[0];
            expect(documentsOf(batch).length === count || batch.length + next.length > most).toBe(true);
          });
        },
      ),
    );
  });

  it('cuts exactly at the bounds', () => {
    const size = runOf([10]).length;
    const counts = (count: number, most: number) =>
      [...batchesOf(runOf(new Array(7).fill(10)), count, most)].map((batch) => batch.length / size);
    expect(counts(3, 1e9)).toEqual([3, 3, 1]);
    expect(counts(100, size * 2)).toEqual([2, 2, 2, 1]);
    expect(counts(100, size * 2 - 1)).toEqual([1, 1, 1, 1, 1, 1, 1]);
    expect(counts(7, size * 7)).toEqual([7]);
  });

  it('makes views of the run, also of one that does not begin its buffer, and nothing of nothing', () => {
    const bytes = runOf([1, 2, 3]);
    const moved = Buffer.concat([Buffer.alloc(11, 255), bytes]).subarray(11);
    const batches = [...batchesOf(moved, 1, 1e9)];
    expect(batches.map((batch) => deserialize(batch).i)).toEqual([0, 1, 2]);
    expect(batches.every((batch) => batch.buffer === moved.buffer)).toBe(true);
    expect([...batchesOf(new Uint8Array(0), 5, 5)]).toEqual([]);
  });
});

describe('halvesOf', () => {
  const run = fc.array(fc.nat(300), { minLength: 2, maxLength: 60 }).map(runOf);

  it('keeps every byte in its order, never cuts a document, and leaves none of the halves empty', () => {
    fc.assert(
      fc.property(run, (bytes) => {
        const [first, second] = halvesOf(bytes) as [Uint8Array, Uint8Array];
        expectSameDocuments('the halves', Buffer.concat([first, second]), bytes);
        expect(sizeOf(first) + sizeOf(second)).toBe(documentsOf(bytes).length);
        expect(Math.min(sizeOf(first), sizeOf(second))).toBeGreaterThan(0);
        // They differ by no more than the document that lies in the middle, on whichever side.
        const largest = Math.max(...documentsOf(bytes).map(({ length }) => length));
        expect(Math.abs(first.length - second.length)).toBeLessThanOrEqual(2 * largest);
      }),
    );
  });

  it('is nothing for one document', () => {
    expect(halvesOf(runOf([5]))).toBe(undefined);
  });
});

describe('documentsAt', () => {
  it('gives the documents at the positions that are asked for', () => {
    const bytes = runOf([1, 2, 3, 4, 5]);
    const all = documentsOf(bytes);
    expect(documentsAt(bytes, [0, 2, 4]).map((one) => Buffer.from(one))).toEqual(
      [0, 2, 4].map((i) => Buffer.from(all[i])),
    );
    expect(documentsAt(bytes, [])).toEqual([]);
  });
});

describe('BufferPool', () => {
  it('gives the smallest buffer that is large enough, and each one once', () => {
    const stock = new BufferPool();
    const [c, a, b] = [70, 100, 50].map((bytes) => new ArrayBuffer(bytes));
    for (const buffer of [c, a, b]) stock.give(buffer);
    expect(stock.take(60).buffer).toBe(c);
    expect(stock.take(60).buffer).toBe(a);
    expect(stock.take(50).buffer).toBe(b);
    expect([a, b, c]).not.toContain(stock.take(1).buffer);
  });

  it('makes a new buffer where none is large enough, and lets the oldest go', () => {
    const stock = new BufferPool();
    const [a, b] = [10, 20].map((bytes) => new ArrayBuffer(bytes));
    stock.give(a);
    stock.give(b);
    expect(stock.take(500).length).toBeGreaterThanOrEqual(500);
    expect(stock.take(5).buffer).toBe(b);
    expect(stock.take(5).buffer).not.toBe(a);
  });

  it('always gives at least as many bytes as asked for, and no buffer to two at a time', () => {
    const step = fc.oneof(fc.record({ take: fc.nat(200) }), fc.record({ give: fc.nat(10) }));
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const stock = new BufferPool();
        const lent: ArrayBuffer[] = [];
        for (const action of steps) {
          if ('take' in action) {
            const taken = stock.take(action.take);
            expect(taken.length).toBeGreaterThanOrEqual(action.take);
            expect(lent).not.toContain(taken.buffer);
            lent.push(taken.buffer);
          } else if (lent.length > 0) {
            stock.give(lent.splice(action.give % lent.length, 1)[0]);
          }
        }
      }),
    );
  });
});
