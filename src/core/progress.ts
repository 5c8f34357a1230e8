/** What a run tells while it works. Numbers only; how they look is for the one who listens. */

export type Phase = 'documents' | 'indexes';

export interface Progress {
  readonly phase: Phase;
  /** Documents (an estimate for lines until they are made) or collections, done and in all. */
  readonly done: number;
  readonly total: number;
  /** How much of the work is done, from 0 to 1, where collections are too unlike to be counted: by documents x indexes. */
  readonly share?: number;
  /** Bytes of BSON written so far. */
  readonly bytes: number;
  /** What an earlier run had delivered of them, so that this one's rate can be told. */
  readonly alreadyDelivered?: Delivered;
  /** Batches that the server did not take and that wait to be sent again. */
  readonly waiting?: number;
}

interface Delivered {
  readonly documents: number;
  readonly bytes: number;
}

export type OnProgress = (progress: Progress) => void;
