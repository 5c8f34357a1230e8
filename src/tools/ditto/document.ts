/** A document as Ditto has it, made of one from MongoDB as the connector makes it in its native mode. */
import { ObjectId } from 'bson';
import { dittoIdOf } from '../../core/model/ditto.js';
import { type CollectionName, MODELS } from '../../core/model/index.js';
import type { DittoProfile } from '../../core/model/schema.js';

/** What Ditto stores: JSON, whose `_id` is a text or an object of texts. */
export type DittoValue = string | number | boolean | null | DittoValue[] | { [key: string]: DittoValue };

export type DittoId = string | { readonly [field: string]: string };

export interface DittoDocument {
  readonly _id: DittoId;
  readonly [field: string]: DittoValue | DittoId;
}

/**
 * The types change on the way as follows: an ObjectId becomes its hex digits, and a Date an ISO string; integers and
 * doubles are both JavaScript numbers, of which Ditto's SDK stores the whole ones as integers. The `_id` of MongoDB is left
 * out where another field makes the id. Documents of the model hold neither Date nor Decimal128 nor Int64.
 * @param document of one of the eight synced collections, as the driver or `deserialize` gives it.
 */
export function dittoDocument(
  name: CollectionName,
  profile: DittoProfile,
  document: Readonly<Record<string, unknown>>,
): DittoDocument {
  const fields = dittoIdOf(MODELS[name], profile) ?? ['_id'];
  const { _id: _, ...others } = document;
  const [field] = fields;
  const id =
    fields.length === 1 && field !== undefined
      ? dittoValue(document[field])
      : Object.fromEntries(fields.map((one) => [one, dittoValue(document[one])]));
  return { _id: id as DittoId, ...(dittoValue(others) as Record<string, DittoValue>) };
}

function dittoValue(value: unknown): DittoValue {
  if (value instanceof ObjectId) return value.toHexString();
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map(dittoValue);
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, dittoValue(one)]));
  }
  return value as DittoValue;
}
