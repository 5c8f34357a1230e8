/** Which indexes of somebody else would refuse documents, by what is known of the documents. */
import { expect, it } from 'vitest';
import { type CollectionName, MODELS } from '../../src/core/model/index.js';
import { refusalBy } from '../../src/mongodb/foreign-indexes.js';

const why = (name: CollectionName, key: object, options: object = {}) =>
  refusalBy({ name: 'mine', key, ...options }, MODELS[name]);
const unique = { unique: true };

it.each<[CollectionName, object, object]>([
  ['orders', { customer_id: 1 }, {}],
  ['orders', { order_id: -1 }, unique],
  ['orders', { _id: 1, status: 1 }, unique],
  ['orders', { status: 1, order_id: 1 }, unique],
  ['inventory', { product_id: 1, store_id: 1, deleted: 1 }, unique],
  ['orders', { receipt: 1 }, { ...unique, sparse: true }],
  ['orders', { updated_at: 1 }, { expireAfterSeconds: 1 }],
  ['orders', { place: '2dsphere' }, {}],
  ['inventory', { 'location.place': '2d' }, {}],
  ['orders', { '$**': 1 }, {}],
  ['product_embeddings', { description_embedding: 1 }, {}],
  ['orders', { _fts: 'text', _ftsx: 1 }, { language_override: 'language' }],
])('%s: %j with %j refuses nothing', (name, key, options) => {
  expect(why(name, key, options)).toBeUndefined();
});

it.each<[CollectionName, object, object, string]>([
  ['orders', { customer_id: 1 }, unique, 'takes only one document for each customer_id'],
  ['orders', { customer_id: 1 }, { prepareUnique: true }, 'takes only one document for each customer_id'],
  ['orders', { status: 1 }, { ...unique, sparse: true }, 'takes only one document for each status'],
  ['orders', { receipt: 1 }, unique, 'takes only one document for each receipt'],
  ['inventory', { store_id: 1, deleted: 1 }, unique, 'takes only one document for each store_id and deleted'],
  [
    'orders',
    { order_id: 1 },
    { ...unique, collation: { locale: 'en', strength: 1 } },
    'takes only one document for each order_id',
  ],
  ['inventory', { 'location.aisle': '2d' }, {}, 'takes nothing but places on a map for location.aisle'],
  [
    'products',
    { 'specifications.place': '2d' },
    {},
    'takes nothing but places on a map for specifications.place',
  ],
  [
    'product_embeddings',
    { description_embedding: 'hashed' },
    {},
    'takes no lists such as description_embedding',
  ],
  [
    'product_embeddings',
    { description_embedding: 1, image_embedding: 1 },
    {},
    'takes no lists such as description_embedding and image_embedding',
  ],
  ['orders', { _fts: 'text', _ftsx: 1 }, { language_override: 'status' }, 'takes status for a language'],
])('%s: %j with %j %s', (name, key, options, said) => {
  expect(why(name, key, options)).toBe(said);
});
