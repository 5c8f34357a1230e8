/** One insert of finished BSON. */
import { deserialize } from 'bson';
import { type Db, type Document, MongoBulkWriteError, MongoWriteConcernError, type Timestamp } from 'mongodb';
import type { ElectionTerm } from '../election-term.js';
import type { RawDriver } from './raw-sequence.js';

/** What the server says about an insert that it took in part or not at all. */
export interface WriteError {
  readonly code: number;
  readonly message: string;
  /** Which document of the batch; absent where it is about all of it, such as a write concern that was not met. */
  readonly index?: number;
}

/** The number of documents that the server acknowledged, and its complaints if it had any. */
export interface Inserted {
  readonly inserted: number;
  /** See term.ts. */
  readonly term?: ElectionTerm;
  readonly errors?: readonly WriteError[];
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
 */
export async function insertBson(
  db: Db,
  collection: string,
  bytes: Uint8Array,
  raw: RawDriver | undefined,
  mode: InsertMode = LOAD,
): Promise<Inserted> {
  if (raw === undefined) return insertObjects(db, collection, bytes, mode);
  const documents = raw.sequence(bytes);
  const { n, errors, term } = await writeCommand(db, { insert: collection, ...mode, documents });
  return { inserted: n, term, ...(errors.length === 0 ? {} : { errors }) };
}

/** What a server answers to a write. */
interface Written {
  readonly n: number;
  readonly errors: WriteError[];
  readonly term: ElectionTerm;
  /** By the cluster's clock; a server alone has none. */
  readonly operationTime: Timestamp | undefined;
}

/**
 * A write by a plain command: the number of documents that it reached, and the server's complaints if it had any,
 * which the driver leaves in the reply, or throws where it is that the write concern was not met.
 */
export async function writeCommand(db: Db, command: Document): Promise<Written> {
  const reply = await db.command(command).catch((failure: unknown) => {
    if (failure instanceof MongoWriteConcernError) return failure.result;
    throw failure;
  });
  const { writeErrors = [], writeConcernError, opTime, operationTime } = reply;
  const errors = writeErrors.map(({ code, errmsg, index }: Document) => ({ code, message: errmsg, index }));
  if (writeConcernError !== undefined) {
    errors.push({ code: writeConcernError.code, message: writeConcernError.errmsg });
  }
  return { n: reply.n, errors, term: opTime?.t === undefined ? undefined : Number(opTime.t), operationTime };
}

/** The same by the driver's public interface. */
async function insertObjects(
  db: Db,
  collection: string,
  bytes: Uint8Array,
  mode: InsertMode,
): Promise<Inserted> {
  try {
    return { inserted: (await db.collection(collection).insertMany(documentsOf(bytes), mode)).insertedCount };
  } catch (error) {
    return answerIn(error);
  }
}

/**
 * The server's answer in what insertMany or bulkWrite failed with.
 * @throws the failure itself where it is none: the driver dresses a lost connection up as a MongoBulkWriteError, too.
 */
export function answerIn(failure: unknown): Inserted {
  if (!(failure instanceof MongoBulkWriteError)) throw failure;
  const { result, errorResponse, insertedCount } = failure;
  const errors: WriteError[] = result
    .getWriteErrors()
    .map(({ code, errmsg, index }) => ({ code, message: errmsg ?? '', index }));
  const concern = result.getWriteConcernError();
  if (concern !== undefined) errors.push({ code: concern.code ?? 0, message: concern.errmsg ?? '' });
  if (errors.length === 0) {
    const behind: unknown = errorResponse;
    throw behind instanceof Error ? behind : failure;
  }
  return { inserted: insertedCount, errors };
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
