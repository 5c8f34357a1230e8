/** A collection's model as MongoDB's $jsonSchema: required fields, BSON types, string forms, no unknown field. */
import type { CollectionModel, Field, StringForm } from './schema.js';

/**
 * The one form in which each kind of string is stored. MongoDB's and JavaScript's regular expressions agree on them:
 * PCRE's `$` is also before a last line feed, which `(?!\\n)` rules out.
 */
export const FORMS: Readonly<Record<StringForm, string>> = {
  uuid: '^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$(?!\\n)',
  // The lengths of the months, and the leap years of the Gregorian calendar.
  'iso-date':
    '^(?:\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|02-(?:0[1-9]|1\\d|2[0-8]))' +
    '|(?:\\d\\d(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)-02-29)' +
    'T(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\dZ$(?!\\n)',
  email: '^[^@\\s]+@[^@\\s]+\\.[^@\\s]+$(?!\\n)',
  phone: '^\\(\\d{3}\\) 555-\\d{4}$(?!\\n)',
};

/** BSON's names, as `$type` and `bsonType` take them. */
const BSON_TYPES = {
  string: 'string',
  int32: 'int',
  double: 'double',
  boolean: 'bool',
  objectId: 'objectId',
  map: 'object',
  scalars: 'object',
  vector: 'array',
} as const satisfies Record<Field['bson'], string>;

export const bsonTypeOf = (field: Field): string => BSON_TYPES[field.bson];

/** A schema as $jsonSchema takes it. */
export type JsonSchema = Readonly<Record<string, unknown>>;

function fieldSchema(field: Field): JsonSchema {
  const bsonType = bsonTypeOf(field);
  switch (field.bson) {
    case 'string':
      return field.form === undefined ? { bsonType } : { bsonType, pattern: FORMS[field.form] };
    case 'map':
      return objectSchema(field.fields);
    case 'scalars':
      return { bsonType, additionalProperties: { bsonType: ['string', 'int', 'double'] } };
    case 'vector':
      return { bsonType, minItems: field.length, maxItems: field.length, items: { bsonType: 'double' } };
    default:
      return { bsonType };
  }
}

function objectSchema(fields: readonly Field[]): JsonSchema {
  return {
    bsonType: 'object',
    required: fields.filter((field) => field.optional !== true).map((field) => field.name),
    additionalProperties: false,
    properties: Object.fromEntries(fields.map((field) => [field.name, fieldSchema(field)])),
  };
}

/** The schema that every document of a collection fulfils. */
export const jsonSchemaOf = (model: CollectionModel): JsonSchema => objectSchema(model.fields);
