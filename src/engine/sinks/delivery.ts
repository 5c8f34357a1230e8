/** What a worker does with the documents of a shard: the part of a sink that crosses into a thread, as plain data. */
import type { SketchShape } from '../../core/sketch/sketch.js';
import type { MongoTarget } from '../../mongodb/target.js';

export type Delivery =
  /** Nothing: only the speed of making them counts. */
  | { readonly kind: 'discard' }
  /** Hash them, and add them to a sketch as what is expected. */
  | { readonly kind: 'sketch'; readonly shape: SketchShape }
  /** Hand them to the coordinator, which writes them in order: as BSON, or in the output format of that name. */
  | { readonly kind: 'transfer'; readonly format?: string }
  /** Send them to MongoDB from the worker itself, over connections of its own. */
  | ({ readonly kind: 'mongodb' } & MongoTarget);

/** True where the documents are hashed as they are made; see encode/digest.ts. */
export const hashes = ({ kind }: Delivery): boolean => kind !== 'discard';
