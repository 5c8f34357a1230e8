/**
 * Values that a unique index lets stand once. Where two documents have swapped theirs, neither can be put right while the
 * other stands: the one that holds what is wanted gets another value first, which its own turn replaces.
 */
import { randomUUID } from 'node:crypto';
import type { Db, Document } from 'mongodb';
import { type CollectionName, MODELS } from '../../core/model/index.js';
import type { CollectionModel, Index } from '../../core/model/schema.js';
import { objectOf } from './raw.js';

/** The unique indexes of a collection. All of their fields are strings. */
const uniqueOf = (collection: CollectionName): readonly Index[] =>
  (MODELS[collection] as CollectionModel).indexes.filter(({ unique }) => unique === true);

/** A value that no document has. */
const placeholder = (): string => `zava-reset-${randomUUID()}`;

const fieldsOf = ({ key }: Index): string[] => Object.keys(key);

/** The field of an index that gives way. */
const yielding = (index: Index): string => fieldsOf(index).at(-1) ?? '_id';

const valuesOf = (document: Document, index: Index): string =>
  JSON.stringify(fieldsOf(index).map((field) => document[field]));

/** Whether values are those of documents that should be there. */
export class WantedValues {
  private readonly values = new Set<string>();

  constructor(
    private readonly collection: CollectionName,
    truths: readonly Uint8Array[],
    private readonly rebuilt: ReadonlySet<string>,
  ) {
    for (const truth of truths) {
      const document = objectOf(truth);
      for (const index of uniqueOf(collection)) this.values.add(index.name + valuesOf(document, index));
    }
  }

  /** The fields of a document that stand in the way of those, with what they are to be instead. */
  freed(document: Document): Document {
    // Where an index was dropped, the value may be that of any document.
    const inTheWay = uniqueOf(this.collection).filter(
      (index) => this.rebuilt.has(index.name) || this.values.has(index.name + valuesOf(document, index)),
    );
    return Object.fromEntries(inTheWay.map((index) => [yielding(index), placeholder()]));
  }
}

/**
 * Gives other values to whatever holds those of the documents that should be there.
 * @returns the `_id`s of those that gave way.
 */
export async function park(
  db: Db,
  collection: CollectionName,
  truths: readonly Uint8Array[],
): Promise<unknown[]> {
  const parked: unknown[] = [];
  const documents = db.collection(collection);
  for (const truth of truths.map(objectOf)) {
    for (const index of uniqueOf(collection)) {
      const same = Object.fromEntries(fieldsOf(index).map((field) => [field, truth[field]]));
      const holder = await documents.findOneAndUpdate(
        { ...same, _id: { $ne: truth._id } },
        { $set: { [yielding(index)]: placeholder() } },
        { projection: { _id: 1 }, promoteValues: false },
      );
      if (holder !== null) parked.push(holder._id);
    }
  }
  return parked;
}
