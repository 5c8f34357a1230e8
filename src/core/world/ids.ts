/** Ids of documents as values, and as keys of a map. */
import { deserialize, serialize } from 'bson';

/** Equal for equal ids only: the type counts, too. */
export const keyOf = (id: unknown): string =>
  typeof id === 'string' ? `s${id}` : `b${Buffer.from(serialize({ _id: id })).toString('latin1')}`;

/** The `_id` of finished BSON; numbers keep their BSON types. */
export function idIn(document: Uint8Array): unknown {
  // By far the most: `_id` comes first and is a string, whose length with its last zero byte comes before it.
  if (document[4] === 0x02 && document[5] === 0x5f && document[8] === 0) {
    const { buffer, byteOffset, length } = document;
    const view = new DataView(buffer, byteOffset, length);
    return Buffer.from(buffer, byteOffset + 13, view.getInt32(9, true) - 1).toString();
  }
  return deserialize(document, { promoteValues: false, validation: { utf8: false } })._id;
}
