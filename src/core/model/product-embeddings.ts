/** product_embeddings: vectors for semantic search; too large for devices, so never synced. */
import { type CollectionModel, type DocumentOf, deletedField, index } from './schema.js';

export const productEmbeddings = {
  name: 'product_embeddings',
  purpose: 'Vectors for similarity search on the server; not synced to Ditto',
  madeBy: 'catalog',
  fields: [
    { name: '_id', bson: 'string', doc: 'same as product_id' },
    { name: 'product_id', bson: 'string', doc: 'the product' },
    { name: 'image_embedding', bson: 'vector', length: 512, doc: 'of unit length' },
    { name: 'description_embedding', bson: 'vector', length: 1536, doc: 'of unit length' },
    { name: 'image_url', bson: 'string', doc: 'path of the picture' },
    { name: 'created_at', bson: 'string', form: 'iso-date', doc: "the product's updated_at" },
    deletedField,
  ],
  indexes: [index({ product_id: 1 }, { unique: true })],
  vectorIndexes: [
    { name: 'image_vector', field: 'image_embedding', similarity: 'cosine' },
    { name: 'description_vector', field: 'description_embedding', similarity: 'cosine' },
  ],
  references: [{ field: 'product_id', collection: 'products', foreignField: 'product_id' }],
  idField: 'product_id',
} as const satisfies CollectionModel;

export type ProductEmbedding = DocumentOf<typeof productEmbeddings>;
