/** The data quality score: each document counts once, and what is not known is not claimed. */
import { expect, it } from 'vitest';
import type { CollectionName } from '../../src/core/model/index.js';
import type { Look } from '../../src/tools/validate/checks/check.js';
import { qualityOf } from '../../src/tools/validate/quality.js';
import { qualityLine } from '../../src/tools/validate/words.js';
import { validationReport } from '../fixtures/validation-report.js';

const DOCUMENTS = new Map<CollectionName, number>([
  ['orders', 1000],
  ['customers', 200],
  ['stores', 0],
]);
const look = (collection: CollectionName, ids: string[], broken = ids.length): Look => ({
  collection,
  broken,
  ids,
});
const line = (looks: Look[], unmade = 0) =>
  qualityLine({ ...validationReport(), quality: qualityOf(DOCUMENTS, looks, unmade) });

it('is whole where nothing is broken', () => {
  expect(qualityOf(DOCUMENTS, [], 0)).toEqual({
    ...{ documents: 1200, broken: { atLeast: 0, atMost: 0 }, share: 1, unmade: 0 },
    collections: {
      orders: { documents: 1000, broken: { atLeast: 0, atMost: 0 }, share: 1 },
      customers: { documents: 200, broken: { atLeast: 0, atMost: 0 }, share: 1 },
      stores: { documents: 0, broken: { atLeast: 0, atMost: 0 }, share: null },
    },
  });
  expect(line([])).toBe('Data quality: 100 % of 1,200 documents break nothing.');
});

it('counts a document once that several looks found', () => {
  const looks = [look('orders', ['a', 'b']), look('orders', ['b', 'c']), look('customers', ['a'])];
  const { broken, share, collections } = qualityOf(DOCUMENTS, looks, 0);
  expect(collections.orders).toMatchObject({ broken: { atLeast: 3, atMost: 3 }, share: 0.997 });
  expect({ broken, share }).toEqual({ broken: { atLeast: 4, atMost: 4 }, share: 1196 / 1200 });
  expect(line(looks)).toBe(
    'Data quality: 99.66 % of 1,200 documents break nothing (orders 99.70 %, customers 99.50 %).',
  );
});

it('says between what it lies where not all ids are known', () => {
  const looks = [look('orders', ['a'], 400), look('orders', ['b'], 500)];
  expect(qualityOf(DOCUMENTS, looks, 0).collections.orders).toEqual({
    ...{ documents: 1000, broken: { atLeast: 500, atMost: 900 } },
    share: 0.1,
  });
  expect(line(looks)).toBe(
    'Data quality: at least 25.00 % of 1,200 documents break nothing (orders at least 10.00 %).',
  );
  // Two documents of one id, as a dump may have them.
  const twice = [look('orders', ['a', 'a']), look('orders', ['a', 'a', 'b'])];
  expect(qualityOf(DOCUMENTS, twice, 0).broken).toEqual({ atLeast: 3, atMost: 3 });
  expect(qualityOf(DOCUMENTS, [look('customers', [], 900)], 0).collections.customers.share).toBe(0);
});

it('is never rounded up to the whole, and tells what could not be made', () => {
  const many = new Map<CollectionName, number>([['orders', 10_000_000]]);
  const quality = qualityOf(many, [look('orders', ['a'])], 2);
  expect(qualityLine({ ...validationReport(), quality })).toBe(
    'Data quality: 99.99 % of 10,000,000 documents break nothing (orders 99.99 %). 2 checks of them could not be made, and count for nothing here.',
  );
  const nothing = qualityOf(new Map<CollectionName, number>([['orders', 0]]), [], 0);
  expect(qualityLine({ ...validationReport(), quality: nothing })).toBe(
    'Data quality: there are no documents.',
  );
});
