/** The secondary indexes, built at once: one command for each collection, all of them side by side. */
import { MODELS } from '../../../dist/src/index.js';
import { indexSpec } from '../../../dist/src/mongodb/index-specs.js';

export async function buildIndexes(db) {
  const models = Object.values(MODELS).filter(({ indexes }) => indexes.length > 0);
  await Promise.all(
    models.map(({ name, indexes }) => db.command({ createIndexes: name, indexes: indexes.map(indexSpec) })),
  );
}
