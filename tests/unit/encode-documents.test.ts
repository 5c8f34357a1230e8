/** The small collections as BSON, against the `bson` package. */
import { type Document, Double, deserialize, Int32, serialize } from 'bson';
import { describe, expect, it } from 'vitest';
import { encodeDocuments } from '../../src/core/encode/documents.js';
import {
  makeCategories,
  makeEmbeddings,
  makeProducts,
  makeProductTypes,
  makeStores,
} from '../../src/core/generate/reference.js';
import { type CollectionName, MODELS } from '../../src/core/model/index.js';
import type { Field } from '../../src/core/model/schema.js';
import { PreparedWorld } from '../../src/core/world/prepared-world.js';
import { Stock } from '../../src/core/world/stock.js';
import { documentsOf, misfits, typed } from '../fixtures/bson-types.js';
import { expectSameDocuments } from '../fixtures/same-documents.js';
import { small, tiny } from '../fixtures/worlds.js';

/** A document with its numbers wrapped as the model's fields say, ready for the `bson` package. */
function wrapped(fields: readonly Field[], document: Document): Document {
  const present = fields.filter((field) => document[field.name] !== undefined);
  return Object.fromEntries(present.map((field) => [field.name, wrap(field, document[field.name])]));
}

function wrap(field: Field, value: unknown): unknown {
  switch (field.bson) {
    case 'int32':
      return new Int32(value as number);
    case 'double':
      return new Double(value as number);
    case 'vector':
      return (value as number[]).map((x) => new Double(x));
    case 'map':
      return wrapped(field.fields, value as Document);
    case 'scalars':
      return Object.fromEntries(
        Object.entries(value as Document).map(([key, v]) => [
          key,
          typeof v === 'string' ? v : Number.isInteger(v) ? new Int32(v) : new Double(v),
        ]),
      );
    default:
      return value;
  }
}

describe.each([
  ['tiny', tiny],
  ['small', small],
])('the small collections of the %s world', (_, world) => {
  const products = makeProducts(world);
  const collections: Partial<Record<CollectionName, Document[]>> = {
    stores: makeStores(world),
    categories: makeCategories(world),
    product_types: makeProductTypes(world),
    products,
    product_embeddings: makeEmbeddings(world, products),
  };

  it.each(Object.keys(collections) as CollectionName[])('%s are what the model says', (name) => {
    const documents = collections[name] ?? [];
    const { bytes, documents: count } = encodeDocuments(MODELS[name], documents);
    const found = documentsOf(bytes);
    expect(count).toBe(documents.length);
    expect(found.length).toBe(documents.length);
    found.forEach((document, i) => {
      expect(misfits(MODELS[name], typed(document))).toEqual([]);
      expect(deserialize(document)).toEqual(documents[i]);
    });
    const { fields } = MODELS[name];
    expectSameDocuments(
      name,
      found,
      documents.map((document) => serialize(wrapped(fields, document))),
    );
  });

  it('inventory is what the model says', () => {
    const { bytes, documents } = new Stock(new PreparedWorld(world)).inventory();
    const found = documentsOf(bytes).map(typed);
    expect(found.length).toBe(documents);
    for (const document of found) expect(misfits(MODELS.inventory, document)).toEqual([]);
  });

  it('come from a prepared world in the order in which they are written', () => {
    const made = [...new PreparedWorld(world).catalog()];
    expect(made.map(([name]) => name)).toEqual(Object.keys(collections));
    for (const [name, { bytes }] of made) {
      const expected = encodeDocuments(MODELS[name], collections[name] ?? []).bytes;
      expectSameDocuments(name, bytes, expected);
    }
  });
});

describe('encodeDocuments', () => {
  it('writes the fields in the order of the model, whatever their order in the object', () => {
    const [store] = makeStores(tiny);
    const reversed = Object.fromEntries(Object.entries(store).reverse());
    const bytes = (document: object) => Buffer.from(encodeDocuments(MODELS.stores, [document]).bytes);
    expectSameDocuments('stores', bytes(reversed), bytes(store));
  });

  it('refuses a document without a required field and takes one without an optional field', () => {
    const [store] = makeStores(tiny);
    const without = (field: string) => ({ ...store, [field]: undefined });
    expect(() => encodeDocuments(MODELS.stores, [without('store_name')])).toThrow('store_name is missing');
    const { latitude: _, ...location } = store.location;
    const { bytes } = encodeDocuments(MODELS.stores, [{ ...store, location }]);
    expect(deserialize(bytes).location).toEqual(location);
  });

  it('makes nothing of nothing', () => {
    expect(encodeDocuments(MODELS.stores, [])).toEqual({ bytes: new Uint8Array(0), documents: 0 });
  });
});
