/** What cures a value of a type that does not stay. */
import type { CollectionName } from '../../../core/model/index.js';
import type { Message } from '../../../message.js';
import type { Surveyed } from './database.js';
import { newDocuments } from './new-document.js';

/** The field of a document in which a path begins. */
export const topOf = (path: string): string => path.split(/[.[]/, 1)[0] as string;

/**
 * An update where one can be given; the server changes no `_id`, and in arrays it is left to people.
 * @param found what of a filter of mongosh finds such values. @param instead the expression of the value to set.
 */
export function cureOf(
  surveyed: Surveyed,
  name: CollectionName,
  path: string,
  found: string,
  instead: ((path: string) => string) | undefined,
): Message {
  const filter = `{ "${path.replaceAll('[]', '')}": ${found} }`;
  if (topOf(path) === '_id') return newDocuments(surveyed, name, filter);
  return instead === undefined || path.includes('[]')
    ? `in mongosh: db.${name}.find(${filter}) shows them; keep a string, a number, or a map of these in its place`
    : `in mongosh: db.${name}.updateMany(${filter}, [{ $set: { "${path}": ${instead(path)} } }])`;
}
