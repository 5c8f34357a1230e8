/** Ids as values. */
import { deserialize, EJSON } from 'bson';

/**
 * The `_id` of a document, of its element in BSON (see raw-documents.ts): numbers keep their BSON types, so that it finds
 * the document when it is sent back. Undefined for an empty element.
 */
export function idValue(element: Uint8Array): unknown {
  const document = Buffer.alloc(4 + element.length + 1);
  document.writeInt32LE(document.length, 0);
  document.set(element, 4);
  return deserialize(document, { promoteValues: false, validation: { utf8: false } })._id;
}

/** The element `_id` of a document for people; `none` for an empty one. */
export const idText = (element: Uint8Array): string =>
  element.length === 0 ? 'none' : textOfId(idValue(element));

/** An id for people: a string and an ObjectId, of whatever copy of its package, as they are, else Extended JSON. */
export function textOfId(id: unknown): string {
  if (typeof id === 'string') return id;
  const { _bsontype } = (id ?? {}) as { readonly _bsontype?: unknown };
  return _bsontype === 'ObjectId' ? String(id) : EJSON.stringify(id as never);
}
