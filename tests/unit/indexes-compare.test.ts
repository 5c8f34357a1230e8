/** Wanted indexes against those that listIndexes tells. */
import { describe, expect, it } from 'vitest';
import { COLLECTION_NAMES, MODELS } from '../../src/core/model/index.js';
import { written } from '../../src/message.js';
import {
  compareIndexes,
  differenceSentence,
  keyText,
  type StoredIndex,
} from '../../src/mongodb/index-comparison.js';
import { type IndexSpec, indexSpec } from '../../src/mongodb/index-specs.js';

const ID: StoredIndex = { v: 2, key: { _id: 1 }, name: '_id_' };
const email: IndexSpec = { key: { email: 1 }, name: 'email_1', unique: true };
const text = MODELS.products.indexes.map(indexSpec).find(({ weights }) => weights !== undefined) as IndexSpec;

/** The way in which a server stores a text index. */
const storedText = (weights: Record<string, number>, name = text.name): StoredIndex => ({
  ...{ v: 2, key: { _fts: 'text', _ftsx: 1 }, name, weights },
  ...{ default_language: 'english', language_override: 'language', textIndexVersion: 3 },
});

const one = (spec: IndexSpec, ...found: StoredIndex[]) => compareIndexes([spec], [ID, ...found]).wanted[0];
const howOf = (spec: IndexSpec, ...found: StoredIndex[]) => {
  const compared = one(spec, ...found);
  return compared?.state === 'differs' ? compared.how : compared?.state;
};

describe('an index', () => {
  it('that is not there is missing', () => {
    expect(howOf(email)).toBe('missing');
  });

  it('is present with the same key and options, whatever says nothing about how it works', () => {
    expect(howOf(email, { ...email, v: 2, background: true, ns: 'zava.customers', sparse: false })).toBe(
      'present',
    );
    expect(howOf(text, storedText({ product_description: 5, product_name: 10 }))).toBe('present');
  });

  it.each<[string, StoredIndex, string]>([
    [
      'key',
      { name: 'email_1', key: { email: -1 }, unique: true },
      'has the key { email: -1 } instead of { email: 1 }',
    ],
    ['uniqueness', { name: 'email_1', key: { email: 1 } }, 'is not unique'],
    ['an option more', { ...email, sparse: true }, 'is sparse'],
    ['a value', { ...email, expireAfterSeconds: 60 }, 'has expireAfterSeconds 60 instead of not set'],
    ['two options', { name: 'email_1', key: { email: 1 }, hidden: true }, 'is not unique and is hidden'],
  ])('of the same name differs by its %s', (_, found, how) => {
    expect(howOf(email, found)).toBe(how);
  });

  it('differs by the order of its fields', () => {
    const names: IndexSpec = { key: { last: 1, first: 1 }, name: 'names' };
    expect(howOf(names, { name: 'names', key: { first: 1, last: 1 } })).toContain('has the key');
  });

  it('under another name is in the way, as the server allows no second one', () => {
    expect(one(email, { ...email, name: 'mine' })).toMatchObject({
      state: 'differs',
      found: { name: 'mine' },
    });
    expect(howOf(email, { ...email, name: 'mine' })).toBe('has the key of email_1 under another name');
  });

  it('with the same key and other options under another name is not in the way', () => {
    const compared = compareIndexes([email], [ID, { key: { email: 1 }, name: 'mine' }]);
    expect(compared.wanted[0]?.state).toBe('missing');
    expect(compared.extra.map(({ name }) => name)).toEqual(['mine']);
  });

  it('for text differs by its weights, and by a text index of another name', () => {
    expect(howOf(text, storedText({ product_description: 1, product_name: 1 }))).toBe(
      'has the key { product_description: text, product_name: text } instead of { product_description: text, product_name: text } weights 5, 10',
    );
    expect(howOf(text, storedText({ notes: 1 }, 'other'))).toBe(
      'is a text index already, and a collection can have only one',
    );
  });
});

it('an extra index is neither wanted nor in the way nor that on _id', () => {
  const found = [ID, { ...email, name: 'twin' }, { key: { a: 1 }, name: 'a_1' }];
  expect(compareIndexes([email], found).extra.map(({ name }) => name)).toEqual(['a_1']);
});

it('every wanted index of the model equals itself as a server stores it', () => {
  for (const name of COLLECTION_NAMES) {
    const specs = MODELS[name].indexes.map(indexSpec);
    const stored = specs.map(
      (spec): StoredIndex =>
        spec.weights === undefined ? { v: 2, ...spec } : storedText({ ...spec.weights }, spec.name),
    );
    const { wanted, extra } = compareIndexes(specs, stored);
    expect(wanted.map(({ state }) => state)).toEqual(specs.map(() => 'present'));
    expect(extra).toEqual([]);
  }
});

it('a key is shown as people write it', () => {
  expect(keyText({ key: { store_id: 1, order_date: -1 }, name: 'x' })).toBe(
    '{ store_id: 1, order_date: -1 }',
  );
  expect(keyText(storedText({ b: 1, a: 1 }))).toBe('{ a: text, b: text }');
});

it('a difference is one sentence with the cure', () => {
  const compared = one(email, { key: { email: 1 }, name: 'email_1' });
  if (compared?.state !== 'differs') throw new Error('it should differ');
  expect(written(differenceSentence('customers', compared), 'command line')).toBe(
    'The index email_1 of customers is not unique; drop it with db.customers.dropIndex("email_1") and run npx zava indexes create.',
  );
});
