/** The fields of a collection by dotted path, with what kind of value each has. */

import type { CollectionModel, Field } from '../../../core/model/schema.js';
import { nearest } from '../../../core/nearest.js';
import { type OptionName, option } from '../../../core/options/table.js';
import { SettingsError } from '../../../errors.js';
import { say } from '../../../message.js';
import { quoted } from '../../../secrets.js';

type Kind = Field['bson'];

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
 * @param name the option that names the field.
 * @throws SettingsError where the collection has no such field, with the one that may be meant, or all that it has.
 */
export function pathOf(model: CollectionModel, text: string, name: OptionName): Path {
  const paths = [...pathsOf(model.fields)];
  const keys = text.split('.');
  const found = paths.find((path) => path.keys.join('.') === text);
  if (found !== undefined) return found;
  const free = paths.find(({ kind, keys: [key] }) => kind === 'scalars' && key === keys[0]);
  if (free !== undefined && keys.length === 2 && keys[1] !== '') return { keys, kind: 'scalars' };
  const known = paths.map((path) => path.keys.join('.'));
  throw new SettingsError(
    say`${option(name)} names ${quoted(text)}, which is no field of ${model.name}; ${hint(text, known)}.`,
  );
}

function hint(text: string, known: readonly string[]): string {
  const small = text.toLowerCase();
  const partly = small === '' ? undefined : known.find((name) => name.includes(small));
  const meant = nearest(text, known) ?? partly;
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
