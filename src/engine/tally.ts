/** What a run has made or delivered so far, by collection. */
import type { CollectionName } from '../core/model/index.js';

/** Documents, bytes of BSON and, where they are hashed, the sums of their hashes by collection. */
export class Tally {
  readonly documents = new Map<CollectionName, number>();
  readonly bytes = new Map<CollectionName, number>();
  readonly sums = new Map<CollectionName, bigint>();
  /** What of it an earlier run had done. */
  readonly alreadyDelivered = { documents: 0, bytes: 0 };

  add(
    collection: CollectionName,
    documents: number,
    bytes: number,
    sum?: bigint,
    alreadyDelivered = false,
  ): void {
    if (alreadyDelivered) {
      this.alreadyDelivered.documents += documents;
      this.alreadyDelivered.bytes += bytes;
    }
    this.documents.set(collection, (this.documents.get(collection) ?? 0) + documents);
    this.bytes.set(collection, (this.bytes.get(collection) ?? 0) + bytes);
    if (sum !== undefined) this.sums.set(collection, (this.sums.get(collection) ?? 0n) + sum);
  }

  get allDocuments(): number {
    return [...this.documents.values()].reduce((a, b) => a + b, 0);
  }

  get allBytes(): number {
    return [...this.bytes.values()].reduce((a, b) => a + b, 0);
  }
}
