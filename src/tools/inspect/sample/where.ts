/** Conditions on documents, as `--where` gives them: a field, a comparison, a value of the field's kind. */

import type { CollectionModel } from '../../../core/model/schema.js';
import { option } from '../../../core/options/table.js';
import { SettingsError } from '../../../errors.js';
import { quoted } from '../../../secrets.js';
import { type Path, pathOf, valueAt } from './fields.js';

export type Condition = (document: object) => boolean;

const HOLDS = {
  '=': (order: number) => order === 0,
  '!=': (order: number) => order !== 0,
  '<': (order: number) => order < 0,
  '<=': (order: number) => order <= 0,
  '>': (order: number) => order > 0,
  '>=': (order: number) => order >= 0,
} as const;

type Comparison = keyof typeof HOLDS;
type Scalar = string | number | boolean;

const isNumber = (text: string): boolean => /^[+-]?(\d+\.?\d*|\.\d+)$/.test(text);

/**
 * `status=completed`, `total>=100`, `location.aisle!=7` to a condition. Texts are compared by their characters, which
 * suits dates and ids, too. A document without the field meets `!=` alone, as in a query of MongoDB.
 * @throws SettingsError
 */
export function conditionOf(model: CollectionModel, text: string): Condition {
  const [, name, comparison, given = ''] =
    /^\s*([^\s=!<>]+)\s*(!=|<=|>=|=|<|>)\s*(.*?)\s*$/s.exec(text) ?? [];
  if (name === undefined) {
    throw new SettingsError({
      setting: option('where'),
      value: text,
      allowed: 'a field, one of = != < <= > >= and a value, such as store_id=store_seattle',
    });
  }
  const path = pathOf(model, name, 'where');
  const wanted = wantedValues(path, given, text);
  const holds = HOLDS[comparison as Comparison];
  return (document) => {
    const found = scalarOf(valueAt(document, path));
    const value = wanted.find((candidate) => typeof candidate === typeof found);
    if (found === undefined || value === undefined) return comparison === '!=';
    return holds(found < value ? -1 : found > value ? 1 : 0);
  };
}

/** The value as what it may be compared with: by the field's kind one, where keys are free a number and a text. */
function wantedValues({ kind }: Path, given: string, text: string): Scalar[] {
  const refuse = (allowed: string) =>
    new SettingsError({
      setting: option('where'),
      value: text,
      problem: `but the value is ${quoted(given)}`,
      allowed,
    });
  switch (kind) {
    case 'int32':
    case 'double':
      if (!isNumber(given)) throw refuse('a number');
      return [Number(given)];
    case 'boolean':
      if (given !== 'true' && given !== 'false') throw refuse('true or false');
      return [given === 'true'];
    case 'string':
    case 'objectId':
      return [given];
    case 'scalars':
      return isNumber(given) ? [Number(given), given] : [given];
    case 'map':
    case 'vector':
      throw new SettingsError({
        setting: option('where'),
        value: text,
        problem: 'but that field holds several values',
        allowed: 'a field with one, such as a part of it by a dot',
      });
  }
}

function scalarOf(value: unknown): Scalar | undefined {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  // An ObjectId, as its 24 hex digits.
  return value === undefined || value === null ? undefined : String(value);
}
