/** How Ditto names the documents of a collection: the model's id mapping, in either of its two profiles. */
import { COLLECTION_NAMES, type CollectionName, MODELS } from './index.js';
import { type CollectionModel, DITTO_PROFILES, type DittoIds, type DittoProfile } from './schema.js';

/** A row of the inventory is then the store and the product, in whose terms a rule of permissions can be written. */
export const DEFAULT_DITTO_PROFILE: DittoProfile = 'store-product';

/** The collections that Ditto follows, in the order of the model; they are the same in every profile. */
export const SYNCED: readonly CollectionName[] = COLLECTION_NAMES.filter(
  (name) => (MODELS[name] as CollectionModel).dittoId !== undefined,
);

/** The field(s) that make the Ditto id of a document; undefined for a collection that is not synced. */
export function dittoIdOf(
  { dittoId }: CollectionModel,
  profile: DittoProfile,
): readonly string[] | undefined {
  return dittoId === undefined || Array.isArray(dittoId)
    ? (dittoId as readonly string[] | undefined)
    : (dittoId as DittoIds)[profile];
}

/** Every field that makes an id in one profile or another: none of them may be missing, or change. */
export const dittoIdFields = (model: CollectionModel): readonly string[] => [
  ...new Set(DITTO_PROFILES.flatMap((profile) => dittoIdOf(model, profile) ?? [])),
];

/**
 * What a connector is to be told: `['_id']`, which its portal calls Match IDs, also where another field has the value of
 * `_id`, as then it makes no difference but for documents made on a device.
 */
export function connectorFields(
  model: CollectionModel,
  profile: DittoProfile,
): readonly string[] | undefined {
  const fields = dittoIdOf(model, profile);
  return fields?.length === 1 && fields[0] === model.idField ? ['_id'] : fields;
}
