/**
 * Documents for a driver that is not ours. Whoever calls brings a driver of another version, perhaps, and with it another
 * version of bson, which refuses the classes of ours. So plain documents get the two classes they need, Double (a whole
 * number would become an int32) and ObjectId, from the caller's own driver: a reply of the server is made of them.
 */
import { Double, ObjectId } from 'bson';
import type { CollectionModel, Field } from '../core/model/schema.js';
import type { SeedableDb } from './seedable-db.js';

/** The classes of a driver's bson that a document needs. */
export interface BsonClasses {
  readonly Double: new (value: number) => object;
  readonly ObjectId: new (bytes: Uint8Array) => object;
}

/** How old versions of bson call an ObjectId. */
const OBJECT_ID_NAMES = ['ObjectId', 'ObjectID'];

const tagOf = (value: unknown): unknown => (value as { _bsontype?: unknown } | undefined)?._bsontype;
const classOf = (value: unknown) => (value as { constructor: unknown }).constructor;

/**
 * The classes of the driver behind `db`, taken from what it makes of the server's answer to `hello`, where `ok` is a
 * double and `topologyVersion` (MongoDB 4.4) holds an ObjectId; ours where an answer lacks them.
 */
export async function bsonClassesOf(db: SeedableDb): Promise<BsonClasses> {
  const reply = await db.command({ hello: 1 }, { promoteValues: false });
  const processId = (reply.topologyVersion as { processId?: unknown } | undefined)?.processId;
  const theirs = OBJECT_ID_NAMES.includes(tagOf(processId) as string);
  return {
    Double: tagOf(reply.ok) === 'Double' ? (classOf(reply.ok) as BsonClasses['Double']) : Double,
    ObjectId: theirs ? (classOf(processId) as BsonClasses['ObjectId']) : ObjectId,
  };
}

/** Makes plain documents of a collection such that the driver of `classes` encodes the very bytes of a dump. */
export function driverDocuments(model: CollectionModel, classes: BsonClasses) {
  const zero = new classes.Double(0);
  const double = (value: number): unknown =>
    Number.isInteger(value) ? (value === 0 ? zero : new classes.Double(value)) : value;
  const converted = (field: Field, value: unknown): unknown => {
    switch (field.bson) {
      case 'double':
        return double(value as number);
      case 'vector':
        return (value as number[]).map(double);
      case 'map':
        return documentOf(field.fields, value as Record<string, unknown>);
      case 'objectId':
        return new classes.ObjectId((value as ObjectId).id);
      default:
        return value;
    }
  };
  const documentOf = (fields: readonly Field[], document: Readonly<Record<string, unknown>>) => {
    const made: Record<string, unknown> = {};
    for (const field of fields) {
      const value = document[field.name];
      if (value !== undefined) made[field.name] = converted(field, value);
    }
    return made;
  };
  return (document: object) => documentOf(model.fields, document as Record<string, unknown>);
}
