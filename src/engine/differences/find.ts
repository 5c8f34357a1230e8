/**
 * Which documents of a database are not those that a seed makes: by one reading of the server and one generation, side by
 * side, in bounded memory. Both go into a small sketch, in which what differs remains. Where that is more than it can give
 * back, it tells how much it is, and larger sketches follow for parts of the ids, as many as it takes. For each of them
 * the server is read and the world generated once more.
 */
import { COLLECTION_NAMES, type CollectionName } from '../../core/model/index.js';
import { differencesIn } from '../../core/sketch/pairs.js';
import { peel } from '../../core/sketch/peel.js';
import { Sketch, type SketchShape, sketchBytes } from '../../core/sketch/sketch.js';
import { ZavaError } from '../../errors.js';
import { expectedCollections, threadsBeside } from './expected.js';
import { type Looked, lookAtBoth } from './first-look.js';
import { readCollections } from './read.js';
import { areEqual, type Search, type Sides, sideOf } from './search.js';

/** Cells of the first sketch: 0.8 MB, and up to 9,800 documents that are missing or extra, or half as many changed ones. */
const FIRST_CELLS = 12_288;

/** Elements for each cell of a larger one. It would hold a tenth more. */
const FULL = 0.72;

/** Bytes of a larger one at most, and of those of all threads together. */
const MOST_BYTES = 80_000_000;
const ALL_BYTES = 160_000_000;

/** So many sketches that are large enough may fail. One does by accident; several, where the sides do not hold still. */
const FAILURES = 4;

/**
 * Compares a database with what a seed makes, and tells each document that differs.
 *
 * That one is told wrongly, or not at all, has a chance of some 1 in 2^64 for each document that there is (core/sketch/).
 * Nobody should write to the database meanwhile: what is told is then of no one moment.
 * @returns both sides of each collection.
 * @throws ZavaError where the database never holds still; what reading and generating throw.
 */
export async function findDifferences(search: Search): Promise<ReadonlyMap<CollectionName, Sides>> {
  const { names = COLLECTION_NAMES, cells } = search;
  const shape = { cells: cells?.first ?? FIRST_CELLS, salt: 0, parts: 1, part: 0, names };
  const first = new Sketch(shape);
  const { expected, found, sketched } = await lookAtBoth(search, names, first);
  const sides = new Map<CollectionName, Sides>();
  for (const name of names) {
    const { count, digest } = sideOf(found, name);
    sides.set(name, { expected: sideOf(expected, name), found: { count, digest } });
  }
  const different = [...sides].filter(([, side]) => !areEqual(side)).map(([name]) => name);
  if (different.length === 0) return sides;
  search.onDifferent?.(different);
  if (sketched) {
    tellWithoutId(search, different, found);
    await tellAll(search, different, first);
  } else {
    // Nothing had hinted at it.
    await tellAll(search, different, await sketchBoth(search, { ...shape, names: different }));
  }
  return sides;
}

function tellWithoutId(
  { onDifference }: Search,
  names: readonly CollectionName[],
  found: Looked['found'],
): void {
  for (const name of names) {
    const documents = found.get(name)?.withoutId ?? 0;
    for (let i = 0; i < documents; i++) onDifference({ name, kind: 'extra', id: new Uint8Array() });
  }
}

/** Tells what remains in a sketch of all ids, and in those that follow where it does not give it back. */
async function tellAll(search: Search, names: readonly CollectionName[], first: Sketch): Promise<void> {
  const shapes: SketchShape[] = [];
  let failures = 0;
  let salt = 0;
  for (let sketch: Sketch | undefined = first; sketch !== undefined; ) {
    const { shape, reckoned } = sketch;
    const peeled = peel(sketch);
    if (peeled !== undefined) {
      for (const one of differencesIn(sketch, peeled)) if (names.includes(one.name)) search.onDifference(one);
    } else {
      if (reckoned < shape.cells * FULL && ++failures > FAILURES) throw notStill(names);
      shapes.push(...shapesFor(reckoned, shape, names, mostCells(search)));
    }
    const next = shapes.pop();
    sketch = next && (await sketchBoth(search, { ...next, salt: ++salt }));
  }
}

/** Larger sketches for what one did not give back. */
function shapesFor(
  reckoned: number,
  { parts, part, salt }: SketchShape,
  names: readonly CollectionName[],
  most: number,
): SketchShape[] {
  const needed = Math.max(Math.min(FIRST_CELLS, most), Math.ceil(reckoned / FULL));
  const finer = Math.ceil(needed / most);
  const cells = 3 * Math.ceil(Math.min(most, needed / finer) / 3);
  return Array.from({ length: finer }, (_, i) => ({
    cells,
    salt,
    parts: parts * finer,
    part: part + parts * i,
    names,
  }));
}

function mostCells({ settings, cells }: Search): number {
  const bytes = Math.min(MOST_BYTES, ALL_BYTES / (threadsBeside(settings.workers) + 1));
  return cells?.most ?? Math.floor(bytes / sketchBytes(1));
}

/** Both sides once more, in another sketch. */
async function sketchBoth(search: Search, shape: SketchShape): Promise<Sketch> {
  const { source, settings, signal } = search;
  const sketch = new Sketch(shape);
  await Promise.all([
    expectedCollections(settings, sketch, signal),
    readCollections(shape.names, source, sketch),
  ]);
  return sketch;
}

const notStill = (names: readonly CollectionName[]): ZavaError =>
  new ZavaError(
    `What differs in ${names.join(', ')} could not be found: it was written to all the while, or has ids of megabytes; run it again when nobody writes.`,
  );
