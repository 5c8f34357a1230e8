/** The model's vector indexes, as a server with search takes and tells them. */
import { MongoServerError } from 'mongodb';
import { describe, expect, it } from 'vitest';
import { MODELS } from '../../src/core/model/index.js';
import { written } from '../../src/message.js';
import {
  compareVectors,
  meansNoSearch,
  type SearchIndex,
  searchNote,
  vectorSentence,
  vectorSpecs,
} from '../../src/tools/operate/indexes/vector.js';

const field = (path: string, numDimensions: number) => ({
  ...{ type: 'vector', path, numDimensions, similarity: 'cosine' },
});
const ready = (name: string, ...fields: object[]): SearchIndex => ({
  ...{ name, type: 'vectorSearch', status: 'READY', latestDefinition: { fields } },
});

describe('vector indexes', () => {
  it('are the two of product_embeddings, with the dimensions of their fields', () => {
    expect(vectorSpecs(MODELS.product_embeddings)).toEqual([
      { name: 'image_vector', type: 'vectorSearch', definition: { fields: [field('image_embedding', 512)] } },
      {
        name: 'description_vector',
        type: 'vectorSearch',
        definition: { fields: [field('description_embedding', 1536)] },
      },
    ]);
    expect(vectorSpecs(MODELS.orders)).toEqual([]);
  });

  it('must be for fields that are vectors', () => {
    const vectorIndexes = [{ name: 'x', field: 'product_id', similarity: 'cosine' }] as const;
    expect(() => vectorSpecs({ ...MODELS.product_embeddings, vectorIndexes })).toThrow(
      'product_id is no vector',
    );
  });

  it('are compared with what the server tells, which may know more of them', () => {
    const found = [
      ready('image_vector', { ...field('image_embedding', 512), quantization: 'none' }),
      ready('description_vector', field('description_embedding', 768)),
      ready('other', field('image_embedding', 512)),
    ];
    const states = compareVectors('product_embeddings', found);
    expect(states).toMatchObject([
      { index: 'image_vector', state: 'present', status: 'READY' },
      { index: 'description_vector', state: 'differs' },
    ]);
    expect(written(vectorSentence(states[1] as (typeof states)[0]), 'command line')).toBe(
      "The search index description_vector of product_embeddings is not for description_embedding, 1536 dimensions, cosine; drop it with db.product_embeddings.dropSearchIndex('description_vector') and run npx zava indexes create.",
    );
    expect(compareVectors('product_embeddings', []).map(({ state }) => state)).toEqual([
      'missing',
      'missing',
    ]);
  });
});

describe('a server without search', () => {
  it.each([
    [59, "no such command: 'createSearchIndexes'"],
    [40_324, "Unrecognized pipeline stage name: '$listSearchIndexes'"],
    [31_082, 'Using Atlas Search Database Commands requires additional configuration'],
    [6_047_401, '$listSearchIndexes stage is only allowed on MongoDB Atlas'],
  ])('is known by error %i', (code, message) => {
    expect(meansNoSearch(new MongoServerError({ code, message }))).toBe(true);
  });

  it('is not what every error means', () => {
    expect(meansNoSearch(new MongoServerError({ code: 13, message: 'not authorized on zava' }))).toBe(false);
  });

  it('is told with the names of what is left out', () => {
    expect(searchNote('no search')).toContain('image_vector and description_vector');
    expect(searchNote('not allowed')).toContain('listSearchIndexes');
    expect(searchNote('available')).toBeUndefined();
  });
});
