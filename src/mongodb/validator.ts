/** The validator that a server holds documents of a collection against, where it is wanted. */
import type { Document } from 'mongodb';
import { jsonSchemaOf } from '../core/model/json-schema.js';
import type { CollectionModel } from '../core/model/schema.js';
import { SYNC_FIELD } from './sync-field.js';

/**
 * The validator of a collection. Fields that begin with an underscore are free, as Ditto's connector adds some, and
 * `trigger-sync` adds its own.
 */
export function validatorOf(model: CollectionModel): Document {
  const schema = jsonSchemaOf(model);
  return {
    $jsonSchema: {
      ...schema,
      properties: { ...(schema.properties as object), [SYNC_FIELD]: { bsonType: 'string' } },
      patternProperties: { '^_': {} },
    },
  };
}
