/** The documents of a .bson file in blocks of whole ones. */
import { createReadStream } from 'node:fs';
import type { Encoded } from '../../core/encode/documents.js';

/** Bytes of a block, or a little more. */
const BLOCK = 8 << 20;

/** A file that is known to hold whole documents, from start to end. */
export async function* blocksOf(file: string): AsyncGenerator<Encoded> {
  let rest = Buffer.alloc(0);
  for await (const chunk of createReadStream(file, { highWaterMark: BLOCK })) {
    const bytes = Buffer.concat([rest, chunk]);
    let at = 0;
    let documents = 0;
    while (bytes.length - at >= 4 && bytes.length - at >= bytes.readInt32LE(at)) {
      at += bytes.readInt32LE(at);
      documents++;
    }
    if (documents > 0) yield { bytes: bytes.subarray(0, at), documents };
    rest = bytes.subarray(at);
  }
}
