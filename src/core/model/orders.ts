/** orders: the heads of the orders; the lines are documents of their own (order_items). */
import { type CollectionModel, type DocumentOf, deletedField, index } from './schema.js';

/** The states of an order; the position of a name is its number inside the generator. */
export const ORDER_STATUSES = ['completed', 'cancelled', 'pending'] as const;

export const orders = {
  name: 'orders',
  purpose: 'Order heads with their sums and copies of the names that a device shows offline',
  madeBy: 'orders',
  fields: [
    { name: '_id', bson: 'string', doc: 'same as order_id' },
    { name: 'order_id', bson: 'string', doc: "order_YYYYMMDD_ and the day's number" },
    { name: 'customer_id', bson: 'string', doc: 'who bought' },
    { name: 'store_id', bson: 'string', doc: 'where' },
    { name: 'order_date', bson: 'string', form: 'iso-date', doc: 'when, within the opening hours' },
    { name: 'customer_name', bson: 'string', doc: "copy: the customer's first and last name" },
    { name: 'customer_email', bson: 'string', doc: "copy: the customer's email" },
    { name: 'store_name', bson: 'string', doc: "copy: the store's name" },
    { name: 'item_count', bson: 'int32', doc: 'number of lines' },
    { name: 'subtotal', bson: 'double', form: 'money', doc: 'sum of quantity x unit_price' },
    { name: 'tax', bson: 'double', form: 'money', doc: "the store's rate on subtotal - discount_total" },
    { name: 'discount_total', bson: 'double', form: 'money', doc: 'sum of discount_amount' },
    { name: 'total', bson: 'double', form: 'money', doc: 'subtotal - discount_total + tax' },
    { name: 'status', bson: 'string', doc: ORDER_STATUSES.join(', ') },
    { name: 'created_at', bson: 'string', form: 'iso-date', doc: 'same as order_date' },
    { name: 'updated_at', bson: 'string', form: 'iso-date', doc: 'when it was completed or cancelled' },
    deletedField,
  ],
  indexes: [
    index({ order_id: 1 }, { unique: true }),
    index({ customer_id: 1 }),
    index({ store_id: 1 }),
    index({ order_date: -1 }),
    index({ deleted: 1 }),
    index({ status: 1 }),
    index({ customer_id: 1, order_date: -1 }),
    index({ store_id: 1, order_date: -1 }),
    index({ store_id: 1, status: 1 }),
  ],
  references: [
    { field: 'customer_id', collection: 'customers', foreignField: 'customer_id' },
    { field: 'store_id', collection: 'stores', foreignField: 'store_id' },
  ],
  idField: 'order_id',
  dittoId: ['order_id'],
} as const satisfies CollectionModel;

export type Order = DocumentOf<typeof orders>;
