/** Finished BSON as plain documents. */
import { deserialize } from 'bson';
import { documentsIn } from '../encode/digest.js';

/** The documents that stand one after the other, each made when it is asked for. */
export function* decodeAll<T>(bytes: Uint8Array): Generator<T> {
  for (const document of documentsIn(bytes)) yield deserialize(document) as T;
}

/** Where each document begins, and at last where they end. */
export function offsetsOf(bytes: Uint8Array, documents: number): Uint32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const offsets = new Uint32Array(documents + 1);
  for (let i = 0; i < documents; i++) offsets[i + 1] = offsets[i] + view.getInt32(offsets[i], true);
  return offsets;
}

/** The document that begins at `from` and ends before `to`. */
export function decodeAt<T>(bytes: Uint8Array, from: number, to: number): T {
  return deserialize(bytes.subarray(from, to)) as T;
}
