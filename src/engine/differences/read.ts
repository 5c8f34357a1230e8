/** The side that is found: what a server holds, as digests and in a sketch. Constant memory, however much it is. */
import type { Db } from 'mongodb';
import pMap from 'p-map';
import { digestText, type Hash64 } from '../../core/encode/digest.js';
import { HashSum } from '../../core/encode/hash-sum.js';
import { COLLECTION_NAMES, type CollectionName } from '../../core/model/index.js';
import { SIDE, type Sketch } from '../../core/sketch/sketch.js';
import { rawBatches } from '../../mongodb/wire/raw-read.js';
import type { CollectionDigest } from '../manifest/read-manifest.js';

/** Collections that are read at once: while one batch is hashed the next are on their way. */
const READ_AT_ONCE = 4;

/** Connections that a search has use for: besides those that read, one looks for changes and one asks for counts. */
export const SEARCH_CONNECTIONS = READ_AT_ONCE + 2;

/** A database to read, and how. */
export interface Source {
  readonly db: Db;
  /** By `isSharded`. */
  readonly sharded: boolean;
  /** By `loadHash`. */
  readonly hash: Hash64;
  /** A document as it is compared: without what is to be ignored. */
  readonly compared: (document: Uint8Array) => Uint8Array;
}

/** What a server holds of a collection. */
export interface Found extends CollectionDigest {
  /** Documents without an id, as a view may have them: they are in no sketch. */
  readonly withoutId: number;
}

/** What is told meanwhile. */
export interface Reading {
  /** So many documents came, of so many bytes. */
  readonly onBatch?: ((documents: number, bytes: number) => void) | undefined;
  /** A collection is read. */
  readonly onRead?: (name: CollectionName, found: Found) => void;
}

/**
 * Reads collections to their end, several at once, the largest first. One that is not there holds nothing.
 * @param sketch gets their documents; without it there are digests alone.
 */
export async function readCollections(
  names: readonly CollectionName[],
  { db, sharded, hash, compared }: Source,
  sketch: Sketch | undefined,
  { onBatch, onRead }: Reading = {},
): Promise<ReadonlyMap<CollectionName, Found>> {
  const found = new Map<CollectionName, Found>();
  const read = async (name: CollectionName) => {
    const collection = COLLECTION_NAMES.indexOf(name);
    const sum = new HashSum();
    let [count, withoutId] = [0, 0];
    for await (const batch of rawBatches(db, { find: name }, sharded)) {
      let bytes = 0;
      for (const document of batch) {
        sum.add(hash(compared(document)));
        if (sketch?.add(collection, document, sum.low, sum.high, SIDE.found) === false) withoutId++;
        bytes += document.length;
      }
      count += batch.length;
      onBatch?.(batch.length, bytes);
    }
    const whole = { count, digest: digestText(sum.total), withoutId };
    found.set(name, whole);
    onRead?.(name, whole);
  };
  await pMap([...names].reverse(), read, { concurrency: READ_AT_ONCE });
  return found;
}
