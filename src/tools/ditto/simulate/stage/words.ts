/** How documents and changes read in a time line. */
import type { CollectionName } from '../../../../core/model/index.js';
import type { DittoDocument, DittoId } from '../../document.js';
import type { Difference } from '../crdt/differences.js';
import { differences } from '../crdt/differences.js';

/** A document of Ditto by its collection and `_id`. */
export interface Ref {
  readonly collection: CollectionName;
  readonly id: DittoId;
}

/** `inventory prod_hand_hammer_001 of store_seattle`, `orders order_20260101_001`. */
export function refText({ collection, id }: Ref): string {
  const { store_id, product_id } = typeof id === 'string' ? {} : id;
  return `${collection} ${typeof id === 'string' ? id : `${product_id} of ${store_id}`}`;
}

/** More changes at once are told by their number. */
const MOST_CHANGES = 4;

/** What is new of a document to whoever had `before`. */
export function newsText(before: DittoDocument | undefined, after: DittoDocument | undefined): string {
  if (after === undefined) return before === undefined ? 'nothing to be seen' : 'deleted';
  if (before === undefined) return 'a new document';
  return changesText(differences(before, after, false)) || 'nothing that shows';
}

export const changesText = (changes: readonly Difference[]): string =>
  changes.length > MOST_CHANGES ? `${changes.length} fields` : changes.map(changeText).join(', ');

function changeText(change: Difference): string {
  return 'set' in change
    ? `${change.set.join('.')} ${valueText(change.to)}`
    : `${change.unset.join('.')} removed`;
}

/** A value as the tables have it: text without quotation marks, everything else as JSON. */
export const valueText = (value: unknown): string =>
  typeof value === 'string' ? value : value === undefined ? '-' : JSON.stringify(value);

/** @param path dotted. */
export const valueAt = (document: object | undefined, path: string): unknown =>
  path
    .split('.')
    .reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], document);
