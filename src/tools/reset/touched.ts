/** Which documents are to be looked at: their ids, by collection, each once. */
import { COLLECTION_NAMES, type CollectionName } from '../../core/model/index.js';
import type { Sought, SoughtIds } from '../../core/world/documents-by-id.js';
import { keyOf } from '../../core/world/ids.js';

export class TouchedIds {
  private readonly byCollection = new Map<CollectionName, Map<string, Sought>>();

  get size(): number {
    return [...this.byCollection.values()].reduce((sum, ids) => sum + ids.size, 0);
  }

  /** What is said of a document first counts: it is nearest to the time when all was right. */
  add(collection: CollectionName, touched: Sought): void {
    let ids = this.byCollection.get(collection);
    if (ids === undefined) {
      ids = new Map();
      this.byCollection.set(collection, ids);
    }
    const key = keyOf(touched.id);
    if (!ids.has(key)) ids.set(key, touched);
  }

  addAll(others: TouchedIds): void {
    for (const [collection, ids] of others.byCollection) {
      for (const touched of ids.values()) this.add(collection, touched);
    }
  }

  /** Of lines of which nothing is known, what is found out about their orders by looking for all of them at once. */
  findOrders(ordersOf: (lineIds: readonly string[]) => ReadonlyMap<string, string>): void {
    const lines = this.byCollection.get('order_items') ?? new Map<string, Sought>();
    const lost = [...lines.values()].flatMap(({ id, order, isNew }) =>
      typeof id === 'string' && order === undefined && !isNew ? [id] : [],
    );
    if (lost.length === 0) return;
    const orders = ordersOf(lost);
    // What is not found is no line of the seed.
    for (const id of lost) {
      const order = orders.get(id);
      lines.set(keyOf(id), order === undefined ? { id, isNew: true } : { id, order });
    }
  }

  /**
   * In pieces of at most so many; orders and their lines, which are made together, are in the same one or in the next.
   */
  *pieces(most: number): Generator<SoughtIds> {
    const all = COLLECTION_NAMES.flatMap((collection) =>
      [...(this.byCollection.get(collection)?.values() ?? [])].map((touched) => ({
        collection,
        touched,
        place: placeOf(collection, touched),
      })),
    );
    all.sort((a, b) => (a.place < b.place ? -1 : 1));
    for (let from = 0; from < all.length; from += most) {
      const piece = new Map<CollectionName, Sought[]>();
      for (const { collection, touched } of all.slice(from, from + most)) {
        const ids = piece.get(collection);
        if (ids === undefined) piece.set(collection, [touched]);
        else ids.push(touched);
      }
      yield piece;
    }
  }
}

const placeOf = (collection: CollectionName, { id, order }: Sought): string =>
  collection === 'orders' || collection === 'order_items' ? `orders ${order ?? String(id)}` : collection;
