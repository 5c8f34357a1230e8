/** The side that is found: what a server holds, as digests and as hashes. Constant memory, however much it is. */
import type { Db } from 'mongodb';
import pMap from 'p-map';
import type { CollectionDigest } from '../coordinator/read-manifest.js';
import { digestText, type Hash64 } from '../encode/digest.js';
import { COLLECTION_NAMES, type CollectionName } from '../model/index.js';
import { rawBatches } from '../mongodb/raw-read.js';

/** Collections that are read at once: while one batch is hashed the next are on their way. */
export const READ_AT_ONCE = 4;

/** A database to read, and how. */
export interface Source {
  readonly db: Db;
  readonly sharded: boolean;
  readonly hash: Hash64;
  /** A document as it is compared: without what is to be ignored. */
  readonly compared: (document: Uint8Array) => Uint8Array;
}

/** Told how many documents came, and their bytes. */
export type OnBatch = (documents: number, bytes: number) => void;

/** Documents and digest of each of the nine collections. */
export async function foundCollections(
  source: Source,
  onBatch: OnBatch,
): Promise<ReadonlyMap<CollectionName, CollectionDigest>> {
  const found = new Map<CollectionName, CollectionDigest>();
  await forEachCollection(COLLECTION_NAMES, async (name) => {
    let count = 0;
    let sum = 0n;
    for await (const batch of rawBatches(source.db, { find: name }, source.sharded)) {
      let bytes = 0;
      for (const document of batch) {
        sum += source.hash(source.compared(document));
        bytes += document.length;
      }
      count += batch.length;
      onBatch(batch.length, bytes);
    }
    found.set(name, { count, digest: digestText(sum) });
  });
  return found;
}

/** Runs `read` for several collections at once, the largest first. */
export async function forEachCollection(
  names: readonly CollectionName[],
  read: (name: CollectionName) => Promise<void>,
): Promise<void> {
  await pMap([...names].reverse(), read, { concurrency: READ_AT_ONCE });
}
