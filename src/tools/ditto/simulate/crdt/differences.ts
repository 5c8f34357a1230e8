/** What changes between two images of a document, as whoever compares them can tell it: by fields. */
import { isDeepStrictEqual } from 'node:util';
import type { DittoId, DittoValue } from '../../document.js';
import type { Change } from './change.js';

type Fields = { readonly [field: string]: DittoValue | DittoId };

type Setting = Extract<Change, { set: unknown }>;

/** Sets and removals, in the order of the fields. */
export type Difference = Extract<Change, { set: unknown } | { unset: unknown }>;

/**
 * @param strict where it is on, an object is one value; where it is off, it is compared key by key.
 * @returns nothing of `_id`, which cannot change.
 */
export function differences(
  before: Fields,
  after: Fields,
  strict: boolean,
  path: readonly string[] = [],
): Difference[] {
  const changes: Difference[] = [];
  for (const [key, value] of Object.entries(after)) {
    const old = before[key];
    if ((path.length === 0 && key === '_id') || isDeepStrictEqual(old, value)) continue;
    const at = [...path, key];
    if (!strict && isMap(old) && isMap(value)) changes.push(...differences(old, value, strict, at));
    else changes.push({ set: at, to: value as DittoValue });
  }
  for (const key of Object.keys(before)) {
    if (!(key in after) && !(path.length === 0 && key === '_id')) changes.push({ unset: [...path, key] });
  }
  return changes;
}

/** Every field of a document as a change of its own: where strict mode is off, those of its maps one by one. */
export function leavesOf(fields: Fields, strict: boolean, path: readonly string[] = []): Setting[] {
  return Object.entries(fields).flatMap(([key, value]): Setting[] => {
    const at = [...path, key];
    const isWhole = strict || !isMap(value) || Object.keys(value).length === 0;
    return isWhole ? [{ set: at, to: value as DittoValue }] : leavesOf(value, strict, at);
  });
}

/** True where a document is already as the change would make it. */
export function isSaid(document: Fields, change: Difference): boolean {
  const path = 'set' in change ? change.set : change.unset;
  const value = path.reduce<unknown>((inner, key) => (isMap(inner) ? inner[key] : undefined), document);
  return isDeepStrictEqual(value, 'set' in change ? change.to : undefined);
}

export const isMap = (value: unknown): value is Record<string, DittoValue> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
