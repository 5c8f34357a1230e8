/**
 * Documents that a server says it has already: from an earlier try, where they are byte for byte what was sent, or
 * somebody else's.
 */
import { type Document, deserialize } from 'bson';
import type { Db } from 'mongodb';

/** The documents of a batch at these positions, which ascend. */
export function documentsAt(batch: Uint8Array, positions: readonly number[]): Uint8Array[] {
  const view = new DataView(batch.buffer, batch.byteOffset, batch.byteLength);
  const found: Uint8Array[] = [];
  let position = 0;
  for (let at = 0; at < batch.length && found.length < positions.length; position++) {
    const size = view.getInt32(at, true);
    if (positions[found.length] === position) found.push(batch.subarray(at, at + size));
    at += size;
  }
  return found;
}

const idOf = (bytes: Uint8Array): unknown => (deserialize(bytes) as Document)._id;

/** A document that the collection does not hold as it is. */
export interface Conflict {
  readonly id: unknown;
  /** Its place among those that were asked for. */
  readonly position: number;
  /** Another one stands under its `_id`; else nothing does. */
  readonly taken: boolean;
}

/** The first of these documents that the collection does not hold as it is; undefined where all are there. */
export async function firstConflict(
  db: Db,
  collection: string,
  documents: readonly Uint8Array[],
): Promise<Conflict | undefined> {
  const ids = documents.map(idOf);
  const stored = new Map<string, Uint8Array>();
  const cursor = db.collection(collection).find({ _id: { $in: ids } } as Document, { raw: true });
  for await (const bytes of cursor as unknown as AsyncIterable<Uint8Array>)
    stored.set(String(idOf(bytes)), bytes);
  for (const [position, document] of documents.entries()) {
    const id = ids[position];
    const there = stored.get(String(id));
    if (there === undefined || Buffer.compare(there, document) !== 0) {
      return { id, position, taken: there !== undefined };
    }
  }
  return undefined;
}
