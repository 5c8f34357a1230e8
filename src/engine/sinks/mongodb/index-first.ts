/** Which collections get their indexes before their documents. */
import type { CollectionName } from '../../../core/model/index.js';

/**
 * Building the indexes of a collection that holds documents takes tens of milliseconds however few these are; in an empty
 * one they cost next to nothing, and then some microseconds a document. Up to about so many documents that is less.
 */
const FEW = 5000;

/** @param writes how many documents each collection is to take, each of their changes counted as one more. */
export const indexedFirst = (writes: ReadonlyMap<CollectionName, number>): ReadonlySet<CollectionName> =>
  new Set([...writes].filter(([, count]) => count <= FEW).map(([name]) => name));
