/** What was peeled off a sketch, as differences: an element of each side with one id is a document that was changed. */
import { COLLECTION_NAMES, type CollectionName } from '../model/index.js';
import { CELL, Element } from './element.js';
import { Joining } from './long-ids.js';
import { SIDE, type Sketch } from './sketch.js';

/** Expected and not there; there and not expected; there, but not byte by byte. */
export type DifferenceKind = 'missing' | 'extra' | 'changed';

/** A document that is not what it should be. */
export interface Difference {
  readonly name: CollectionName;
  readonly kind: DifferenceKind;
  /** The element `_id` of the document: type, name and value in BSON; `idValue` decodes it. Empty where it has none. */
  readonly id: Uint8Array;
  /** The XXH64 of what was found, unless it is missing. */
  readonly found?: bigint;
}

/** @param cells as `peel` gives them. */
export function* differencesIn(sketch: Sketch, cells: readonly number[]): Generator<Difference> {
  const { words, shape } = sketch;
  const element = new Element(shape.cells, shape.salt);
  const long = new LongIds();
  // The cells of elements that have no partner yet, less one, by the hash of the id; negative where one has come since.
  const table = new Int32Array(2 ** Math.ceil(Math.log2(2 * cells.length + 1)));
  for (const cell of cells) {
    const at = sketch.at(cell);
    element.setFrom(words, at);
    const side = words[at];
    if (element.isPiece) {
      yield* long.take(element, side);
      continue;
    }
    let slot = element.idHash & (table.length - 1);
    for (; table[slot] !== 0; slot = (slot + 1) & (table.length - 1)) {
      const other = table[slot] - 1;
      if (other < 0 || !isPair(words, at, sketch.at(other))) continue;
      table[slot] = -1 - other;
      break;
    }
    if (table[slot] === 0) {
      table[slot] = cell + 1;
      continue;
    }
    if (side === SIDE.expected) element.setFrom(words, sketch.at(-1 - table[slot]));
    yield differenceOf('changed', element.collection, element.id, element.hash);
  }
  for (const entry of table) {
    if (entry <= 0) continue;
    const at = sketch.at(entry - 1);
    element.setFrom(words, at);
    yield single(words[at], element.collection, element.id, element.hash);
  }
  yield* long.rest();
}

/** True for the two sides of one id. */
function isPair(words: Int32Array, one: number, other: number): boolean {
  if (words[one] !== -words[other]) return false;
  if (words[one + CELL.head] !== words[other + CELL.head]) return false;
  for (let i: number = CELL.id; i < CELL.words; i++) if (words[one + i] !== words[other + i]) return false;
  return true;
}

/** The same for ids that lie in the sketch in pieces. */
class LongIds {
  private readonly joining = new Joining();
  private readonly whole = new Map<string, Long>();

  *take(element: Element, side: number): Generator<Difference> {
    const { collection, hash } = element;
    const id = this.joining.take(`${collection} ${side} ${hash}`, element.id);
    if (id === undefined) return;
    const key = `${collection} ${Buffer.from(id).toString('latin1')}`;
    const other = this.whole.get(key);
    if (other === undefined || other.side === side) {
      this.whole.set(other === undefined ? key : `${key} ${hash}`, { collection, id, hash, side });
      return;
    }
    this.whole.delete(key);
    yield differenceOf('changed', collection, id, side === SIDE.found ? hash : other.hash);
  }

  *rest(): Generator<Difference> {
    for (const { side, collection, id, hash } of this.whole.values())
      yield single(side, collection, id, hash);
  }
}

interface Long {
  readonly collection: number;
  readonly id: Uint8Array;
  readonly hash: bigint;
  readonly side: number;
}

const single = (side: number, collection: number, id: Uint8Array, hash: bigint): Difference =>
  side === SIDE.found ? differenceOf('extra', collection, id, hash) : differenceOf('missing', collection, id);

function differenceOf(kind: DifferenceKind, collection: number, id: Uint8Array, found?: bigint): Difference {
  const name = COLLECTION_NAMES[collection] as CollectionName;
  return { name, kind, id, ...(found === undefined ? {} : { found }) };
}
