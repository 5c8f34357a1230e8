/** What a connector is told of each collection, derived from the model; each target has words of its own for it. */
import { connectorFields } from '../../../core/model/ditto.js';
import { COLLECTION_NAMES, type CollectionName, MODELS } from '../../../core/model/index.js';
import type { DittoProfile } from '../../../core/model/schema.js';

/** For which database a connector is configured, and how it names the documents. */
export interface ConnectorRequest {
  readonly database: string;
  readonly profile: DittoProfile;
}

export interface Mapping {
  readonly collection: CollectionName;
  /** The fields that make the Ditto id: `['_id']` for the same id on both sides. */
  readonly fields: readonly string[];
}

/** The synced collections in the order of the model; product_embeddings is none. */
export const mappingsOf = (profile: DittoProfile): readonly Mapping[] =>
  COLLECTION_NAMES.flatMap((collection) => {
    const fields = connectorFields(MODELS[collection], profile);
    return fields === undefined ? [] : [{ collection, fields }];
  });

/** True where MongoDB and Ditto have the same id. */
export const matchesIds = ({ fields }: Mapping): boolean => fields.length === 1 && fields[0] === '_id';
