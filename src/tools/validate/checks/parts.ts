/** Checks that several collections share. */
import type { CollectionName } from '../../../core/model/index.js';
import { momentOf, SECONDS_PER_DAY } from '../../../core/settings/calendar.js';
import type { World } from '../../../core/settings/settings.js';
import {
  and,
  type Expression,
  eq,
  gt,
  hasResidue,
  lt,
  missing,
  ne,
  not,
  or,
  typeOf,
} from '../expression/terms.js';
import type { Group } from '../result.js';
import type { DocumentCheck, Parent, Unique } from './check.js';

/** A check of a collection by its short name. */
export const check = (
  collection: CollectionName,
  name: string,
  group: Group,
  sentence: string,
  broken: Expression,
): DocumentCheck => ({ id: `${collection}.${name}`, group, sentence, broken });

/** The parent that a reference names. Where `_id` repeats the business id it is joined by `_id`, which is always indexed. */
export const parent = (
  as: string,
  from: CollectionName,
  localField: string,
  fields: readonly string[],
  foreignField = '_id',
): Parent => ({ as, from, localField, foreignField, fields });

/** Fails where the parent is not there. */
export const exists = (
  collection: CollectionName,
  { as, from, localField }: Parent,
  group: Group = 'references',
): DocumentCheck =>
  check(
    collection,
    `${as}-exists`,
    group,
    `Every ${localField} of ${collection} is found in ${from}.`,
    missing(as),
  );

/** True where the parent is there, its fields have these types, and `broken` is true. */
export const ofParent = (
  as: string,
  types: Readonly<Record<string, string>>,
  broken: Expression,
): Expression =>
  and(
    not(missing(as)),
    ...Object.entries(types).map(([field, type]) => eq(typeOf(`$${as}.${field}`), type)),
    broken,
  );

/** Fails where a copied string is not equal to its source; a source of another type is reported by another check. */
export const copies = (
  collection: CollectionName,
  { as, from }: Parent,
  field: string,
  source: string,
  name = `${as}-${field}`.replaceAll('_', '-'),
): DocumentCheck =>
  check(
    collection,
    name,
    'copies',
    `${field} of ${collection} equals ${source} of its document in ${from}.`,
    ofParent(as, { [source]: 'string' }, ne(`$${field}`, `$${as}.${source}`)),
  );

/** `_id` repeats the business id. */
export const repeatsId = (collection: CollectionName, field: string): DocumentCheck =>
  check(collection, 'id', 'ids', `_id of ${collection} is its ${field}.`, ne('$_id', `$${field}`));

/** Every one of these stored amounts is the double nearest to two decimals. */
export const twoDecimals = (collection: CollectionName, fields: readonly string[]): DocumentCheck =>
  check(
    collection,
    'two-decimals',
    'money',
    `${fields.join(', ')} of ${collection} have two decimals, without residue.`,
    or(...fields.map((field) => hasResidue(`$${field}`))),
  );

/** A server enforces it by itself, a dump is only a file. */
export const uniqueId = (collection: CollectionName): Unique => unique(collection, 'id', ['_id']);

/** All these moments lie in the period. Strings of one form compare as the moments do. */
export function inPeriod(collection: CollectionName, world: World, fields: readonly string[]): DocumentCheck {
  const first = momentOf(world.firstDay * SECONDS_PER_DAY);
  const last = momentOf((world.lastDay + 1) * SECONDS_PER_DAY - 1);
  return check(
    collection,
    'period',
    'time',
    `${fields.join(', ')} of ${collection} lie between ${first} and ${last}.`,
    or(...fields.flatMap((field) => [lt(`$${field}`, first), gt(`$${field}`, last)])),
  );
}

export const createdFirst = (collection: CollectionName): DocumentCheck =>
  check(
    collection,
    'created-first',
    'time',
    `created_at of ${collection} is not after updated_at.`,
    gt('$created_at', '$updated_at'),
  );

export const unique = (
  collection: CollectionName,
  name: string,
  fields: readonly string[],
  group: Group = 'ids',
): Unique => ({
  kind: 'unique',
  id: `${collection}.${name}-unique`,
  group,
  sentence: `No two documents of ${collection} have the same ${fields.join(' and ')}.`,
  collection,
  fields,
});
