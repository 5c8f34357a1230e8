/** product_types: the families inside a category. */
import { type CollectionModel, type DocumentOf, deletedField, index } from './schema.js';

export const productTypes = {
  name: 'product_types',
  purpose: 'Product families within a category',
  madeBy: 'catalog',
  fields: [
    { name: '_id', bson: 'string', doc: 'same as type_id' },
    { name: 'type_id', bson: 'string', doc: 'business identifier' },
    { name: 'type_name', bson: 'string', doc: 'display name' },
    { name: 'category_id', bson: 'string', doc: 'the category it belongs to' },
    deletedField,
  ],
  indexes: [index({ type_id: 1 }, { unique: true }), index({ category_id: 1 }), index({ deleted: 1 })],
  references: [{ field: 'category_id', collection: 'categories', foreignField: 'category_id' }],
  idField: 'type_id',
  dittoId: ['_id'],
} as const satisfies CollectionModel;

export type ProductType = DocumentOf<typeof productTypes>;
