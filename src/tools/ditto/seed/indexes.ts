/** The indexes of a seeded store: those without which a statement of examples/dql/ reads a whole large collection. */
import type { CollectionName } from '../../../core/model/index.js';

interface DittoIndex {
  readonly collection: CollectionName;
  /** As DQL has them: `order_date DESC`. */
  readonly fields: readonly string[];
}

export const DITTO_INDEXES: readonly DittoIndex[] = [{ collection: 'customers', fields: ['email'] }];

/** The statement that makes an index where there is none of its name. */
export function createIndex({ collection, fields }: DittoIndex): string {
  return `CREATE INDEX IF NOT EXISTS ${indexName({ collection, fields })} ON ${collection} (${fields.join(', ')})`;
}

/** `orders_store_id_order_date` of the fields `store_id` and `order_date DESC` of orders. */
const indexName = ({ collection, fields }: DittoIndex): string =>
  [collection, ...fields.map((field) => field.replace(/ .*/, '').replaceAll('.', '_'))].join('_');
