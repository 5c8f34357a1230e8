/** One insert of finished BSON. */
import { deserialize } from 'bson';
import { type Db, type Document, MongoBulkWriteError } from 'mongodb';
import type { RawDriver } from '../../mongodb/raw-sequence.js';

/** What the server says about an insert that it took in part or not at all. */
export interface WriteError {
  readonly code: number;
  readonly message: string;
}

/** How the server is to take a batch. */
export interface InsertMode {
  /** True where the first document that is refused ends the batch. */
  readonly ordered: boolean;
  readonly writeConcern: { readonly w: 1 | 'majority'; readonly j?: true };
}

/** What a load uses. */
const LOAD: InsertMode = { ordered: false, writeConcern: { w: 1 } };

/**
 * Inserts documents, unordered and with write concern w:1 unless `mode` says otherwise.
 * @param bytes finished BSON documents, one after the other; at most 48 MB. Left alone until the promise settles.
 * @param raw the driver's way for finished BSON; without it they are made objects, and the driver encodes them again.
 * @returns the number of documents that the server acknowledged, and its first complaint if it had any.
 */
export async function insertBson(
  db: Db,
  collection: string,
  bytes: Uint8Array,
  raw: RawDriver | undefined,
  mode: InsertMode = LOAD,
): Promise<{ inserted: number; error?: WriteError }> {
  if (raw === undefined) return insertObjects(db, collection, bytes, mode);
  const documents = raw.sequence(bytes);
  const reply = await db.command({ insert: collection, ...mode, documents });
  const error = complaintOf(reply);
  return { inserted: reply.n, ...(error === undefined ? {} : { error }) };
}

/** The first complaint in the reply to a write, which the driver's `command` leaves to its caller. */
export function complaintOf(reply: Document): WriteError | undefined {
  const first = reply.writeErrors?.[0] ?? reply.writeConcernError;
  return first === undefined ? undefined : { code: first.code, message: first.errmsg };
}

/** The same by the driver's public interface. */
async function insertObjects(
  db: Db,
  collection: string,
  bytes: Uint8Array,
  mode: InsertMode,
): ReturnType<typeof insertBson> {
  try {
    return { inserted: (await db.collection(collection).insertMany(documentsOf(bytes), mode)).insertedCount };
  } catch (error) {
    if (!(error instanceof MongoBulkWriteError)) throw error;
    return { inserted: error.insertedCount, error: { code: Number(error.code), message: error.message } };
  }
}

/** Finished BSON as JavaScript objects, whose numbers keep their BSON types: encoded again, they give the same bytes. */
export function documentsOf(bytes: Uint8Array): Document[] {
  const documents: Document[] = [];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 0; at < bytes.length; ) {
    const size = view.getInt32(at, true);
    documents.push(deserialize(bytes.subarray(at, at + size), { promoteValues: false }));
    at += size;
  }
  return documents;
}
