/**
 * Indexes of somebody else that would refuse documents of a collection. One that lets documents expire is none of them:
 * it takes Dates only, and every moment of the dataset is a string.
 */
import type { CollectionModel, Field } from '../core/model/schema.js';
import type { StoredIndex } from './index-comparison.js';

/** What is known of a collection's documents. */
export type Documents = Pick<CollectionModel, 'fields' | 'indexes' | 'idField'>;

/** Directions of a key that take places on a map and nothing else. */
const GEOGRAPHICAL = ['2d', '2dsphere', 'geoHaystack'];

/** The kind of what stands at a dotted path; undefined where no document has anything there. */
function kindAt(fields: readonly Field[], path: string): Field['bson'] | undefined {
  const [name, ...rest] = path.split('.');
  const field = fields.find((one) => one.name === name);
  if (field === undefined || rest.length === 0) return field?.bson;
  if (field.bson === 'map') return kindAt(field.fields, rest.join('.'));
  return field.bson === 'scalars' ? 'string' : undefined;
}

/** True where no two documents have the same values in these fields, whatever is generated. */
function areUnique(paths: readonly string[], { indexes, idField }: Documents): boolean {
  const unique = indexes.filter((index) => index.unique).map(({ key }) => Object.keys(key));
  const keys = [['_id'], ...(idField === undefined ? [] : [[idField]]), ...unique];
  return keys.some((key) => key.every((field) => paths.includes(field)));
}

function refusesSame(index: StoredIndex, paths: readonly string[], documents: Documents): boolean {
  if (index.unique !== true && index.prepareUnique !== true) return false;
  // A collation of its own may take values for the same that are not.
  if (index.collation === undefined && areUnique(paths, documents)) return false;
  const known = paths.some((path) => path !== '_id' && kindAt(documents.fields, path) !== undefined);
  return index.sparse !== true || known || paths.includes('_id');
}

/**
 * Why an index refuses documents, after its name; undefined where it does not.
 * @param index as listIndexes has it, and not one of those that the dataset wants.
 */
export function refusalBy(index: StoredIndex, documents: Documents): string | undefined {
  const directions = Object.entries(index.key);
  const paths = directions.map(([path]) => path);
  const kind = (path: string) => kindAt(documents.fields, path);
  if (refusesSame(index, paths, documents)) return `takes only one document for each ${paths.join(' and ')}`;
  const place = directions.find(([path, way]) => GEOGRAPHICAL.includes(way) && kind(path) !== undefined);
  if (place !== undefined) return `takes nothing but places on a map for ${place[0]}`;
  const lists = paths.filter((path) => kind(path) === 'vector');
  if (lists.length > 1 || lists.some((path) => index.key[path] === 'hashed')) {
    return `takes no lists such as ${lists.join(' and ')}`;
  }
  const language = String(index.language_override);
  if (paths.includes('_fts') && kind(language) === 'string') return `takes ${language} for a language`;
  return undefined;
}
