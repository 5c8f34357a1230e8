/**
 * Ids that are too long for a cell of a sketch lie there in pieces: an element each, of where it begins, how long the id
 * is, and as many of its bytes as have room. What belongs together has the same hash of a document.
 */
import { ID_BYTES, scattered } from './element.js';

/** Bytes before those of the id. */
const HEAD = 8;
const ROOM = ID_BYTES - HEAD;

/** 32 bits that depend on all bytes of an id. */
export function hashOfLong(id: Uint8Array): number {
  let hash = id.length;
  for (const byte of id) hash = Math.imul(hash ^ byte, 0x01000193);
  return scattered(hash);
}

export function* piecesOf(id: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < id.length; at += ROOM) {
    const bytes = id.subarray(at, at + ROOM);
    const piece = new Uint8Array(HEAD + bytes.length);
    new DataView(piece.buffer).setUint32(0, at);
    new DataView(piece.buffer).setUint32(4, id.length);
    piece.set(bytes, HEAD);
    yield piece;
  }
}

/** Puts pieces together that come in any order. */
export class Joining {
  private readonly unfinished = new Map<string, { readonly id: Uint8Array; missing: number }>();

  /** True where all ids are whole. */
  get done(): boolean {
    return this.unfinished.size === 0;
  }

  /** @param of what pieces of one id have in common. @returns the id with its last piece. */
  take(of: string, piece: Uint8Array): Uint8Array | undefined {
    const view = new DataView(piece.buffer, piece.byteOffset, piece.length);
    const length = view.getUint32(4);
    const begun = this.unfinished.get(of) ?? { id: new Uint8Array(length), missing: length };
    begun.id.set(piece.subarray(HEAD), view.getUint32(0));
    begun.missing -= piece.length - HEAD;
    if (begun.missing === 0) this.unfinished.delete(of);
    else this.unfinished.set(of, begun);
    return begun.missing === 0 ? begun.id : undefined;
  }
}
