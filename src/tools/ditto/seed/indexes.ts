/** The indexes of a seeded store: those without which a statement of examples/dql/ reads a whole large collection. */
import type { CollectionName } from '../../../core/model/index.js';

interface DittoIndex {
  readonly collection: CollectionName;
  /** As DQL has them: `order_date DESC`. */
  readonly fields: readonly string[];
}

/**
 * All fields of one have the same direction: where they differ, as in (store_id, order_date DESC), version 5.1.0 of the SDK
 * returns rows in the wrong order, which with LIMIT are the wrong rows. What is read newest first descends.
 */
export const DITTO_INDEXES: readonly DittoIndex[] = [
  { collection: 'customers', fields: ['email'] },
  { collection: 'customers', fields: ['last_name', 'first_name'] },
  { collection: 'inventory', fields: ['store_id', 'product_id'] },
  { collection: 'inventory', fields: ['product_id'] },
  { collection: 'orders', fields: ['store_id DESC', 'order_date DESC'] },
  { collection: 'orders', fields: ['customer_id DESC', 'order_date DESC'] },
  { collection: 'orders', fields: ['store_id', 'status'] },
  { collection: 'order_items', fields: ['order_id'] },
  { collection: 'order_items', fields: ['store_id', 'created_at'] },
];

/** The statement that makes an index where there is none of its name. */
export const createIndex = (index: DittoIndex): string =>
  `CREATE INDEX IF NOT EXISTS ${indexName(index)} ON ${index.collection} (${index.fields.join(', ')})`;

/** `order_items_store_id_created_at`; a direction is in it, as there may be an index of the same fields in another one. */
const indexName = ({ collection, fields }: DittoIndex): string =>
  [collection, ...fields.map((field) => field.replace(' DESC', '_desc'))].join('_');
