/** Vectors without a model: feature hashing of the products' words. */
import { describe, expect, it } from 'vitest';
import { FeatureHashing } from '../../src/core/generate/embeddings.js';
import { makeEmbeddings, makeProducts } from '../../src/core/generate/reference.js';
import { tiny } from '../fixtures/worlds.js';

const products = makeProducts(tiny);
const embeddings = makeEmbeddings(tiny, products);
const dot = (a: readonly number[], b: readonly number[]) => a.reduce((sum, x, i) => sum + x * b[i], 0);

describe.each([
  ['image_embedding', 512],
  ['description_embedding', 1536],
] as const)('%s', (field, dimensions) => {
  const vectors = embeddings.map((embedding) => embedding[field]);

  it(`has ${dimensions} dimensions and unit length for every product`, () => {
    expect(vectors.length).toBe(424);
    for (const vector of vectors) {
      expect(vector.length).toBe(dimensions);
      expect(dot(vector, vector)).toBeCloseTo(1, 12);
    }
  });

  it('is the same for no two products', () => {
    expect(new Set(vectors.map((vector) => vector.join())).size).toBe(424);
  });

  it('is nearer between products of one type than between others, on average and for most types', () => {
    const near = { sum: 0, count: 0 };
    const far = { sum: 0, count: 0 };
    const byType = new Map<string, { sum: number; count: number }>();
    for (let a = 0; a < products.length; a++) {
      for (let b = a + 1; b < products.length; b++) {
        const similarity = dot(vectors[a], vectors[b]);
        const type = products[a].type_id;
        const same = type === products[b].type_id;
        const own = byType.get(type) ?? { sum: 0, count: 0 };
        if (same) byType.set(type, own);
        for (const group of same ? [near, own] : [far]) {
          group.sum += similarity;
          group.count++;
        }
      }
    }
    const farMean = far.sum / far.count;
    expect(near.sum / near.count).toBeGreaterThan(farMean + 0.1);
    const nearer = [...byType.values()].filter(({ sum, count }) => sum / count > farMean);
    expect(nearer.length).toBe(tiny.catalog.productTypes.length);
  });
});

describe('an embedding document', () => {
  it('follows from the words of its product, whatever the seed', () => {
    const vectors = (seed: number) =>
      makeEmbeddings({ ...tiny, seed }, makeProducts({ ...tiny, seed })).map((e) => e.image_embedding);
    expect(vectors(1)).toEqual(vectors(2));
  });

  it('stands beside its product', () => {
    embeddings.forEach(({ _id, product_id, image_url, created_at }, i) => {
      const product = products[i];
      expect([_id, product_id, image_url, created_at]).toEqual([
        product._id,
        product._id,
        product.image_url,
        product.updated_at,
      ]);
    });
  });
});

describe('FeatureHashing', () => {
  const embedder = new FeatureHashing(64, 1);
  const embed = (text: string) => embedder.embed([{ text, weight: 1 }]);

  it('takes no notice of case, punctuation and the order of words', () => {
    expect(embed('Red Hammer')).toEqual(embed('hammer, RED!'));
    expect(embed('red hammer')).not.toEqual(embed('red saw'));
  });

  it('puts texts that share words nearer than texts that do not', () => {
    const wide = new FeatureHashing(1536, 1);
    const [a, b, c] = ['claw hammer steel', 'claw hammer wood', 'paint brush nylon'].map((text) =>
      wide.embed([{ text, weight: 1 }]),
    );
    expect(dot(a, b)).toBeGreaterThan(dot(a, c) + 0.3);
  });

  it('counts a weight as that many words', () => {
    const weighted = embedder.embed([
      { text: 'hammer', weight: 3 },
      { text: 'saw', weight: 1 },
    ]);
    expect(weighted).toEqual(embed('hammer saw hammer hammer'));
    expect(weighted).not.toEqual(embed('hammer saw'));
  });

  it('lets the heavier of two texts decide', () => {
    const mixed = (weight: number) =>
      embedder.embed([
        { text: 'hammer', weight },
        { text: 'saw', weight: 1 },
      ]);
    expect(dot(mixed(10), embed('hammer'))).toBeGreaterThan(dot(mixed(0.1), embed('hammer')));
  });

  it('gives a vector of unit length for a text without words, too', () => {
    expect(dot(embed('字!'), embed('字!'))).toBe(1);
  });

  it('tells kinds apart by their key', () => {
    expect(new FeatureHashing(64, 2).embed([{ text: 'saw', weight: 1 }])).not.toEqual(embed('saw'));
  });
});
