/** `zava verify` as a function: is a database exactly what a seed makes? */

import type { Db } from 'mongodb';
import { loadHash } from '../../core/encode/digest.js';
import { type CollectionName, FORMAT_VERSION } from '../../core/model/index.js';
import { option } from '../../core/options/table.js';
import type { OnProgress } from '../../core/progress.js';
import type { Settings } from '../../core/settings/settings.js';
import { cutterOf } from '../../core/sketch/raw-documents.js';
import { findDifferences } from '../../engine/differences/find.js';
import { SEARCH_CONNECTIONS, type Source } from '../../engine/differences/read.js';
import { areEqual, type Search } from '../../engine/differences/search.js';
import { compressorsFor } from '../../engine/load.js';
import type { CollectionDigests } from '../../engine/manifest/read-manifest.js';
import { ZavaError } from '../../errors.js';
import { type Message, say } from '../../message.js';
import { makeClient, plainError } from '../../mongodb/connect.js';
import { unlessRefused } from '../../mongodb/first-contact.js';
import { unfinishedLoad } from '../../mongodb/load-journal.js';
import { closeWithTimeout, whileAnswering } from '../../mongodb/presence.js';
import { SYNC_FIELD } from '../../mongodb/sync-field.js';
import { isSharded } from '../../mongodb/wire/raw-read.js';
import type { CollectionResult, Verification } from './result.js';
import { Samples } from './samples.js';

export interface VerifyOptions {
  /** Counts and digests that are known already; without them the world is generated while the server is read. */
  readonly expected?: CollectionDigests | undefined;
  /** Say which fields of the sampled documents differ. */
  readonly explain?: boolean;
  /** Leave the field out that `zava trigger-sync` sets. */
  readonly ignoreSyncFields?: boolean;
  /** For tests; see engine/differences/search.ts. */
  readonly cells?: Search['cells'];
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: OnProgress | undefined;
  /** Takes a line about what is under way. */
  readonly log?: ((line: Message) => void) | undefined;
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
    connections: SEARCH_CONNECTIONS,
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
    return await Promise.race([
      whileAnswering({ client, uri }, unlessRefused(client, uri, work)),
      interrupted,
    ]);
  } catch (error) {
    throw plainError(error, uri);
  } finally {
    // Whatever failed, the other side stops too.
    stop.abort(new Error('stopped'));
    await closeWithTimeout(client.close());
  }
}

async function compare(
  db: Db,
  settings: Settings,
  options: VerifyOptions,
  signal: AbortSignal,
): Promise<Verification> {
  const start = performance.now();
  const { ignoreSyncFields = false, log } = options;
  const [sharded, hash] = await Promise.all([isSharded(db), loadHash()]);
  const compared = ignoreSyncFields ? cutterOf(SYNC_FIELD) : (document: Uint8Array) => document;
  const source: Source = { db, sharded, hash, compared };
  const unfinished = await unfinishedLoad(db);
  if (unfinished !== undefined) log?.(unfinished);
  const samples = new Samples();
  const sides = await findDifferences({
    source,
    settings,
    known: options.expected,
    signal,
    onDifference: (difference) => samples.add(difference),
    onDifferent: (names) => log?.(`Looking for what differs in ${names.join(', ')} ...`),
    onProgress: options.onProgress,
    cells: options.cells,
  });
  const different = [...sides].filter(([, both]) => !areEqual(both)).map(([name]) => name);
  for (const name of different) checkAny(name, samples);
  const explained = options.explain ? await samples.explained(source, settings) : undefined;
  const results = [...sides].map(([name, { expected, found }]): [CollectionName, CollectionResult] => {
    const exact = areEqual({ expected, found });
    const fields = explained && { explained: explained.get(name) ?? [] };
    return [
      name,
      {
        exact,
        expected: { documents: expected.count, digest: expected.digest },
        found: { documents: found.count, digest: found.digest },
        ...(exact ? {} : { differences: { ...samples.differences(name), ...fields } }),
      },
    ];
  });
  const softDeleted = await softDeletedIn(db, different, samples);
  return {
    exact: different.length === 0,
    ...(softDeleted === undefined ? {} : { softDeleted }),
    seed: settings.world.seed,
    formatVersion: FORMAT_VERSION,
    documents: [...sides.values()].reduce((sum, { found }) => sum + found.count, 0),
    collections: Object.fromEntries(results) as Record<CollectionName, CollectionResult>,
    ignoredFields: ignoreSyncFields ? [SYNC_FIELD] : [],
    seconds: Math.round(performance.now() - start) / 1000,
  };
}

/**
 * How many documents are there that are not of the seed and say that they are deleted, where nothing else differs. No
 * document of a seed says that, so where all of the seed's are there as they should be, those who say it are the others.
 */
async function softDeletedIn(
  db: Db,
  different: readonly CollectionName[],
  samples: Samples,
): Promise<number | undefined> {
  const differences = different.map((name) => samples.differences(name));
  if (differences.some(({ missing, changed }) => missing.documents + changed.documents > 0)) return undefined;
  const extra = differences.reduce((sum, one) => sum + one.extra.documents, 0);
  const marked = await Promise.all(
    different.map((name) => db.collection(name).countDocuments({ deleted: true })),
  );
  return extra > 0 && marked.reduce((sum, count) => sum + count, 0) === extra ? extra : undefined;
}

/** @throws ZavaError where the digests differ and no document does. */
function checkAny(name: CollectionName, samples: Samples): void {
  if (samples.count(name) > 0) return;
  throw new ZavaError(
    say`The digest of ${name} is another one, but not one document differs: the digests of the manifest or the record are not those of its settings, or the database was written to meanwhile; run it again, or hold it against another ${option('manifest')}.`,
  );
}
