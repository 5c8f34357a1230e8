/** One field of a document in one of the three types that can stand beside each other in it, and how two copies merge. */
import type { DittoValue } from '../../document.js';
import { compareStamps, laterStamp, type Stamp } from './clock.js';
import { type Counter, mergeCounters } from './counter.js';

export interface Entry {
  /** Keys from the root of the document; none is the document itself, which is a map. */
  readonly path: readonly string[];
  readonly kind: 'register' | 'counter' | 'map';
  /** The last write to it; of a map, also the last one below it. */
  readonly stamp: Stamp;
  /** The last write that a removal saw. Later ones, and those that it could not see, outlive it. */
  readonly removed?: Stamp | undefined;
  /** Of a register: a scalar, a whole array, or in strict mode a whole object. */
  readonly value?: DittoValue | undefined;
  /** Of a counter. */
  readonly counter?: Counter | undefined;
}

export const isPresent = ({ stamp, removed }: Entry): boolean =>
  removed === undefined || compareStamps(stamp, removed) > 0;

/** True where a statement that declares no types meets it: registers alone in strict mode, and the document itself. */
export const isSeen = (entry: Entry, strict: boolean): boolean =>
  isPresent(entry) && (!strict || entry.kind === 'register' || entry.path.length === 0);

/** The same whatever the order of copies, and however often one of them comes; `a` itself where `b` says nothing new. */
export function mergeEntries(a: Entry, b: Entry): Entry {
  const later = laterStamp(a.stamp, b.stamp) === a.stamp ? a : b;
  const removed = merged(a.removed, b.removed, laterStamp);
  const counter = merged(a.counter, b.counter, mergeCounters);
  const isNew = later !== a || removed !== a.removed || counter !== a.counter;
  return isNew ? { ...later, removed, counter } : a;
}

/** What both say, or the one that says something. */
export const merged = <T>(a: T | undefined, b: T | undefined, merge: (a: T, b: T) => T): T | undefined =>
  a === undefined || b === undefined ? (a ?? b) : merge(a, b);
