/** Whole documents of a small collection, encoded by its model. */
import type { CollectionModel } from '../model/schema.js';
import { BsonWriter, writeFields } from './writer.js';

/** Finished BSON documents, one after the other. */
export interface Encoded {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly documents: number;
}

/** @throws TypeError where a document lacks a required field. */
export function encodeDocuments(model: CollectionModel, documents: Iterable<object>): Encoded {
  const writer = new BsonWriter();
  let count = 0;
  for (const document of documents) {
    writer.document(() => writeFields(writer, model.fields, document as Record<string, unknown>));
    count++;
  }
  return { bytes: writer.finish(), documents: count };
}
