/**
 * Queries of Ditto's permissions. They may name nothing but `_id`, as that alone never changes:
 * https://docs.ditto.live/sdk/v5/auth-and-authorization/data-authorization
 */

/** Stands in a query for the store of whoever signs in. */
export const STORE = '{store_id}';

/** Words of DQL that are no field. */
const WORDS = new Set(['true', 'false', 'null', 'and', 'or', 'not', 'in', 'is']);

const TEXT = /'(?:[^'\\]|\\.)*'/g;

/** The names in a query, with what follows them after dots; texts in quotes are none. */
const namesIn = (query: string): string[] =>
  [...query.replace(TEXT, ' ').matchAll(/[A-Za-z_$`"][\w.$`"]*/g)]
    .map(([name]) => name)
    .filter((name) => !WORDS.has(name.toLowerCase()));

/** True where a query names nothing but `_id` and its parts, these after a dot and not in brackets. */
export const namesOnlyId = (query: string): boolean =>
  query.trim() !== '' &&
  !/_id\s*\[/.test(query) &&
  namesIn(query).every((name) => /^_id(\.\w+)?$/.test(name));

/** The parts of `_id` that a query names: `store_id` of `_id.store_id`. */
export const partsIn = (query: string): string[] =>
  namesIn(query).flatMap((name) => (name.startsWith('_id.') ? [name.slice('_id.'.length)] : []));

/** The query for a store. Ids of stores are lower-case letters, digits and _, so they end no text. */
export const queryFor = (query: string, storeId: string): string => query.replaceAll(STORE, storeId);
