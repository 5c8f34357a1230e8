/** Walking through a collection in the order of its `_id`. */
import type { Collection, Document, Filter } from 'mongodb';

/**
 * The ids of the documents that `filter` matches, ascending, in pages of at most `size`. Every page is a query of its
 * own, which the driver may try again: a cursor would not outlive an election. The comparison is that of expressions,
 * as a plain `$gt` finds no ids of other types; it uses the index on `_id` all the same (MongoDB 5.0 or newer).
 */
export async function* idPages(
  collection: Collection,
  filter: Filter<Document>,
  size: number,
): AsyncGenerator<unknown[], void, void> {
  let beyond: Filter<Document> = {};
  for (;;) {
    const page = await collection
      // Numbers keep their BSON types, so that an id beyond 2^53 stays itself.
      .find({ ...filter, ...beyond }, { projection: { _id: 1 }, promoteValues: false })
      .sort({ _id: 1 })
      .limit(size)
      .toArray();
    if (page.length === 0) return;
    const ids = page.map((document) => document._id as unknown);
    yield ids;
    if (ids.length < size) return;
    beyond = { $expr: { $gt: ['$_id', { $literal: ids.at(-1) }] } };
  }
}
