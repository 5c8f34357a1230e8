/** The documents of a benchmark: how many, in which order, and cut into which batches. */
import { deserialize, serialize } from 'bson';
import { describe, expect, it } from 'vitest';
import { type Batch, Workload, type WorkloadOptions } from '../../src/tools/bench/insert/workload.js';
import { expectSameDocuments, firstDifference } from '../fixtures/same-documents.js';

const COUNT = 5000;
const workload = (changes: Partial<WorkloadOptions> = {}) =>
  new Workload({ documents: COUNT, seed: 7, ids: ['sorted'], paths: ['bson'], ...changes });

/** The BSON of each document of batches. */
function documentsOf(batches: readonly Batch[]): Buffer[] {
  return batches.flatMap((batch) => {
    if (batch.path === 'insertMany') return batch.content.map((document) => Buffer.from(serialize(document)));
    if (batch.path === 'bulkWrite') {
      return batch.content.map((operation) => {
        if (!('insertOne' in operation)) return expect.fail('no insertOne');
        return Buffer.from(serialize(operation.insertOne.document));
      });
    }
    const bytes = Buffer.from(batch.content);
    const documents: Buffer[] = [];
    for (let at = 0; at < bytes.length; ) {
      const size = bytes.readInt32LE(at);
      documents.push(bytes.subarray(at, at + size));
      at += size;
    }
    return documents;
  });
}

const all = { ids: 'sorted', path: 'bson', batchSize: 100_000 } as const;
const idsOf = (batches: readonly Batch[]): string[] =>
  documentsOf(batches).map((document) => deserialize(document)._id);

describe('a workload', () => {
  it.each([1000, 1001, 5000, 12_345])('has exactly %d documents: orders and their lines', (documents) => {
    const made = workload({ documents });
    expect(made.documents).toBe(documents);
    const [orders, lines] = made.batches(all).map(documentsOf);
    expect(orders.length + lines.length).toBe(documents);
    // The dataset has 2.1 lines for an order.
    expect(lines.length / orders.length).toBeCloseTo(2.1, 1);
    const sizes = [...orders, ...lines].reduce((sum, { length }) => sum + length, 0);
    expect(made.bytes).toBe(sizes);
  });

  it('has ids that are all different', () => {
    for (const batches of workload().batches(all)) {
      const ids = idsOf(batches);
      expect(new Set(ids).size).toBe(ids.length);
    }
  });

  it('comes in the order of the ids where it is one shard', () => {
    for (const batches of workload().batches(all)) {
      const ids = idsOf(batches);
      expect(ids).toEqual(ids.toSorted());
    }
  });

  it('is the same for the same seed, and another for another', () => {
    const bytes = (seed: number | undefined) => workload({ seed }).batches(all).flatMap(documentsOf);
    expectSameDocuments('the workload', bytes(7), bytes(7));
    expect(firstDifference('the workload', bytes(8), bytes(7))).toBeDefined();
    expect(workload({ seed: 7 }).seed).toBe(7);
    // The configuration's own.
    expect(workload({ seed: undefined }).seed).toBe(42);
    expectSameDocuments('the workload', bytes(undefined), bytes(42));
  });

  it('in random order has the same documents, neither sorted nor in another order each time', () => {
    const make = () => workload({ ids: ['sorted', 'random'] });
    const made = make();
    const again = make();
    for (const i of [0, 1]) {
      const sorted = documentsOf(made.batches(all)[i]);
      const random = documentsOf(made.batches({ ...all, ids: 'random' })[i]);
      expectSameDocuments('the workload', random.toSorted(Buffer.compare), sorted.toSorted(Buffer.compare));
      expectSameDocuments('again', documentsOf(again.batches({ ...all, ids: 'random' })[i]), random);
      const ids = idsOf(made.batches({ ...all, ids: 'random' })[i]);
      const descents = ids.filter((id, n) => n > 0 && id < ids[n - 1]).length;
      expect(descents / ids.length).toBeGreaterThan(0.4);
    }
  });
});

describe('batches', () => {
  it.each([1, 7, 1000, 100_000])('of %d hold all documents in their order, and say how many', (batchSize) => {
    const made = workload();
    const whole = made.batches(all);
    made.batches({ ...all, batchSize }).forEach((batches, i) => {
      const documents = documentsOf(batches);
      expectSameDocuments(`part ${i}`, documents, documentsOf(whole[i]));
      const sizes = batches.map((batch) => batch.documents);
      expect(sizes.slice(0, -1).every((size) => size === batchSize)).toBe(true);
      expect(sizes.at(-1)).toBe(documents.length % batchSize || Math.min(batchSize, documents.length));
      for (const batch of batches) {
        expect(batch.collection).toBe(['orders', 'order_items'][i]);
        expect(batch.bytes).toBe(documentsOf([batch]).reduce((sum, { length }) => sum + length, 0));
      }
    });
  });

  it.each(['insertMany', 'bulkWrite'] as const)('for %s hold the same documents, byte for byte', (path) => {
    const made = workload({ ids: ['sorted', 'random'], paths: ['bson', 'insertMany', 'bulkWrite'] });
    for (const ids of ['sorted', 'random'] as const) {
      const finished = made.batches({ ids, path: 'bson', batchSize: 300 });
      made.batches({ ids, path, batchSize: 300 }).forEach((batches, i) => {
        expect(batches.map(({ documents, bytes }) => ({ documents, bytes }))).toEqual(
          finished[i].map(({ documents, bytes }) => ({ documents, bytes })),
        );
        expectSameDocuments(`${path} ${i}`, documentsOf(batches), documentsOf(finished[i]));
      });
    }
  });

  it('are cut where they would be larger than a message may be', () => {
    // 130,000 orders and more are some 62 MB.
    const [orders] = workload({ documents: 420_000 }).batches(all);
    const bytes = orders.map((batch) => batch.bytes);
    expect(Math.max(...bytes)).toBeLessThanOrEqual(47_000_000);
    expect(orders[0].documents).toBeLessThan(100_000);
    expect(orders[0].bytes).toBeGreaterThan(46_990_000);
  });
});
