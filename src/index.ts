/**
 * The library's public face; docs/API.md describes every name. Importing it loads a few small files and starts nothing:
 * packages that take time come with the first call that needs them.
 */

export type { Category } from './core/model/categories.js';
export type { Customer } from './core/model/customers.js';
export {
  COLLECTION_NAMES,
  type CollectionName,
  FORMAT_VERSION,
  FORMAT_VERSION as formatVersion,
  MODELS,
} from './core/model/index.js';
export type { Inventory } from './core/model/inventory.js';
export type { OrderItem } from './core/model/order-items.js';
export type { Order } from './core/model/orders.js';
export type { ProductEmbedding } from './core/model/product-embeddings.js';
export type { ProductType } from './core/model/product-types.js';
export type { Product } from './core/model/products.js';
export type { CollectionModel, Field, Index, Reference, VectorIndex } from './core/model/schema.js';
export type { Store } from './core/model/stores.js';
export type { OnProgress, Progress } from './core/progress.js';
export type { Settings } from './core/settings/settings.js';
export { SettingsError, ZavaError } from './errors.js';
export type { DatasetCollection, RawBatch } from './library/collection.js';
export { createDataset, type Dataset, type DocumentTypes } from './library/dataset.js';
export { type DittoPermissionsOptions, dittoPermissions } from './library/ditto.js';
export type { DatasetOptions } from './library/options.js';
export type { Outcome } from './library/outcome.js';
export { type ResetDatabaseOptions, type ResetOutcome, resetDatabase } from './library/reset.js';
export {
  type EmbeddedServerOptions,
  type GenerateDumpOptions,
  generateDump,
  type LoadDatabaseOptions,
  type LoadOutcome,
  loadDatabase,
  planReport,
  type RunOptions,
  startEmbeddedServer,
} from './library/runs.js';
export { type SeedCounts, type SeedOptions, seedDatabase } from './library/seed.js';
export type { SeedableDb } from './library/seedable-db.js';
export type { EmbeddedServer } from './mongodb/embedded/types.js';
export type { DittoPermissions, DittoRules } from './tools/ditto/permissions/types.js';
export type { PlannedCollection, PlanReport } from './tools/inspect/plan-report.js';
