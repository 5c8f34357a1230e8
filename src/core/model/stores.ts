/** stores: the shops, seven with doors and one online. */
import { type CollectionModel, type DocumentOf, deletedField, index } from './schema.js';

export const stores = {
  name: 'stores',
  purpose: 'Store locations, each with the identity that row-level permissions use',
  madeBy: 'catalog',
  fields: [
    { name: '_id', bson: 'string', doc: 'same as store_id' },
    { name: 'store_id', bson: 'string', doc: 'business identifier' },
    { name: 'store_name', bson: 'string', doc: 'display name, unique' },
    {
      name: 'rls_user_id',
      bson: 'string',
      form: 'uuid',
      doc: 'the user whose permissions are those of the store',
    },
    { name: 'is_online', bson: 'boolean', doc: 'true for the online store' },
    {
      name: 'location',
      bson: 'map',
      doc: 'where it is',
      fields: [
        { name: 'address', bson: 'string', doc: 'street address' },
        { name: 'city', bson: 'string', doc: 'city' },
        { name: 'state', bson: 'string', doc: 'state, two letters' },
        { name: 'zip', bson: 'string', doc: 'ZIP code' },
        { name: 'latitude', bson: 'double', optional: true, doc: 'degrees north' },
        { name: 'longitude', bson: 'double', optional: true, doc: 'degrees east' },
      ],
    },
    { name: 'created_at', bson: 'string', form: 'iso-date', doc: 'the first moment of the period' },
    deletedField,
  ],
  indexes: [index({ store_id: 1 }, { unique: true }), index({ deleted: 1 }), index({ is_online: 1 })],
  references: [],
  idField: 'store_id',
  dittoId: ['store_id'],
} as const satisfies CollectionModel;

export type Store = DocumentOf<typeof stores>;
