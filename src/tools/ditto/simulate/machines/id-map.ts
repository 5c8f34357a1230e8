/** Which document in MongoDB is which in Ditto: the connector's id mapping, and a new document made of one of Ditto's. */
import { createHash } from 'node:crypto';
import { ObjectId } from 'bson';
import { connectorFields } from '../../../../core/model/ditto.js';
import { type CollectionName, MODELS } from '../../../../core/model/index.js';
import type { DittoProfile } from '../../../../core/model/schema.js';
import { type DittoDocument, type DittoId, dittoDocument } from '../../document.js';
import type { Mongo, MongoDocument } from './mongo.js';
import { idKey } from './site.js';

export class IdMap {
  constructor(private readonly profile: DittoProfile) {}

  /** The fields that are told to the connector: `_id` alone is Match IDs. */
  fieldsOf(collection: CollectionName): readonly string[] {
    return connectorFields(MODELS[collection], this.profile) ?? [];
  }

  isMatched(collection: CollectionName): boolean {
    return this.fieldsOf(collection)[0] === '_id';
  }

  toDitto(collection: CollectionName, document: MongoDocument): DittoDocument {
    return dittoDocument(collection, this.profile, document);
  }

  /** The document in MongoDB that has this id in Ditto. */
  find(mongo: Mongo, collection: CollectionName, id: DittoId): MongoDocument | undefined {
    const key = idKey(id);
    return mongo
      .documents(collection)
      .find((document) => idKey(this.toDitto(collection, document)._id) === key);
  }

  /** A document for MongoDB: where ids are not matched, it gets an ObjectId of its own. */
  toMongo(collection: CollectionName, { _id, ...fields }: DittoDocument): MongoDocument {
    if (this.isMatched(collection)) return { _id, ...fields };
    // A real one is random; the text of a simulation must not be.
    const hex = createHash('sha256')
      .update(`${collection} ${idKey(_id)}`)
      .digest('hex')
      .slice(0, 24);
    return { _id: new ObjectId(hex), ...fields };
  }
}
