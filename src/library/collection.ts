/** One of the nine collections of a dataset: documents that are made as they are asked for. */

import type { CollectionName } from '../core/model/index.js';
import { ZavaError } from '../errors.js';
import type { Engine } from './engine.js';

/** Finished BSON documents that stand one after the other, as mongodump writes them. */
export interface RawBatch {
  readonly bytes: Uint8Array;
  readonly documents: number;
}

/**
 * Plain documents with the values that a load writes, in the order of a dump. Every iteration makes them again; nothing
 * is kept but what the caller keeps.
 */
export interface DatasetCollection<T> extends AsyncIterable<T>, Iterable<T> {
  /** The collection's name in a database, such as `order_items`. */
  readonly name: CollectionName;
  /** All documents. */
  toArray(): Promise<T[]>;
  /** How many there are, exactly. Order lines, and orders of a slice, are counted by drawing every order once. */
  count(): Promise<number>;
  /** The documents as BSON, some thousands at a time: ten times as fast as documents. */
  batches(): AsyncIterableIterator<RawBatch>;
  /**
   * The documents without `await`, once `dataset.ready()` has resolved.
   * @throws ZavaError before that, and where a dataset has more than 50,000 orders or customers to go through.
   */
  [Symbol.iterator](): IterableIterator<T>;
}

/** What a collection asks of its dataset. @internal */
export interface Engines {
  /** Loads what makes documents, on the first call. */
  load(): Promise<Engine>;
  /** What was loaded already. */
  loaded(): Engine | undefined;
}

/** @internal */
export function makeCollection<T>(name: CollectionName, engines: Engines): DatasetCollection<T> {
  async function* documents(): AsyncGenerator<T> {
    const [engine, { decodeAll }] = await Promise.all([engines.load(), import('./decode.js')]);
    for await (const { bytes } of engine.views(name)) yield* decodeAll<T>(bytes);
  }
  async function* batches(): AsyncGenerator<RawBatch> {
    const engine = await engines.load();
    // A copy, as the buffer is used again for the next batch.
    for await (const { bytes, documents } of engine.views(name)) yield { bytes: bytes.slice(), documents };
  }
  return {
    name,
    [Symbol.asyncIterator]: documents,
    batches,
    count: async () => (await engines.load()).count(name),
    async toArray() {
      const all: T[] = [];
      for await (const document of documents()) all.push(document);
      return all;
    },
    [Symbol.iterator]() {
      const engine = engines.loaded();
      if (engine !== undefined) return engine.documents<T>(name);
      throw new ZavaError(`${name} cannot be iterated without await yet; call await dataset.ready() before.`);
    },
  };
}
