/** Documents that stand one after the other, into a sketch and into a digest at once. */
import type { Hash64 } from '../encode/digest.js';
import { HashSum } from '../encode/hash-sum.js';
import { COLLECTION_NAMES, type CollectionName } from '../model/index.js';
import type { Side, Sketch } from './sketch.js';

/** Adds documents to a side of a sketch. @returns the sum of their hashes; see encode/digest.ts. */
export function sketchDocuments(
  sketch: Sketch,
  name: CollectionName,
  hash: Hash64,
  bytes: Uint8Array,
  side: Side,
): bigint {
  const collection = COLLECTION_NAMES.indexOf(name);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const sum = new HashSum();
  for (let at = 0, end = 0; at < bytes.length; at = end) {
    end = at + view.getInt32(at, true);
    const document = bytes.subarray(at, end);
    sum.add(hash(document));
    sketch.add(collection, document, sum.low, sum.high, side);
  }
  return sum.total;
}
