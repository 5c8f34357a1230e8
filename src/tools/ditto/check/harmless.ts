/** Which documents give no reason for a second look, as a query that the server answers by itself. */
import type { Document } from 'mongodb';
import { bsonTypeOf, type JsonSchema } from '../../../core/model/json-schema.js';
import type { CollectionModel, Field } from '../../../core/model/schema.js';
import { SYNC_FIELD } from '../../../mongodb/sync-field.js';

/** Ditto warns from here on, and refuses beyond the limit; in bytes. Tried with its SDK. */
export const LARGE_BYTES = 256 * 1024;
export const MOST_BYTES = 5 * 1024 * 1024;

/** Leaves out NaN and both infinities. */
const FINITE = { minimum: -Number.MAX_VALUE, maximum: Number.MAX_VALUE };

/** Without a dot and a dollar sign. */
const PLAIN_KEY = '^[^.$]*$';

/** What zava itself adds to documents: `trigger-sync`, and a soft `reset`. */
const ADDED = { [SYNC_FIELD]: { bsonType: 'string' }, deleted_at: { bsonType: 'string' } };

/**
 * True of documents with other fields or types than the model's, numbers that are none, keys that paths cannot name, ids
 * that are missing, empty or not repeated, or too many bytes. A number may be an integer or a double, as both are numbers in Ditto; fields other than ids may be missing.
 */
export function suspicious({ fields, idField }: CollectionModel, ids: readonly string[]): Document {
  const properties = Object.fromEntries(
    fields.map((field) => [
      field.name,
      ids.includes(field.name) && field.bson === 'string'
        ? { bsonType: 'string', minLength: 1 }
        : loose(field),
    ]),
  );
  const schema = {
    bsonType: 'object',
    required: ids,
    properties: { ...ADDED, ...properties },
    additionalProperties: false,
  };
  const large = { $gt: [{ $bsonSize: '$$ROOT' }, LARGE_BYTES] };
  const unlike = idField === undefined ? [] : [{ $ne: ['$_id', `$${idField}`] }];
  return { $or: [{ $nor: [{ $jsonSchema: schema }] }, { $expr: { $or: [large, ...unlike] } }] };
}

function loose(field: Field): JsonSchema {
  const bsonType = bsonTypeOf(field);
  switch (field.bson) {
    case 'int32':
    case 'double':
      return { bsonType: ['int', 'double'], ...FINITE };
    case 'map': {
      const properties = Object.fromEntries(field.fields.map((inner) => [inner.name, loose(inner)]));
      return { bsonType, properties, additionalProperties: false };
    }
    case 'scalars': {
      const scalar = { bsonType: ['string', 'int', 'double'], ...FINITE };
      return { bsonType, patternProperties: { [PLAIN_KEY]: scalar }, additionalProperties: false };
    }
    default:
      return { bsonType };
  }
}
