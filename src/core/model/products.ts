/** products: the catalog. */
import { type CollectionModel, type DocumentOf, deletedField, index } from './schema.js';

export const products = {
  name: 'products',
  purpose: 'The catalog with prices, descriptions and specifications',
  madeBy: 'catalog',
  fields: [
    { name: '_id', bson: 'string', doc: 'same as product_id' },
    { name: 'product_id', bson: 'string', doc: 'business identifier, made from the SKU' },
    { name: 'sku', bson: 'string', doc: 'stock keeping unit, unique' },
    { name: 'product_name', bson: 'string', doc: 'display name' },
    { name: 'category_id', bson: 'string', doc: 'its category' },
    { name: 'type_id', bson: 'string', doc: 'its family' },
    { name: 'cost', bson: 'double', form: 'money', doc: 'what the supplier is paid' },
    { name: 'base_price', bson: 'double', form: 'money', doc: 'cost / (1 - margin), to the cent' },
    { name: 'gross_margin_percent', bson: 'double', doc: 'margin on the base price' },
    { name: 'product_description', bson: 'string', doc: 'two or three sentences' },
    { name: 'image_url', bson: 'string', doc: 'path of the picture' },
    { name: 'specifications', bson: 'scalars', doc: 'facts by name: strings and numbers' },
    { name: 'created_at', bson: 'string', form: 'iso-date', doc: 'the first moment of the period' },
    { name: 'updated_at', bson: 'string', form: 'iso-date', doc: 'last change of the catalog text' },
    deletedField,
  ],
  indexes: [
    index({ product_id: 1 }, { unique: true }),
    index({ sku: 1 }, { unique: true }),
    index({ category_id: 1 }),
    index({ type_id: 1 }),
    index({ deleted: 1 }),
    index(
      { product_name: 'text', product_description: 'text' },
      { weights: { product_name: 10, product_description: 5 } },
    ),
  ],
  references: [
    { field: 'category_id', collection: 'categories', foreignField: 'category_id' },
    { field: 'type_id', collection: 'product_types', foreignField: 'type_id' },
  ],
  idField: 'product_id',
  dittoId: ['product_id'],
} as const satisfies CollectionModel;

export type Product = DocumentOf<typeof products>;
