/** The NAME.metadata.json beside each NAME.bson, as mongodump writes it (canonical Extended JSON). */
import { EJSON, Int32 } from 'bson';
import type { CollectionModel } from '../../../core/model/schema.js';
import { collectionOptions, indexSpec } from '../../../mongodb/index-specs.js';

/** Text indexes are stored as `_fts`, with the fields in `weights`. */
function storedKey(key: Readonly<Record<string, 1 | -1 | 'text'>>): Record<string, unknown> {
  if (Object.values(key).includes('text')) return { _fts: 'text', _ftsx: new Int32(1) };
  return Object.fromEntries(
    Object.entries(key).map(([field, direction]) => [field, new Int32(Number(direction))]),
  );
}

/** The text of a collection's metadata file. */
export function dumpMetadata(model: CollectionModel): string {
  const indexes = model.indexes.map((index) => {
    const { key, weights, ...rest } = indexSpec(index);
    return {
      v: new Int32(2),
      key: storedKey(key),
      ...rest,
      ...(weights === undefined
        ? {}
        : {
            weights: Object.fromEntries(
              Object.entries(weights).map(([field, weight]) => [field, new Int32(weight)]),
            ),
            default_language: 'english',
            language_override: 'language',
            textIndexVersion: new Int32(3),
          }),
    };
  });
  return EJSON.stringify(
    {
      options: collectionOptions(model),
      indexes: [{ v: new Int32(2), key: { _id: new Int32(1) }, name: '_id_' }, ...indexes],
      collectionName: model.name,
      type: 'collection',
    },
    { relaxed: false },
  );
}
