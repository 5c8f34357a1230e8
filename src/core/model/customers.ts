/** customers: who buys, each with a primary store. */
import { type CollectionModel, type DocumentOf, deletedField, index } from './schema.js';

export const customers = {
  name: 'customers',
  purpose: 'Customers with their contact data and primary store',
  madeBy: 'customers',
  fields: [
    { name: '_id', bson: 'objectId', doc: 'made from the seed; its timestamp is created_at' },
    { name: 'customer_id', bson: 'string', doc: 'cust_ and 8 hex digits, unique' },
    { name: 'first_name', bson: 'string', doc: 'first name' },
    { name: 'last_name', bson: 'string', doc: 'last name' },
    { name: 'email', bson: 'string', form: 'email', doc: 'unique; at a domain reserved for examples' },
    { name: 'phone', bson: 'string', form: 'phone', doc: '(XXX) 555-XXXX' },
    { name: 'primary_store_id', bson: 'string', doc: 'the store where the customer buys' },
    { name: 'created_at', bson: 'string', form: 'iso-date', doc: 'registration, before the first order' },
    { name: 'updated_at', bson: 'string', form: 'iso-date', doc: 'last change of the contact data' },
    deletedField,
  ],
  indexes: [
    index({ customer_id: 1 }, { unique: true }),
    index({ email: 1 }, { unique: true }),
    index({ primary_store_id: 1 }),
    index({ deleted: 1 }),
    index({ last_name: 1, first_name: 1 }),
  ],
  references: [{ field: 'primary_store_id', collection: 'stores', foreignField: 'store_id' }],
  dittoId: ['customer_id'],
} as const satisfies CollectionModel;

export type Customer = DocumentOf<typeof customers>;
