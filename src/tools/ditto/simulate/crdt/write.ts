/** What a site writes to a document: each is a new state, with one stamp on all that it touches. */
import type { DittoId, DittoValue } from '../../document.js';
import type { Change, Path } from './change.js';
import { laterStamp, type Stamp } from './clock.js';
import { type Counter, incremented } from './counter.js';
import { isMap } from './differences.js';
import { type Entry, isPresent, isSeen } from './entry.js';
import { type DocumentState, entryKey, latest } from './state.js';

export const emptyState = (id: DittoId): DocumentState => ({ id, entries: new Map() });

/** @param strict whether objects are registers, whole, or maps, key by key. */
export function written(
  state: DocumentState,
  changes: readonly Change[],
  stamp: Stamp,
  strict: boolean,
): DocumentState {
  const entries = new Map(state.entries);
  touch(entries, [], stamp);
  for (const change of changes) {
    if ('set' in change) setValue(entries, change.set, change.to, stamp, strict);
    else if ('unset' in change) unset(entries, change.unset, stamp, strict);
    else if ('increment' in change) {
      count(entries, change.increment, stamp, (counter) => incremented(counter, stamp.site, change.by));
    } else {
      count(entries, change.restart, stamp, () => ({ restart: stamp, start: change.with, sums: {} }));
    }
  }
  return { ...state, entries };
}

/** @param final where MongoDB has deleted it. */
export function deleted(state: DocumentState, stamp: Stamp, final: boolean): DocumentState {
  const entries = new Map(state.entries);
  for (const entry of state.entries.values()) put(entries, withoutWhatIsSeen(entry));
  return { ...state, entries, deletion: { stamp, final: final || state.deletion?.final === true } };
}

const put = (entries: Map<string, Entry>, entry: Entry): void => {
  entries.set(entryKey(entry), entry);
};

/** A removal takes what it sees; a write elsewhere that it does not know of outlives it. */
const withoutWhatIsSeen = (entry: Entry): Entry => ({
  ...entry,
  removed: laterStamp(entry.stamp, entry.removed ?? entry.stamp),
});

/** A map, and those that it stands in, are as late as the last write below them. */
function touch(entries: Map<string, Entry>, path: Path, stamp: Stamp): void {
  const entry = entries.get(entryKey({ kind: 'map', path }));
  put(entries, { ...entry, kind: 'map', path, stamp });
  if (path.length > 0) touch(entries, path.slice(0, -1), stamp);
}

function setValue(
  entries: Map<string, Entry>,
  path: Path,
  value: DittoValue,
  stamp: Stamp,
  strict: boolean,
): void {
  if (!strict && isMap(value)) {
    touch(entries, path, stamp);
    for (const [key, one] of Object.entries(value)) setValue(entries, [...path, key], one, stamp, strict);
    return;
  }
  const before = entries.get(entryKey({ kind: 'register', path }));
  put(entries, { ...before, kind: 'register', path, stamp, value });
  touch(entries, path.slice(0, -1), stamp);
}

/**
 * Takes away the type that is shown; one that stands beside it shows up again. The map that the field would stand in is
 * written to, also where there is no such field, and not even such a map.
 */
function unset(entries: Map<string, Entry>, path: Path, stamp: Stamp, strict: boolean): void {
  touch(entries, path.slice(0, -1), stamp);
  const below = [...entries.values()].filter((entry) => isSeen(entry, strict) && isBelow(entry.path, path));
  const shown = latest(below.filter((entry) => entry.path.length === path.length));
  if (shown === undefined) return;
  const inside = shown.kind === 'map' ? below.filter((entry) => entry.path.length > path.length) : [];
  for (const entry of [shown, ...inside]) put(entries, withoutWhatIsSeen(entry));
}

/** True also for the path itself. */
const isBelow = (path: Path, above: Path): boolean => above.every((key, i) => path[i] === key);

function count(
  entries: Map<string, Entry>,
  path: Path,
  stamp: Stamp,
  change: (counter: Counter) => Counter,
): void {
  const before = entries.get(entryKey({ kind: 'counter', path }));
  // One that was removed begins anew, and is not what others still add to the old one.
  const counter =
    before === undefined ? NEW : isPresent(before) ? (before.counter ?? NEW) : { ...NEW, restart: stamp };
  put(entries, { ...before, kind: 'counter', path, stamp, counter: change(counter) });
  touch(entries, path.slice(0, -1), stamp);
}

const NEW: Counter = { start: 0, sums: {} };
