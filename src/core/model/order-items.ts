/** order_items: the lines of the orders, one document each, so that devices can merge them. */
import { type CollectionModel, type DocumentOf, deletedField, index } from './schema.js';

export const orderItems = {
  name: 'order_items',
  purpose: 'Order lines with the price at the time of the order',
  madeBy: 'orders',
  fields: [
    { name: '_id', bson: 'string', form: 'uuid', doc: 'UUID v4' },
    { name: 'order_id', bson: 'string', doc: 'the order' },
    { name: 'store_id', bson: 'string', doc: "the order's store, so that a store can follow its own lines" },
    { name: 'product_id', bson: 'string', doc: 'the product' },
    { name: 'sku', bson: 'string', doc: "copy: the product's SKU" },
    { name: 'product_name', bson: 'string', doc: "copy: the product's name" },
    { name: 'quantity', bson: 'int32', doc: 'units' },
    { name: 'unit_price', bson: 'double', form: 'money', doc: 'price of a unit at the time' },
    { name: 'discount_percent', bson: 'int32', doc: '0, or one of the discounts' },
    {
      name: 'discount_amount',
      bson: 'double',
      form: 'money',
      doc: 'discount_percent of quantity x unit_price',
    },
    { name: 'line_total', bson: 'double', form: 'money', doc: 'quantity x unit_price - discount_amount' },
    { name: 'created_at', bson: 'string', form: 'iso-date', doc: "the order's order_date" },
    deletedField,
  ],
  indexes: [
    index({ order_id: 1 }),
    index({ product_id: 1 }),
    index({ deleted: 1 }),
    index({ order_id: 1, product_id: 1 }),
  ],
  references: [
    { field: 'order_id', collection: 'orders', foreignField: 'order_id' },
    { field: 'store_id', collection: 'stores', foreignField: 'store_id' },
    { field: 'product_id', collection: 'products', foreignField: 'product_id' },
  ],
  dittoId: ['_id'],
} as const satisfies CollectionModel;

export type OrderItem = DocumentOf<typeof orderItems>;
