/** What a run tells while it works. Numbers only; how they look is for the one who listens. */
import type { CollectionName } from '../model/index.js';

export type Phase = 'documents' | 'indexes';

export interface Progress {
  readonly phase: Phase;
  /** Documents (an estimate for lines until they are made) or collections, done and in all. */
  readonly done: number;
  readonly total: number;
  /** Bytes of BSON written so far. */
  readonly bytes: number;
  /** What an earlier run had done of them, so that this one's rate can be told. */
  readonly kept?: Kept;
  /** Batches that the server did not take and that wait to be sent again. */
  readonly waiting?: number;
}

export interface Kept {
  readonly documents: number;
  readonly bytes: number;
}

export type OnProgress = (progress: Progress) => void;

/** Documents, bytes of BSON and, where they are hashed, the sums of their hashes by collection. */
export class Tally {
  readonly documents = new Map<CollectionName, number>();
  readonly bytes = new Map<CollectionName, number>();
  readonly sums = new Map<CollectionName, bigint>();
  readonly kept = { documents: 0, bytes: 0 };

  /** @param kept whether an earlier run had done it. */
  add(collection: CollectionName, documents: number, bytes: number, sum?: bigint, kept = false): void {
    if (kept) {
      this.kept.documents += documents;
      this.kept.bytes += bytes;
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
