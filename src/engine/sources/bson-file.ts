/** The documents of a .bson file, one after the other, in constant memory. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type Document, deserialize } from 'bson';

/** Bytes read at a time. */
const CHUNK = 1 << 20;

/** BSON allows 16 MiB; a longer document is not one. */
const MAX_DOCUMENT = 16 * 1024 * 1024 + 16_384;
const MIN_DOCUMENT = 5;

/** The file does not hold whole documents. */
export class BrokenFile extends Error {}

/**
 * The documents as bytes; a view is valid until the next one is asked for.
 * @throws BrokenFile where a length is impossible, or the last document is cut off.
 */
export async function* rawDocuments(file: string, onChunk?: (chunk: Buffer) => void): AsyncGenerator<Buffer> {
  let rest: Buffer = Buffer.alloc(0);
  let offset = 0;
  for await (const chunk of createReadStream(file, { highWaterMark: CHUNK })) {
    onChunk?.(chunk as Buffer);
    const bytes: Buffer = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    let at = 0;
    while (bytes.length - at >= 4) {
      const size = bytes.readInt32LE(at);
      if (size < MIN_DOCUMENT || size > MAX_DOCUMENT) {
        throw new BrokenFile(`at byte ${offset + at} there is no document`);
      }
      if (bytes.length - at < size) break;
      if (bytes[at + size - 1] !== 0) throw new BrokenFile(`the document at byte ${offset + at} has no end`);
      yield bytes.subarray(at, at + size);
      at += size;
    }
    offset += at;
    rest = bytes.subarray(at);
  }
  if (rest.length > 0) throw new BrokenFile(`the document at byte ${offset} is cut off`);
}

/**
 * Numbers stay wrapped, so that a double and an int32 can be told apart.
 * @throws BrokenFile where the bytes are no BSON.
 */
export function decode(bytes: Uint8Array): Document {
  try {
    return deserialize(bytes, { promoteValues: false, promoteLongs: false, bsonRegExp: true });
  } catch (error) {
    throw new BrokenFile(`a document is no BSON: ${(error as Error).message}`);
  }
}

/** What a file is as a whole. */
export interface FileFacts {
  readonly documents: number;
  readonly sha256: string;
  /** Why it is not whole. */
  readonly damage?: string;
}

/** Reads a file through: how many documents it holds, and its digest. */
export async function fileFacts(file: string): Promise<FileFacts> {
  const hash = createHash('sha256');
  let documents = 0;
  let damage: string | undefined;
  try {
    for await (const _ of rawDocuments(file, (chunk) => hash.update(chunk))) documents++;
  } catch (error) {
    if (!(error instanceof BrokenFile)) throw error;
    damage = error.message;
  }
  return { documents, sha256: hash.digest('hex'), ...(damage === undefined ? {} : { damage }) };
}
