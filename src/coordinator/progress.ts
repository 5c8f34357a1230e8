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
}

export type OnProgress = (progress: Progress) => void;

/** Documents and bytes of BSON by collection. */
export class Tally {
  readonly documents = new Map<CollectionName, number>();
  readonly bytes = new Map<CollectionName, number>();

  add(collection: CollectionName, documents: number, bytes: number): void {
    this.documents.set(collection, (this.documents.get(collection) ?? 0) + documents);
    this.bytes.set(collection, (this.bytes.get(collection) ?? 0) + bytes);
  }

  get allDocuments(): number {
    return [...this.documents.values()].reduce((a, b) => a + b, 0);
  }

  get allBytes(): number {
    return [...this.bytes.values()].reduce((a, b) => a + b, 0);
  }
}
