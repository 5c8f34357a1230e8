/**
 * The one place that reaches into the official driver: an insert whose documents are finished BSON.
 *
 * The driver's command layer knows `DocumentSequence`, the OP_MSG section of kind 1, and writes its chunks as they
 * are. So TLS, SRV, SCRAM, pools and compression stay the driver's, and no JavaScript object is made for a document.
 * It is not part of the driver's public interface, so the driver's version is pinned, a test holds this file to it,
 * and where it is missing `insertMany` does the same, more slowly.
 */
import { createRequire } from 'node:module';
import { deserialize } from 'bson';
import { type Db, type Document, MongoBulkWriteError } from 'mongodb';

type Sequence = { push(document: Document, bytes: Uint8Array): number };
type SequenceClass = new (field: string) => Sequence;

/** The driver's class, or undefined where this version of the driver has none. */
export function documentSequence(): SequenceClass | undefined {
  try {
    const commands = createRequire(import.meta.url)('mongodb/lib/cmap/commands.js') as {
      DocumentSequence?: unknown;
    };
    return typeof commands.DocumentSequence === 'function'
      ? (commands.DocumentSequence as SequenceClass)
      : undefined;
  } catch {
    return undefined;
  }
}

/** What the server says about an insert that it took in part or not at all. */
export interface WriteError {
  readonly code: number;
  readonly message: string;
}

/**
 * Inserts documents, unordered, with write concern w:1.
 * @param bytes finished BSON documents, one after the other; at most 48 MB.
 * @returns the number of documents that the server acknowledged, and its first complaint if it had any.
 */
export async function insertBson(
  db: Db,
  collection: string,
  bytes: Uint8Array,
  Sequence: SequenceClass | undefined,
): Promise<{ inserted: number; error?: WriteError }> {
  if (Sequence === undefined) return insertObjects(db, collection, bytes);
  const documents = new Sequence('documents');
  documents.push({}, bytes);
  const reply = await db.command({ insert: collection, ordered: false, writeConcern: { w: 1 }, documents });
  const first = reply.writeErrors?.[0] ?? reply.writeConcernError;
  return {
    inserted: reply.n,
    ...(first === undefined ? {} : { error: { code: first.code, message: first.errmsg } }),
  };
}

/** The same by the driver's public interface. */
async function insertObjects(db: Db, collection: string, bytes: Uint8Array): ReturnType<typeof insertBson> {
  const options = { ordered: false, writeConcern: { w: 1 } };
  try {
    return {
      inserted: (await db.collection(collection).insertMany(documentsOf(bytes), options)).insertedCount,
    };
  } catch (error) {
    if (!(error instanceof MongoBulkWriteError)) throw error;
    return { inserted: error.insertedCount, error: { code: Number(error.code), message: error.message } };
  }
}

function documentsOf(bytes: Uint8Array): Document[] {
  const documents: Document[] = [];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 0; at < bytes.length; ) {
    const size = view.getInt32(at, true);
    documents.push(deserialize(bytes.subarray(at, at + size), { promoteValues: false }));
    at += size;
  }
  return documents;
}
