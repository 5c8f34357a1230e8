/** `zava verify` as a function: is a database exactly what a seed makes? */
import type { Db } from 'mongodb';
import { compressorsFor } from '../coordinator/load.js';
import type { OnProgress } from '../coordinator/progress.js';
import type { CollectionDigests } from '../coordinator/read-manifest.js';
import { loadHash } from '../encode/digest.js';
import { ZavaError } from '../errors.js';
import { COLLECTION_NAMES, type CollectionName, FORMAT_VERSION } from '../model/index.js';
import { hostsOf, makeClient, plainError } from '../mongodb/connect.js';
import { briefly, whileAnswering } from '../mongodb/presence.js';
import { isSharded } from '../mongodb/raw-read.js';
import { SYNC_FIELD } from '../mongodb/sync-field.js';
import type { Settings } from '../settings/settings.js';
import { unfinishedLoad } from '../sinks/mongodb/ledger.js';
import { DOCUMENTS_PER_PASS, findDifferences } from './differences.js';
import { expectedCollections } from './expected.js';
import { cutterOf } from './raw-documents.js';
import { foundCollections, type OnBatch, READ_AT_ONCE, type Source } from './read.js';
import type { CollectionDifferences, CollectionResult, Verification } from './result.js';

export interface VerifyOptions {
  /** Counts and digests that are known already; without them the world is generated while the server is read. */
  readonly expected?: CollectionDigests | undefined;
  /** Say which fields of the sampled documents differ. */
  readonly explain?: boolean;
  /** Leave the field out that `zava trigger-sync` sets. */
  readonly ignoreSyncFields?: boolean;
  /** For tests; see differences.ts. */
  readonly documentsPerPass?: number;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: OnProgress | undefined;
  /** Takes a line about what is under way. */
  readonly log?: ((line: string) => void) | undefined;
}

/**
 * Holds the nine collections of a database against the world of the settings, byte by byte: a document whose fields
 * stand in another order counts as changed. Other collections and the indexes are left aside. A collection that is not
 * there lacks all of its documents. Nothing is written.
 * @throws ZavaError with a plain reason where the server cannot be read; the signal's reason where it was aborted.
 */
export async function verifyDatabase(
  settings: Settings,
  uri: string,
  options: VerifyOptions = {},
): Promise<Verification> {
  const client = makeClient({
    uri,
    connections: READ_AT_ONCE,
    compressors: compressorsFor(uri),
  });
  const stop = new AbortController();
  const interrupted = new Promise<never>((_, reject) => {
    const abort = () => reject(options.signal?.reason);
    if (options.signal?.aborted) abort();
    options.signal?.addEventListener('abort', abort, { once: true });
  });
  try {
    // An interruption does not wait for whatever is under way, such as the search for a server.
    const work = compare(client.db(settings.database), settings, options, stop.signal);
    return await Promise.race([whileAnswering({ client, host: hostsOf(uri) }, work), interrupted]);
  } catch (error) {
    throw plainError(error, uri);
  } finally {
    // Whatever failed, the other side stops too.
    stop.abort(new Error('stopped'));
    await briefly(client.close());
  }
}

async function compare(
  db: Db,
  settings: Settings,
  options: VerifyOptions,
  signal: AbortSignal,
): Promise<Verification> {
  const start = performance.now();
  const { ignoreSyncFields = false, explain = false, documentsPerPass = DOCUMENTS_PER_PASS } = options;
  const [sharded, hash] = await Promise.all([isSharded(db), loadHash()]);
  const compared = ignoreSyncFields ? cutterOf(SYNC_FIELD) : (document: Uint8Array) => document;
  const source: Source = { db, sharded, hash, compared };
  const unfinished = await unfinishedLoad(db);
  if (unfinished !== undefined) options.log?.(unfinished);
  const onBatch = await progressOf(db, options.onProgress);
  const [expected, found] = await Promise.all([
    options.expected ?? expectedCollections(settings, signal),
    foundCollections(source, onBatch),
  ]);

  const results = new Map(COLLECTION_NAMES.map((name) => [name, resultOf(name, expected, found)]));
  const different = COLLECTION_NAMES.filter((name) => results.get(name)?.exact === false);
  if (different.length > 0) {
    options.log?.(`Looking for what differs in ${different.join(', ')} ...`);
    const documents = different.reduce((sum, name) => sum + (found.get(name)?.count ?? 0), 0);
    const passes = Math.max(1, Math.ceil(documents / documentsPerPass));
    const differences = await findDifferences(different, passes, { source, settings, signal, explain });
    for (const [name, difference] of differences) {
      checkAny(name, difference);
      results.set(name, { ...resultOf(name, expected, found), differences: difference });
    }
  }
  return {
    exact: different.length === 0,
    seed: settings.world.seed,
    formatVersion: FORMAT_VERSION,
    documents: [...found.values()].reduce((sum, { count }) => sum + count, 0),
    collections: Object.fromEntries(results) as Record<CollectionName, CollectionResult>,
    ignoredFields: ignoreSyncFields ? [SYNC_FIELD] : [],
    seconds: Math.round(performance.now() - start) / 1000,
  };
}

function resultOf(
  name: CollectionName,
  expected: CollectionDigests,
  found: CollectionDigests,
): CollectionResult {
  const nothing = { count: 0, digest: '' };
  const [left, right] = [expected.get(name) ?? nothing, found.get(name) ?? nothing];
  return {
    exact: left.count === right.count && left.digest === right.digest,
    expected: { documents: left.count, digest: left.digest },
    found: { documents: right.count, digest: right.digest },
  };
}

/** @throws ZavaError where the digests differ and no document does. */
function checkAny(name: CollectionName, { missing, extra, changed }: CollectionDifferences): void {
  if (missing.documents + extra.documents + changed.documents > 0) return;
  throw new ZavaError(
    `The digest of ${name} is another one, but not one document differs: the digests of the manifest are not those of its settings, or the database was written to meanwhile; run it again, or without --manifest.`,
  );
}

/** Tells what has been read so far, of as many documents as the server reckons to hold. */
async function progressOf(db: Db, onProgress: OnProgress | undefined): Promise<OnBatch> {
  if (onProgress === undefined) return () => {};
  const counts = await Promise.all(
    COLLECTION_NAMES.map((name) => db.collection(name).estimatedDocumentCount()),
  );
  const total = counts.reduce((sum, count) => sum + count, 0);
  let done = 0;
  let read = 0;
  return (documents, bytes) => {
    done += documents;
    read += bytes;
    // The server only reckons, and there may be more.
    if (documents > 0 && done <= total) onProgress({ phase: 'documents', done, total, bytes: read });
  };
}
