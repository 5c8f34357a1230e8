/**
 * The library's public face; docs/API.md describes every name. Importing it loads a few small files and starts nothing:
 * packages that take time come with the first call that needs them.
 */
export type { PlannedCollection, PlanReport } from './coordinator/estimate.js';
export type { Outcome } from './coordinator/outcome.js';
export type { OnProgress, Progress } from './coordinator/progress.js';
export type { DatasetCollection, RawBatch } from './dataset/collection.js';
export { createDataset, type Dataset, type DocumentTypes } from './dataset/dataset.js';
export type { DatasetOptions } from './dataset/options.js';
export {
  type EmbeddedServerOptions,
  type GenerateDumpOptions,
  generateDump,
  type LoadDatabaseOptions,
  loadDatabase,
  planReport,
  type RunOptions,
  startEmbeddedServer,
} from './dataset/runs.js';
export { type SeedCounts, type SeedOptions, seedDatabase } from './dataset/seed.js';
export type { SeedableDb } from './dataset/seedable-db.js';
export { SettingsError, ZavaError } from './errors.js';
export type { Category } from './model/categories.js';
export type { Customer } from './model/customers.js';
export {
  COLLECTION_NAMES,
  type CollectionName,
  FORMAT_VERSION,
  FORMAT_VERSION as formatVersion,
  MODELS,
} from './model/index.js';
export type { Inventory } from './model/inventory.js';
export type { OrderItem } from './model/order-items.js';
export type { Order } from './model/orders.js';
export type { ProductEmbedding } from './model/product-embeddings.js';
export type { ProductType } from './model/product-types.js';
export type { Product } from './model/products.js';
export type { CollectionModel, Field, Index, Reference, VectorIndex } from './model/schema.js';
export type { Store } from './model/stores.js';
export type { EmbeddedServer } from './mongodb/embedded/types.js';
export type { Settings } from './settings/settings.js';
