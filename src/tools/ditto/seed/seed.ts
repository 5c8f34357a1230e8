/** A Ditto store filled with a dataset or a slice of it, as the connector would fill it. */

import { deserialize } from 'bson';
import { SYNCED } from '../../../core/model/ditto.js';
import type { CollectionName } from '../../../core/model/index.js';
import type { DittoProfile } from '../../../core/model/schema.js';
import type { OnProgress } from '../../../core/progress.js';
import { documentsOf } from '../../../core/world/documents.js';
import type { PreparedWorld } from '../../../core/world/prepared-world.js';
import { expectedDocuments } from '../../../engine/shard-tasks.js';
import { Tally } from '../../../engine/tally.js';
import { ZavaError } from '../../../errors.js';
import { type DittoDocument, dittoDocument } from '../document.js';
import { createIndex, DITTO_INDEXES } from './indexes.js';
import type { LocalStore } from './store.js';

/** Documents in a statement. With 100 the store takes half as many a second, with more than 1,000 no more. */
const BATCH = 1000;

/** Statements that the SDK has at once: one that the store works on, and the next. */
const IN_FLIGHT = 2;

interface SeedOptions {
  readonly profile: DittoProfile;
  /** Whether DITTO_INDEXES are built. */
  readonly indexes: boolean;
}

export interface SeedWatch {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: OnProgress | undefined;
}

/** Of one collection. */
interface SeededCollection {
  /** How many were written. */
  readonly documents: number;
  /** How many the store counts: these, and what was there besides. */
  readonly inStore: number;
}

export interface SeedOutcome {
  readonly documents: number;
  readonly documentsSeconds: number;
  readonly documentsPerSecond: number;
  readonly indexes: number;
  readonly indexesSeconds: number;
  /** How many the store counts that were not written now. */
  readonly besides: number;
  readonly collections: Readonly<Record<string, SeededCollection>>;
}

/** How many documents there will be; lines, and of a slice orders and customers, are an estimate. */
export const expectedIn = (prepared: PreparedWorld): number =>
  expectedDocuments(prepared, undefined)(new Tally()) - prepared.countOf('product_embeddings');

/**
 * Writes the eight synced collections, then builds the indexes. A document that is there gets the dataset's values
 * again; fields that somebody has added stay.
 * @throws ZavaError where the store counts fewer documents in the end than it took; the reason of the signal, between two
 * statements.
 */
export async function seedStore(
  store: LocalStore,
  prepared: PreparedWorld,
  { profile, indexes }: SeedOptions,
  { signal, onProgress }: SeedWatch = {},
): Promise<SeedOutcome> {
  const start = performance.now();
  const tally = new Tally();
  const expected = expectedIn(prepared);
  for (const name of SYNCED) {
    await write(store, name, batches(prepared, name, profile), (documents, bytes) => {
      signal?.throwIfAborted();
      tally.add(name, documents, bytes);
      const { allDocuments: done, allBytes } = tally;
      onProgress?.({ phase: 'documents', done, total: Math.max(done, expected), bytes: allBytes });
    });
  }
  const written = performance.now();
  const wanted = indexes ? DITTO_INDEXES : [];
  for (const [done, index] of wanted.entries()) {
    signal?.throwIfAborted();
    onProgress?.({ phase: 'indexes', done, total: wanted.length, bytes: tally.allBytes });
    await store.execute(createIndex(index));
  }
  const indexed = performance.now();
  const collections = await countBack(store, tally);
  const inStore = Object.values(collections).reduce((sum, one) => sum + one.inStore, 0);
  const documentsSeconds = (written - start) / 1000;
  return {
    documents: tally.allDocuments,
    documentsSeconds,
    documentsPerSecond: tally.allDocuments / documentsSeconds,
    indexes: wanted.length,
    indexesSeconds: (indexed - written) / 1000,
    besides: inStore - tally.allDocuments,
    collections,
  };
}

interface Batch {
  readonly documents: DittoDocument[];
  /** Of their BSON. */
  readonly bytes: number;
}

function* batches(prepared: PreparedWorld, name: CollectionName, profile: DittoProfile): Generator<Batch> {
  let documents: DittoDocument[] = [];
  let bytes = 0;
  for (const document of documentsOf(prepared, name)) {
    documents.push(dittoDocument(name, profile, deserialize(document)));
    bytes += document.length;
    if (documents.length < BATCH) continue;
    yield { documents, bytes };
    [documents, bytes] = [[], 0];
  }
  if (documents.length > 0) yield { documents, bytes };
}

/**
 * While the store works on one statement, the documents of the next one are made. They go over as JSON, for which the store
 * takes two thirds of the time that it takes for the SDK's own encoding of objects.
 */
async function write(
  store: LocalStore,
  name: CollectionName,
  made: Iterable<Batch>,
  written: (documents: number, bytes: number) => void,
): Promise<void> {
  const statements: Promise<void>[] = [];
  for (const { documents, bytes } of made) {
    if (statements.length === IN_FLIGHT) await statements.shift();
    const statement = store
      .execute(`INSERT INTO ${name} DOCUMENTS (deserialize_json(:json)) ON ID CONFLICT DO UPDATE`, {
        json: JSON.stringify(documents),
      })
      .then(() => written(documents.length, bytes));
    // Whoever awaits it meets its failure.
    statement.catch(() => {});
    statements.push(statement);
  }
  await Promise.all(statements);
}

async function countBack(store: LocalStore, tally: Tally): Promise<Record<string, SeededCollection>> {
  const collections: Record<string, SeededCollection> = {};
  for (const name of SYNCED) {
    const documents = tally.documents.get(name) ?? 0;
    const [row] = await store.execute(`SELECT COUNT(*) AS n FROM ${name}`);
    const inStore = Number(row?.n);
    if (!(inStore >= documents)) {
      throw new ZavaError(
        `The store took ${documents} documents of ${name} and counts ${inStore}; seed it again.`,
      );
    }
    collections[name] = { documents, inStore };
  }
  return collections;
}
