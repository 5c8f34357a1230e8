/**
 * Embeddings without a model: feature hashing (Weinberger et al. 2009, "Feature hashing for large scale multitask
 * learning"). Every word adds +weight or -weight to a few places of the vector that follow from the word alone, so
 * products that share words lie near each other. It stands in for a real model, offline and the same everywhere; it
 * knows spelling, not meaning.
 */
import { scatter } from '../random/hash.js';

/** Places that a word touches. */
const PLACES = 16;

/** What a text counts for, next to others of the same product. */
export interface WeightedText {
  readonly text: string;
  readonly weight: number;
}

/** Makes a vector for a text: the interface that real models come behind. */
export interface Embedder {
  readonly dimensions: number;
  /** @returns `dimensions` finite numbers, of unit length. */
  embed(texts: readonly WeightedText[]): number[];
}

/** FNV-1a, 32 bits (Fowler, Noll, Vo). */
function hashWord(word: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < word.length; i++) hash = Math.imul(hash ^ word.charCodeAt(i), 0x01000193);
  return hash;
}

export class FeatureHashing implements Embedder {
  /** @param key tells vectors of different kinds apart, such as those of pictures and of descriptions. */
  constructor(
    readonly dimensions: number,
    private readonly key: number,
  ) {}

  embed(texts: readonly WeightedText[]): number[] {
    const vector = new Array<number>(this.dimensions).fill(0);
    for (const { text, weight } of texts) {
      for (const word of text.toLowerCase().match(/[a-z0-9]+/g) ?? []) {
        let hash = scatter(hashWord(word), this.key);
        for (let place = 0; place < PLACES; place++) {
          hash = scatter(hash, place);
          vector[(hash >>> 1) % this.dimensions] += (hash & 1) === 1 ? weight : -weight;
        }
      }
    }
    const length = Math.sqrt(vector.reduce((sum, x) => sum + x * x, 0));
    return length === 0 ? vector.map((_, i) => (i === 0 ? 1 : 0)) : vector.map((x) => x / length);
  }
}
