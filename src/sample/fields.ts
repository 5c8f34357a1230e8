/** The fields of a collection by dotted path, with what kind of value each has. */
import { closest, distance } from 'fastest-levenshtein';
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
 * @throws SettingsError where the collection has no such field, with the one that may be meant, or all that it has.
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
    `${flag} names '${text}', which is no field of ${model.name}; ${hint(text, known)}.`,
  );
}

function hint(text: string, known: readonly string[]): string {
  const near = closest(text, known);
  const meant = distance(text, near) <= text.length / 2 ? near : known.find((name) => name.includes(text));
  return meant === undefined ? `allowed is one of ${known.join(', ')}` : `the nearest known is '${meant}'`;
}

/** The value at a path; undefined where a document has none. */
export function valueAt(document: object, { keys }: Path): unknown {
  return keys.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined,
    document,
  );
}
