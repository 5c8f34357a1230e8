/** What a finished run has to say, for people and for scripts. */
import type { CollectionName } from '../core/model/index.js';
import type { RunResult } from './pipeline.js';
import { Tally } from './tally.js';

export interface Outcome {
  /** Those of which something was made. */
  readonly collections: {
    readonly [N in CollectionName]?: { readonly documents: number; readonly bytes: number };
  };
  readonly documents: number;
  /** Bytes of BSON. */
  readonly bytes: number;
  /** Seconds until the last document, for the indexes, and in all. */
  readonly documentsSeconds: number;
  readonly indexesSeconds: number;
  readonly seconds: number;
  /** Of the documents alone, and of those that this run made. */
  readonly documentsPerSecond: number;
  readonly bytesPerSecond: number;
}

const rounded = (value: number): number => Math.round(value * 1000) / 1000;

/** @internal */
export function outcomeOf({ tally, documentsMs, indexesMs }: RunResult): Outcome {
  const entries = [...tally.documents].map(
    ([name, documents]): [CollectionName, { documents: number; bytes: number }] => [
      name,
      { documents, bytes: tally.bytes.get(name) ?? 0 },
    ],
  );
  return {
    collections: Object.fromEntries(entries),
    documents: tally.allDocuments,
    bytes: tally.allBytes,
    documentsSeconds: rounded(documentsMs / 1000),
    indexesSeconds: rounded(indexesMs / 1000),
    seconds: rounded((documentsMs + indexesMs) / 1000),
    documentsPerSecond: Math.round(
      ((tally.allDocuments - tally.alreadyDelivered.documents) / documentsMs) * 1000,
    ),
    bytesPerSecond: Math.round(((tally.allBytes - tally.alreadyDelivered.bytes) / documentsMs) * 1000),
  };
}

/** The outcome of a run that had nothing to do. */
export function outcomeFrom(
  collections: Readonly<Record<string, { readonly count: number; readonly bytes: number }>>,
): Outcome {
  const tally = new Tally();
  for (const [name, { count, bytes }] of Object.entries(collections)) {
    tally.add(name as CollectionName, count, bytes);
  }
  return { ...outcomeOf({ tally, documentsMs: 0, indexesMs: 0 }), documentsPerSecond: 0, bytesPerSecond: 0 };
}
