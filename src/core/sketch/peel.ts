/** Taking out of a sketch what differs: a cell with one element names it, and without it others have one only. */
import { CELL, Element } from './element.js';
import type { Sketch } from './sketch.js';

/**
 * Empties a sketch. Each element stays in one cell of its own, which no other is in then.
 * @returns those cells, or undefined where the sketch is too small for what it holds; it is of no more use then.
 */
export function peel(sketch: Sketch): readonly number[] | undefined {
  const { words, shape } = sketch;
  const element = new Element(shape.cells, shape.salt);
  const own = new Uint8Array(shape.cells);
  const peeled: number[] = [];
  const ones: number[] = [];
  for (let cell = 0; cell < shape.cells; cell++) if (mayHoldOne(words, sketch.at(cell))) ones.push(cell);
  for (let cell = ones.pop(); cell !== undefined; cell = ones.pop()) {
    const at = sketch.at(cell);
    if (own[cell] === 1 || !mayHoldOne(words, at) || !element.setFrom(words, at)) continue;
    const { places } = element;
    if (!places.includes(cell)) continue;
    own[cell] = 1;
    peeled.push(cell);
    sketch.settle(element, words[at]);
    for (const other of places) {
      if (other === cell) continue;
      const there = sketch.at(other);
      words[there] = words[there] - words[at];
      for (let i: number = CELL.head; i < CELL.words; i++) {
        words[there + i] = words[there + i] ^ words[at + i];
      }
      if (mayHoldOne(words, there)) ones.push(other);
    }
  }
  for (let cell = 0; cell < shape.cells; cell++) {
    if (own[cell] === 0 && !isEmpty(words, sketch.at(cell))) return undefined;
  }
  return sketch.settled ? peeled : undefined;
}

function mayHoldOne(words: Int32Array, at: number): boolean {
  const count = words[at];
  return count === 1 || count === -1;
}

function isEmpty(words: Int32Array, at: number): boolean {
  for (let i = at; i < at + CELL.words; i++) if (words[i] !== 0) return false;
  return true;
}
