/** What a finished run has to say, for people and for scripts. */
import type { CollectionName } from '../model/index.js';
import type { RunResult } from './run.js';

export interface Outcome {
  readonly collections: Readonly<Record<string, { readonly documents: number; readonly bytes: number }>>;
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
    documentsPerSecond: Math.round(((tally.allDocuments - tally.kept.documents) / documentsMs) * 1000),
    bytesPerSecond: Math.round(((tally.allBytes - tally.kept.bytes) / documentsMs) * 1000),
  };
}
