/** Whole documents of a small collection, encoded by its model. */
import type { CollectionModel } from '../model/schema.js';
import { BsonWriter, writeFields } from './writer.js';

/** Finished BSON documents, one after the other. */
export interface Encoded {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly documents: number;
}

/** So much longer than the first document others are taken to be. */
const MORE = 1.1;

/**
 * @param expected how many documents there will be, where that is known.
 * @throws TypeError where a document lacks a required field.
 */
export function encodeDocuments(model: CollectionModel, documents: Iterable<object>, expected = 0): Encoded {
  const writer = new BsonWriter();
  let count = 0;
  for (const document of documents) {
    writer.document(() => writeFields(writer, model.fields, document as Record<string, unknown>));
    count++;
    // The others are about as long as the first.
    if (count === 1 && expected > 1) writer.reserve(Math.ceil(writer.length * expected * MORE));
  }
  return { bytes: writer.finish(), documents: count };
}
