/** Finished BSON as plain documents. */
import { deserialize } from 'bson';
import { documentsIn } from '../core/encode/digest.js';

/** The documents that stand one after the other, each made when it is asked for. */
export function* decodeAll<T>(bytes: Uint8Array): Generator<T> {
  for (const document of documentsIn(bytes)) yield deserialize(document) as T;
}

/** Where each document begins, and at last where they end. */
export function offsetsOf(bytes: Uint8Array, documents: number): Uint32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const offsets = new Uint32Array(documents + 1);
  let end = 0;
  for (let i = 1; i <= documents; i++) {
    end += view.getInt32(end, true);
    offsets[i] = end;
  }
  return offsets;
}

/** The document at a position, from 0. @param offsets where each document begins. */
export function decodeAt<T>(bytes: Uint8Array, offsets: Uint32Array, position: number): T {
  return deserialize(bytes.subarray(offsets[position], offsets[position + 1])) as T;
}
