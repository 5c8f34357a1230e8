/** Reading in documents that stay BSON: their id, and a field cut out. Offsets are those of bsonspec.org, version 1.1. */
import { onDemand } from 'bson';

/** Where the first element of a document begins: after its length. */
export const ID_FROM = 4;
/** Where its value begins if it is `_id`: after the type, the name and a zero byte. */
export const VALUE_FROM = ID_FROM + 5;

const TYPE = { string: 0x02, objectId: 0x07 };

/**
 * Type, name and value of a document's `_id`, as a view: equal for equal ids. Where there is none, as in a view of the
 * server, the whole document stands for it.
 */
export function idOf(document: Uint8Array): Uint8Array {
  const end = endOfId(document);
  return end === 0 ? (elementOf(document, '_id') ?? document) : document.subarray(ID_FROM, end);
}

/**
 * Where the element `_id` ends that begins at ID_FROM: without a view, as a view costs more than all the rest. 0 where
 * it does not come first, or is neither a string nor an ObjectId; by far the most are.
 */
export function endOfId(document: Uint8Array): number {
  if (document[5] !== 0x5f || document[6] !== 0x69 || document[7] !== 0x64 || document[8] !== 0) return 0;
  const type = document[ID_FROM];
  if (type === TYPE.objectId) return VALUE_FROM + 12;
  return type === TYPE.string ? VALUE_FROM + 4 + lengthAt(document, VALUE_FROM) : 0;
}

/** Cuts a field out of the top level of documents that have it; only these are copied. */
export function cutterOf(field: string): (document: Uint8Array) => Uint8Array {
  // Names end with a zero byte. Looking for one costs a fifth of finding all elements.
  const name = Buffer.from(`${field}\0`);
  return (document) => {
    if (!asBuffer(document).includes(name)) return document;
    const element = elementOf(document, field);
    if (element === undefined) return document;
    const from = element.byteOffset - document.byteOffset;
    const cut = Buffer.concat([document.subarray(0, from), document.subarray(from + element.length)]);
    cut.writeInt32LE(cut.length, 0);
    return cut;
  };
}

/** Type, name and value of a field of the top level, as a view. */
function elementOf(document: Uint8Array, field: string): Uint8Array | undefined {
  for (const [, nameAt, nameLength, at, length] of onDemand.parseToElements(document)) {
    const name = asBuffer(document).toString('utf8', nameAt, nameAt + nameLength);
    if (name === field) return document.subarray(nameAt - 1, at + length);
  }
  return undefined;
}

const asBuffer = ({ buffer, byteOffset, length }: Uint8Array): Buffer =>
  Buffer.from(buffer, byteOffset, length);

const lengthAt = (bytes: Uint8Array, at: number): number =>
  (bytes[at] ?? 0) |
  ((bytes[at + 1] ?? 0) << 8) |
  ((bytes[at + 2] ?? 0) << 16) |
  ((bytes[at + 3] ?? 0) << 24);
