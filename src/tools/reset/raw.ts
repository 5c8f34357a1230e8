/** Finished BSON, and as much of it as an object as is needed. Numbers keep their BSON types. */
import { type Document, deserialize } from 'bson';
import { cutterOf } from '../../core/sketch/raw-documents.js';
import { SYNC_FIELD } from '../../mongodb/sync-field.js';

/**
 * The document as an object that, encoded again, gives the same bytes; unless its texts are no UTF-8, which a server takes
 * as well.
 */
export const objectOf = (document: Uint8Array): Document =>
  deserialize(document, { promoteValues: false, validation: { utf8: false } });

/** True where two documents are the same, byte by byte. */
export const isSame = (one: Uint8Array, other: Uint8Array): boolean => Buffer.compare(one, other) === 0;

/**
 * What of a document counts. A soft reset leaves the mark of trigger-sync alone: beside a connector, taking it off would send
 * every document to the devices once more.
 */
export const comparedIn = (soft: boolean): ((document: Uint8Array) => Uint8Array) =>
  soft ? cutterOf(SYNC_FIELD) : (document) => document;
