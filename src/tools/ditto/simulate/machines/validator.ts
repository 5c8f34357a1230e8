/** A validator as `zava setup` makes it, as far as it looks at fields and their types. */

import { ObjectId } from 'bson';
import { MODELS } from '../../../../core/model/index.js';
import type { CollectionModel, Field } from '../../../../core/model/schema.js';
import type { Validator } from './mongo.js';

/** Refuses a field that is missing, null, of another type or unknown. */
export const modelValidator: Validator = (collection, document) => {
  const model: CollectionModel = MODELS[collection];
  for (const field of model.fields) {
    const value = document[field.name];
    if (value === undefined && field.optional) continue;
    if (value === undefined) return `the validator of ${collection} misses ${field.name}`;
    if (!IS[field.bson](value))
      return `the validator of ${collection} refuses ${field.name} ${JSON.stringify(value)}`;
  }
  const unknown = Object.keys(document).find((key) => model.fields.every(({ name }) => name !== key));
  return unknown && `the validator of ${collection} knows no ${unknown}`;
};

const isNumber = (value: unknown): boolean => typeof value === 'number';
const isObject = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const IS: Readonly<Record<Field['bson'], (value: unknown) => boolean>> = {
  string: (value) => typeof value === 'string',
  int32: Number.isInteger,
  double: isNumber,
  boolean: (value) => typeof value === 'boolean',
  objectId: (value) => value instanceof ObjectId,
  map: isObject,
  scalars: isObject,
  vector: Array.isArray,
};
