/** One element of a sketch, as it lies in a cell alone: 32-bit words, and which cells of a table it lies in. */

/**
 * The words of a cell, 64 bytes: how many of its elements are found less how many are expected; collection, type and length
 * of the id; the hash of the document; a checksum; the value of the id, filled up with zeros.
 */
export const CELL = { count: 0, head: 1, low: 2, high: 3, check: 4, id: 5, words: 16 } as const;

/** Bytes of a value. What is longer lies there in pieces (long-ids.ts). Those of the dataset have 41 at most. */
export const ID_BYTES = (CELL.words - CELL.id) * 4;

/** The parts of the word `head`: the lowest byte is the collection. */
const HEAD = { byte: 0xff, type: 8, length: 16, piece: 1 << 24 } as const;

/** What stands between the type of an element `_id` in BSON and its value. */
const NAME = [0x5f, 0x69, 0x64, 0];

const rotated = (word: number, bits: number): number => (word << bits) | (word >>> (32 - bits));

/** The finalizer of MurmurHash3. */
export function scattered(word: number): number {
  let x = word ^ (word >>> 16);
  x = Math.imul(x, 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return x ^ (x >>> 16);
}

export class Element {
  /** Without the count. Those behind `end` are zeros in a cell, and anything here. */
  readonly words = new Int32Array(CELL.words);
  /** Where the words end that are in use. */
  end: number = CELL.id;
  /** Cells, one of each third of the table. */
  readonly places = new Int32Array(3);
  private readonly bytes = new Uint8Array(this.words.buffer, CELL.id * 4);
  private readonly third: number;

  /** @param cells of the table. @param salt the places depend on it. */
  constructor(
    cells: number,
    private readonly salt: number,
  ) {
    this.third = cells / 3;
  }

  /**
   * @param type of the id in BSON. @param source holds its value, at most ID_BYTES, from one place to another.
   * @param low and high are the halves of the document's hash.
   */
  set(
    collection: number,
    type: number,
    source: Uint8Array,
    from: number,
    to: number,
    low: number,
    high: number,
  ): void {
    this.setHead(collection | (type << HEAD.type), source, from, to);
    this.words[CELL.low] = low;
    this.words[CELL.high] = high;
    this.check();
  }

  /** The same for a piece of an id that is too long. */
  setPiece(collection: number, piece: Uint8Array, low: number, high: number): void {
    this.setHead(collection | HEAD.piece, piece, 0, piece.length);
    this.words[CELL.low] = low;
    this.words[CELL.high] = high;
    // The pieces of an id have one document, so they would share their cells.
    this.check(this.idHash);
  }

  /** Takes the element that a cell holds. @returns false where it holds none, but several, one upon the other. */
  setFrom(table: Int32Array, at: number): boolean {
    const { words } = this;
    for (let i: number = CELL.head; i < CELL.words; i++) words[i] = table[at + i];
    const check = words[CELL.check];
    if (this.length > ID_BYTES) return false;
    this.end = endFor(this.length);
    for (let i = this.end; i < CELL.words; i++) if (words[i] !== 0) return false;
    this.check(this.isPiece ? this.idHash : 0);
    return words[CELL.check] === check;
  }

  get collection(): number {
    return this.words[CELL.head] & HEAD.byte;
  }

  get isPiece(): boolean {
    return (this.words[CELL.head] & HEAD.piece) !== 0;
  }

  /** The element `_id` in BSON, or the piece of one. */
  get id(): Uint8Array {
    const value = this.bytes.subarray(0, this.length);
    if (this.isPiece) return value.slice();
    return Uint8Array.of((this.words[CELL.head] >>> HEAD.type) & HEAD.byte, ...NAME, ...value);
  }

  /** The XXH64 of the document. */
  get hash(): bigint {
    const { words } = this;
    return BigInt.asUintN(32, BigInt(words[CELL.low])) | (BigInt(words[CELL.high] >>> 0) << 32n);
  }

  /** 32 bits that depend on the id, and on nothing else. */
  get idHash(): number {
    const { words, end } = this;
    let hash = words[CELL.head] >>> HEAD.type;
    for (let i = CELL.id; i < end; i++) {
      const word = Math.imul(rotated(Math.imul(words[i], 0xcc9e2d51), 15), 0x1b873593);
      hash = (Math.imul(rotated(hash ^ word, 13), 5) + 0xe6546b64) | 0;
    }
    return scattered(hash);
  }

  private get length(): number {
    return (this.words[CELL.head] >>> HEAD.length) & HEAD.byte;
  }

  private setHead(head: number, source: Uint8Array, from: number, to: number): void {
    const { words, bytes } = this;
    const length = to - from;
    words[CELL.head] = head | (length << HEAD.length);
    this.end = endFor(length);
    words[this.end - 1] = 0;
    for (let i = 0; i < length; i++) bytes[i] = source[from + i];
  }

  /** Checksum and places: by the hash of the document, in which the id has its part. */
  private check(more = 0): void {
    const { words, places, third } = this;
    const a = scattered(words[CELL.low] ^ this.salt);
    const b = scattered(words[CELL.high] ^ more ^ rotated(a, 13));
    const c = scattered((words[CELL.head] + a) ^ rotated(b, 7));
    places[0] = below(third, a ^ c);
    places[1] = third + below(third, b ^ c);
    places[2] = 2 * third + below(third, c);
    words[CELL.check] = scattered((a + b) ^ c);
  }
}

const endFor = (bytes: number): number => CELL.id + ((bytes + 3) >> 2);

/** Maps 31 bits to a number below the limit. */
const below = (limit: number, word: number): number => ((word >>> 1) * limit * 2 ** -31) | 0;
