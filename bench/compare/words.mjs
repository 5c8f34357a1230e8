/** Numbers as text, always in one locale, so that a result file gives one text everywhere. */
import { grouped } from '../../dist/src/ui/terminal/numbers.js';

/** What a run of zava made, from what it says by --json. */
export function sizeOf({ collections, documents, bytes }) {
  return `${grouped(collections.orders.documents)} orders, ${grouped(documents)} documents, ${grouped(bytes / 1e6)} MB`;
}

/** A value with its unit, to three digits or so. */
export function valueWords(value, unit) {
  if (unit === 'documents/s') return `${grouped(Number(value.toPrecision(3)))} documents/s`;
  if (unit === 'x') return `${value.toFixed(2)}x`;
  if (unit === 'MB') return `${grouped(value)} MB`;
  return `${value.toFixed(value < 10 ? 2 : 1)} ${unit}`;
}

/** The limit of a target, as written by people. */
export function targetWords(target) {
  return 'atLeast' in target ? `at least ${target.atLeast}` : `at most ${target.atMost}`;
}
