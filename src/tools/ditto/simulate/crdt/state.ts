/** Everything that a site knows of one document, how copies merge, and how a query shows it. */
import { isDeepStrictEqual } from 'node:util';
import type { DittoDocument, DittoId, DittoValue } from '../../document.js';
import { compareStamps, laterStamp, type Stamp } from './clock.js';
import { valueOfCounter } from './counter.js';
import { type Entry, isPresent, isSeen, merged, mergeEntries } from './entry.js';

interface Deletion {
  readonly stamp: Stamp;
  /** Made by a delete in MongoDB, which nothing outlives. */
  readonly final: boolean;
}

export interface DocumentState {
  readonly id: DittoId;
  readonly entries: ReadonlyMap<string, Entry>;
  /** The last deletion that is known: what there is of a tombstone. */
  readonly deletion?: Deletion | undefined;
}

export const entryKey = ({ kind, path }: Pick<Entry, 'kind' | 'path'>): string =>
  `${kind} ${JSON.stringify(path)}`;

/** What both know. The same whatever the order, and however often; `a` itself where `b` says nothing new. */
export function mergeStates(a: DocumentState, b: DocumentState): DocumentState {
  const deletion = merged(a.deletion, b.deletion, mergeDeletions);
  const news = [...b.entries].flatMap(([key, theirs]): [string, Entry][] => {
    const ours = a.entries.get(key);
    const both = ours === undefined ? theirs : mergeEntries(ours, theirs);
    return both === ours ? [] : [[key, both]];
  });
  if (news.length === 0 && deletion === a.deletion) return a;
  return { id: a.id, entries: new Map([...a.entries, ...news]), deletion };
}

function mergeDeletions(a: Deletion, b: Deletion): Deletion {
  const stamp = laterStamp(a.stamp, b.stamp);
  return stamp === a.stamp && (a.final || !b.final) ? a : { stamp, final: a.final || b.final };
}

/** Two states that say the same have the same text. */
export function fingerprint({ id, entries, deletion }: DocumentState): string {
  const sorted = [...entries].sort(([a], [b]) => (a < b ? -1 : 1));
  const shown = sorted.map(([key, { stamp, removed, value, counter }]) => {
    const sums = Object.entries(counter?.sums ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
    const count = counter && [counter.restart && text(counter.restart), counter.start, sums];
    return [key, text(stamp), removed && text(removed), value, count];
  });
  return JSON.stringify([id, shown, deletion && [text(deletion.stamp), deletion.final]]);
}

const text = ({ time, site }: Stamp): string => `${time} ${site}`;

/** True where a query finds it. */
export function isVisible(state: DocumentState | undefined): boolean {
  const root = state?.entries.get(entryKey({ kind: 'map', path: [] }));
  return root !== undefined && isPresent(root) && state?.deletion?.final !== true;
}

/** True where the register at a path has this value already, also where another type beside it is shown. */
export function holds(state: DocumentState | undefined, path: readonly string[], value: DittoValue): boolean {
  const entry = state?.entries.get(entryKey({ kind: 'register', path }));
  return entry !== undefined && isPresent(entry) && isDeepStrictEqual(entry.value, value);
}

/**
 * The document as `SELECT *` gives it; undefined where there is none.
 * @param strict in strict mode a query that declares no types sees registers alone.
 */
export function shownDocument(state: DocumentState | undefined, strict: boolean): DittoDocument | undefined {
  if (state === undefined || !isVisible(state)) return undefined;
  const present = [...state.entries.values()].filter((entry) => isSeen(entry, strict));
  return { ...shownMap(present, 0), _id: state.id } as DittoDocument;
}

/** Of the types that stand beside each other at a path, the one that was written last. */
export function latest(entries: readonly Entry[]): Entry | undefined {
  const [first, ...others] = entries;
  return others.reduce(
    (best, entry) => (compareStamps(entry.stamp, best?.stamp ?? entry.stamp) > 0 ? entry : best),
    first,
  );
}

/** @param entries those in the map, at any depth. @param depth how many keys their paths have in common. */
function shownMap(entries: readonly Entry[], depth: number): Record<string, DittoValue> {
  const byKey = new Map<string, Entry[]>();
  for (const entry of entries) {
    const key = entry.path[depth];
    if (key === undefined) continue;
    const group = byKey.get(key);
    if (group === undefined) byKey.set(key, [entry]);
    else group.push(entry);
  }
  const shown: Record<string, DittoValue> = {};
  for (const key of [...byKey.keys()].sort()) {
    const group = byKey.get(key) ?? [];
    const entry = latest(group.filter(({ path }) => path.length === depth + 1));
    if (entry !== undefined) shown[key] = shownValue(group, entry);
  }
  return shown;
}

function shownValue(group: readonly Entry[], { kind, path, value, counter }: Entry): DittoValue {
  if (kind === 'map') return shownMap(group, path.length);
  return kind === 'counter' && counter !== undefined ? valueOfCounter(counter) : (value ?? null);
}
