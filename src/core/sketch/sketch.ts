/**
 * A sketch of the difference between two sets of documents: an invertible Bloom lookup table. What both sides have leaves
 * no trace in it, so its size depends on how many documents differ, not on how many there are; peel.ts takes out what
 * remains. Sketches of one shape that several threads have made are put together.
 *
 * An element is a collection, the id of a document, and the XXH64 of the document. It lies in three cells, each of which
 * is the XOR of what lies in it. A changed document is two elements with one id. So many cells hold 0.8 times as many
 * elements.
 *
 * A cell of several elements may look like one by accident, with a chance of less than 1 in 2^40 for each look: count,
 * checksum, the place of the cell and the zeros behind the id are all to fit. Then other cells do not come out empty, and if
 * they did, the counts and the sums of the hashes of each collection (64 bits) would not agree: the sketch gives nothing
 * back rather than something wrong. A changed document with the XXH64 of the expected one is not seen, with a chance of
 * 1 in 2^64, as with the digests.
 */
import { COLLECTION_NAMES, type CollectionName } from '../model/index.js';
import { CELL, Element, ID_BYTES } from './element.js';
import { hashOfLong, piecesOf } from './long-ids.js';
import { endOfId, ID_FROM, idOf, VALUE_FROM } from './raw-documents.js';

/** What sketches have in common that are held against each other. */
export interface SketchShape {
  /** A multiple of three. */
  readonly cells: number;
  /** In which cells an element lies depends on it. */
  readonly salt: number;
  /** Only ids are taken whose hash is `part` modulo `parts`. */
  readonly parts: number;
  readonly part: number;
  /** Documents of other collections are left aside. */
  readonly names: readonly CollectionName[];
}

/** The two sides, by what a document of theirs adds to the counts. */
export const SIDE = { found: 1, expected: -1 } as const;

export type Side = (typeof SIDE)[keyof typeof SIDE];

/** Before the cells, for each collection: elements found less elements expected, and so the sums of the halves of their hashes. */
const TOTALS = { count: 0, low: 1, high: 2, words: 3 } as const;
/** Room for the nine. With the 16 bytes that the allocator has before large memory, cells are lines of the processor's cache. */
const HEADER = 28;

export const sketchBytes = (cells: number): number => (HEADER + cells * CELL.words) * 4;

export class Sketch {
  readonly words: Int32Array;
  /** The one that was added last. */
  private readonly element: Element;
  private readonly taken: readonly boolean[];

  /** @param memory all zeros, `sketchBytes` of them from the offset on. */
  constructor(
    readonly shape: SketchShape,
    memory: ArrayBufferLike = new ArrayBuffer(sketchBytes(shape.cells)),
    offset = 0,
  ) {
    this.words = new Int32Array(memory, offset, sketchBytes(shape.cells) / 4);
    this.element = new Element(shape.cells, shape.salt);
    this.taken = COLLECTION_NAMES.map((name) => shape.names.includes(name));
  }

  /**
   * Adds a document to a side, which is the same as taking it from the other one.
   * @param collection its place in COLLECTION_NAMES. @param low and high are the halves of its hash.
   * @returns false where it has no id: then it is in no sketch.
   */
  add(collection: number, document: Uint8Array, low: number, high: number, side: Side): boolean {
    const end = endOfId(document);
    if (end !== 0 && end - VALUE_FROM <= ID_BYTES) {
      this.addShort(collection, document, ID_FROM, end, low, high, side);
      return true;
    }
    const id = idOf(document);
    if (id === document) return false;
    if (id.length - VALUE_FROM + ID_FROM <= ID_BYTES) {
      this.addShort(collection, id, 0, id.length, low, high, side);
    } else {
      this.addLong(collection, id, low, high, side);
    }
    return true;
  }

  /** Adds all that another sketch of this shape holds. */
  merge({ words }: Sketch): void {
    const own = this.words;
    for (let at = 0; at < HEADER; at++) own[at] = own[at] + words[at];
    for (let at = HEADER; at < own.length; at += CELL.words) {
      own[at] = own[at] + words[at];
      for (let i = at + 1; i < at + CELL.words; i++) own[i] = own[i] ^ words[i];
    }
  }

  /** The word at which a cell begins. */
  at(cell: number): number {
    return HEADER + cell * CELL.words;
  }

  /** About how many elements it holds, at least one: the more lie in the cells, the more their counts vary. */
  get reckoned(): number {
    const { words } = this;
    const { cells } = this.shape;
    let sum = 0;
    let squares = 0;
    for (let at = HEADER; at < words.length; at += CELL.words) {
      const count = words[at];
      sum += count;
      squares += count * count;
    }
    return Math.max(1, Math.abs(sum) / 3, (squares - (sum * sum) / cells) / 3);
  }

  /** Takes the element that lies in a cell from the totals of its collection. */
  settle(element: Element, side: number): void {
    this.addToTotals(element, -side);
  }

  /** True where counts and sums of all collections are zero. */
  get settled(): boolean {
    return this.words.subarray(0, HEADER).every((word) => word === 0);
  }

  /** @param from where the element `_id` begins. */
  private addShort(
    collection: number,
    source: Uint8Array,
    from: number,
    to: number,
    low: number,
    high: number,
    side: Side,
  ): void {
    if (!this.taken[collection]) return;
    const { element, shape } = this;
    element.set(collection, source[from], source, from + VALUE_FROM - ID_FROM, to, low, high);
    if (shape.parts === 1 || this.isMine(element.idHash)) this.toggle(side);
  }

  private addLong(collection: number, id: Uint8Array, low: number, high: number, side: Side): void {
    if (!this.taken[collection] || !this.isMine(hashOfLong(id))) return;
    for (const piece of piecesOf(id)) {
      this.element.setPiece(collection, piece, low, high);
      this.toggle(side);
    }
  }

  private isMine(idHash: number): boolean {
    const { parts, part } = this.shape;
    return (idHash >>> 0) % parts === part;
  }

  private toggle(side: Side): void {
    const { words, element } = this;
    const { words: own, end, places } = element;
    for (let i = 0; i < 3; i++) {
      const at = HEADER + places[i] * CELL.words;
      words[at] = (words[at] + side) | 0;
      for (let j: number = CELL.head; j < end; j++) words[at + j] = words[at + j] ^ own[j];
    }
    this.addToTotals(element, side);
  }

  private addToTotals({ words: own, collection }: Element, by: number): void {
    const { words } = this;
    const at = collection * TOTALS.words;
    words[at + TOTALS.count] = (words[at + TOTALS.count] + by) | 0;
    words[at + TOTALS.low] = (words[at + TOTALS.low] + Math.imul(by, own[CELL.low])) | 0;
    words[at + TOTALS.high] = (words[at + TOTALS.high] + Math.imul(by, own[CELL.high])) | 0;
  }
}
