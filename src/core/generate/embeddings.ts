/**
 * Embeddings without a model: feature hashing (Weinberger et al. 2009, "Feature hashing for large scale multitask
 * learning"). Every word adds +weight or -weight to a few places of the vector that follow from the word alone, so
 * products that share words lie near each other. It stands in for a real model, offline and the same everywhere; it
 * knows spelling, not meaning.
 */
import { type WeightedText, wordsOf } from '../model/product-texts.js';
import { scatter } from '../random/hash.js';

/** Places that a word touches. */
const PLACES = 16;

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
  /** Of each word that was met, the places that it touches: twice the place, and 1 more where it adds. */
  private readonly known = new Map<string, Int32Array>();

  /** @param key tells vectors of different kinds apart, such as those of pictures and of descriptions. */
  constructor(
    readonly dimensions: number,
    private readonly key: number,
  ) {}

  embed(texts: readonly WeightedText[]): number[] {
    const vector = new Float64Array(this.dimensions);
    for (const { text, weight } of texts) {
      for (const word of wordsOf(text)) {
        for (const touched of this.placesOf(word)) {
          vector[touched >>> 1] += (touched & 1) === 1 ? weight : -weight;
        }
      }
    }
    let squares = 0;
    for (const x of vector) squares += x * x;
    const unit = new Array<number>(this.dimensions);
    const length = Math.sqrt(squares);
    for (let i = 0; i < unit.length; i++) unit[i] = length === 0 ? 0 : vector[i] / length;
    if (length === 0) unit[0] = 1;
    return unit;
  }

  private placesOf(word: string): Int32Array {
    const known = this.known.get(word);
    if (known !== undefined) return known;
    const places = new Int32Array(PLACES);
    let hash = scatter(hashWord(word), this.key);
    for (let place = 0; place < PLACES; place++) {
      hash = scatter(hash, place);
      places[place] = ((hash >>> 1) % this.dimensions) * 2 + (hash & 1);
    }
    this.known.set(word, places);
    return places;
  }
}
