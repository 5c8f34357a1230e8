/** The fields of a collection by dotted path, with what kind of value each has. */
import { closest } from 'fastest-levenshtein';
import { SettingsError } from '../errors.js';
import type { CollectionModel, Field } from '../model/schema.js';

export type Kind = Field['bson'];

/** A field, or, below one of kind `scalars`, whatever stands there. */
export interface Path {
  readonly keys: readonly string[];
  readonly kind: Kind;
}

function* pathsOf(fields: readonly Field[], before: readonly string[] = []): Generator<Path> {
  for (const field of fields) {
    const keys = [...before, field.name];
    yield { keys, kind: field.bson };
    if (field.bson === 'map') yield* pathsOf(field.fields, keys);
  }
}

/**
 * @param flag named in the message.
 * @throws SettingsError where the collection has no such field, with the nearest that it has.
 */
export function pathOf(model: CollectionModel, text: string, flag: string): Path {
  const paths = [...pathsOf(model.fields)];
  const keys = text.split('.');
  const found = paths.find((path) => path.keys.join('.') === text);
  if (found !== undefined) return found;
  const free = paths.find(({ kind, keys: [key] }) => kind === 'scalars' && key === keys[0]);
  if (free !== undefined && keys.length === 2 && keys[1] !== '') return { keys, kind: 'scalars' };
  const known = paths.map((path) => path.keys.join('.'));
  throw new SettingsError(
    `${flag} names '${text}', which is no field of ${model.name}; the nearest known is '${closest(text, known)}'.`,
  );
}

/** The value at a path; undefined where a document has none. */
export function valueAt(document: object, { keys }: Path): unknown {
  return keys.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined,
    document,
  );
}
