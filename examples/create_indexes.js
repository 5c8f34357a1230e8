// The 40 secondary indexes of the Zava dataset, for mongosh. Safe to run twice.
// Made from src/core/model by `make docs`: change it there.
//
//   mongosh "mongodb+srv://.../zava" examples/create_indexes.js
//
// npx zava indexes create does the same, and explains what stands in the way of an index.

db.stores.createIndex({ store_id: 1 }, { name: 'store_id_1', unique: true });
db.stores.createIndex({ deleted: 1 }, { name: 'deleted_1' });
db.stores.createIndex({ is_online: 1 }, { name: 'is_online_1' });
db.categories.createIndex({ category_id: 1 }, { name: 'category_id_1', unique: true });
db.categories.createIndex({ deleted: 1 }, { name: 'deleted_1' });
db.product_types.createIndex({ type_id: 1 }, { name: 'type_id_1', unique: true });
db.product_types.createIndex({ category_id: 1 }, { name: 'category_id_1' });
db.product_types.createIndex({ deleted: 1 }, { name: 'deleted_1' });
db.products.createIndex({ product_id: 1 }, { name: 'product_id_1', unique: true });
db.products.createIndex({ sku: 1 }, { name: 'sku_1', unique: true });
db.products.createIndex({ category_id: 1 }, { name: 'category_id_1' });
db.products.createIndex({ type_id: 1 }, { name: 'type_id_1' });
db.products.createIndex({ deleted: 1 }, { name: 'deleted_1' });
db.products.createIndex(
  { product_name: 'text', product_description: 'text' },
  {
    name: 'product_name_text_product_description_text',
    weights: { product_name: 10, product_description: 5 },
  },
);
db.product_embeddings.createIndex({ product_id: 1 }, { name: 'product_id_1', unique: true });
db.customers.createIndex({ customer_id: 1 }, { name: 'customer_id_1', unique: true });
db.customers.createIndex({ email: 1 }, { name: 'email_1', unique: true });
db.customers.createIndex({ primary_store_id: 1 }, { name: 'primary_store_id_1' });
db.customers.createIndex({ deleted: 1 }, { name: 'deleted_1' });
db.customers.createIndex({ last_name: 1, first_name: 1 }, { name: 'last_name_1_first_name_1' });
db.inventory.createIndex({ store_id: 1, product_id: 1 }, { name: 'store_id_1_product_id_1', unique: true });
db.inventory.createIndex({ store_id: 1 }, { name: 'store_id_1' });
db.inventory.createIndex({ product_id: 1 }, { name: 'product_id_1' });
db.inventory.createIndex({ deleted: 1 }, { name: 'deleted_1' });
db.inventory.createIndex(
  { store_id: 1, stock_level: 1, reorder_threshold: 1 },
  { name: 'store_id_1_stock_level_1_reorder_threshold_1' },
);
db.inventory.createIndex({ 'location.aisle': 1 }, { name: 'location.aisle_1' });
db.inventory.createIndex({ 'location.shelf': 1 }, { name: 'location.shelf_1' });
db.orders.createIndex({ order_id: 1 }, { name: 'order_id_1', unique: true });
db.orders.createIndex({ customer_id: 1 }, { name: 'customer_id_1' });
db.orders.createIndex({ store_id: 1 }, { name: 'store_id_1' });
db.orders.createIndex({ order_date: -1 }, { name: 'order_date_-1' });
db.orders.createIndex({ deleted: 1 }, { name: 'deleted_1' });
db.orders.createIndex({ status: 1 }, { name: 'status_1' });
db.orders.createIndex({ customer_id: 1, order_date: -1 }, { name: 'customer_id_1_order_date_-1' });
db.orders.createIndex({ store_id: 1, order_date: -1 }, { name: 'store_id_1_order_date_-1' });
db.orders.createIndex({ store_id: 1, status: 1 }, { name: 'store_id_1_status_1' });
db.order_items.createIndex({ order_id: 1 }, { name: 'order_id_1' });
db.order_items.createIndex({ product_id: 1 }, { name: 'product_id_1' });
db.order_items.createIndex({ deleted: 1 }, { name: 'deleted_1' });
db.order_items.createIndex({ order_id: 1, product_id: 1 }, { name: 'order_id_1_product_id_1' });

// For similarity search, on servers that have it: Atlas, or MongoDB 8.2 with mongot.
try {
  db.product_embeddings.createSearchIndex('image_vector', 'vectorSearch', {
    fields: [{ type: 'vector', path: 'image_embedding', numDimensions: 512, similarity: 'cosine' }],
  });
  db.product_embeddings.createSearchIndex('description_vector', 'vectorSearch', {
    fields: [{ type: 'vector', path: 'description_embedding', numDimensions: 1536, similarity: 'cosine' }],
  });
} catch (error) {
  print(`The vector indexes were not made: ${error.message}`);
}
