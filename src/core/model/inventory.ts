/** inventory: what each store has of each product that it stocks. */
import { type CollectionModel, type DocumentOf, deletedField, index } from './schema.js';

export const inventory = {
  name: 'inventory',
  purpose: 'Stock level and place of each product in each store that stocks it',
  madeBy: 'stock',
  fields: [
    { name: '_id', bson: 'string', form: 'uuid', doc: 'UUID v4' },
    { name: 'store_id', bson: 'string', doc: 'the store' },
    { name: 'product_id', bson: 'string', doc: 'the product' },
    {
      name: 'location',
      bson: 'map',
      doc: 'where it lies; a map, so that its parts merge one by one',
      fields: [
        { name: 'aisle', bson: 'string', doc: 'aisle' },
        { name: 'shelf', bson: 'string', doc: 'shelf' },
        { name: 'bin', bson: 'string', doc: 'bin on the shelf' },
      ],
    },
    { name: 'stock_level', bson: 'int32', doc: 'units: opening + received - sold' },
    { name: 'reorder_threshold', bson: 'int32', doc: 'units at which goods are ordered' },
    { name: 'last_updated', bson: 'string', form: 'iso-date', doc: 'the last sale or receipt' },
    { name: 'last_counted', bson: 'string', form: 'iso-date', doc: 'the last physical count' },
    { name: 'notes', bson: 'string', optional: true, doc: "a worker's note" },
    deletedField,
  ],
  indexes: [
    index({ store_id: 1, product_id: 1 }, { unique: true }),
    index({ store_id: 1 }),
    index({ product_id: 1 }),
    index({ deleted: 1 }),
    index({ store_id: 1, stock_level: 1, reorder_threshold: 1 }),
    index({ 'location.aisle': 1 }),
    index({ 'location.shelf': 1 }),
  ],
  references: [
    { field: 'store_id', collection: 'stores', foreignField: 'store_id' },
    { field: 'product_id', collection: 'products', foreignField: 'product_id' },
  ],
  dittoId: { 'store-product': ['store_id', 'product_id'], uuid: ['_id'] },
} as const satisfies CollectionModel;

export type Inventory = DocumentOf<typeof inventory>;
