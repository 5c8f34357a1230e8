/** The marker document of `zava change-streams verify`: valid by the model, and unmistakable by its `_id`. */
import { randomUUID } from 'node:crypto';
import { Double, Int32, ObjectId } from 'bson';
import type { Collection, Document } from 'mongodb';
import type { CollectionName } from '../../../core/model/index.js';
import type { Field } from '../../../core/model/schema.js';
import { modelOf } from '../deployment.js';

/** Small, and no device shows a category that is marked as deleted. */
export const MARKED: CollectionName = 'categories';

const PREFIX = 'zava-change-stream-check-';

/** Age after which a marker is no running check's any more, in milliseconds. */
const ABANDONED_MS = 10 * 60_000;

/** Values that a validator of the model accepts; the BSON types are said, as it accepts no other. */
function sample(field: Field, id: string): unknown {
  switch (field.bson) {
    case 'string':
      if (field.form === undefined) return id;
      if (field.form === 'uuid') return randomUUID();
      if (field.form === 'iso-date') return '2020-01-01T00:00:00Z';
      return field.form === 'email' ? `${id}@example.com` : '(206) 555-0100';
    case 'int32':
      return new Int32(1);
    case 'double':
      return new Double(1);
    case 'boolean':
      return field.name === 'deleted';
    case 'objectId':
      return new ObjectId();
    case 'map':
      return Object.fromEntries(field.fields.map((inner) => [inner.name, sample(inner, id)]));
    case 'scalars':
      return {};
    case 'vector':
      return Array.from({ length: field.length }, () => new Double(0));
  }
}

/** Every text in it is its `_id`, so that no unique index has the value already. The id says when it was made. */
export function markerDocument(now: number): Document & { _id: string } {
  const _id = `${PREFIX}${now}-${randomUUID()}`;
  const { fields } = modelOf(MARKED);
  return { ...Object.fromEntries(fields.map((field) => [field.name, sample(field, _id)])), _id };
}

/** Removes markers that a killed check has left behind. @returns how many. */
export async function removeAbandoned(collection: Collection, now: number): Promise<number> {
  const markers = collection as unknown as Collection<{ _id: string }>;
  const found = await markers
    .find({ _id: { $regex: `^${PREFIX}\\d+-` } }, { projection: { _id: 1 } })
    .toArray();
  const old = found
    .map(({ _id }) => _id)
    .filter((id) => now - Number(id.slice(PREFIX.length).split('-')[0]) > ABANDONED_MS);
  if (old.length === 0) return 0;
  return (await markers.deleteMany({ _id: { $in: old } })).deletedCount;
}
