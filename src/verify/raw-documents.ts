/** Reading in documents that stay BSON: their id, and a field cut out. Offsets are those of bsonspec.org, version 1.1. */
import { onDemand } from 'bson';

/** Where the first element of a document begins: after its length. */
const FIRST = 4;
/** Where its value begins if it is `_id`: after the type, the name and a zero byte. */
const VALUE = FIRST + 5;

const TYPE = { string: 0x02, objectId: 0x07 };

/**
 * Type, name and value of a document's `_id`, as a view: equal for equal ids. Where there is none, as in a view of the
 * server, the whole document stands for it.
 */
export function idOf(document: Uint8Array): Uint8Array {
  // By far the most: `_id` comes first and is a string or an ObjectId.
  if (document[5] === 0x5f && document[6] === 0x69 && document[7] === 0x64 && document[8] === 0) {
    if (document[FIRST] === TYPE.objectId) return document.subarray(FIRST, VALUE + 12);
    if (document[FIRST] === TYPE.string)
      return document.subarray(FIRST, VALUE + 4 + lengthAt(document, VALUE));
  }
  return elementOf(document, '_id') ?? document;
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
  bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24);
