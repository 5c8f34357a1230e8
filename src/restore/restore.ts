/** `zava restore` as a function: a dump of zava into a server, over the same way as a load. */
import { copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import pMap, { pMapIterable } from 'p-map';
import { forgetRecord, targetOf } from '../coordinator/load.js';
import { type Outcome, outcomeOf } from '../coordinator/outcome.js';
import { type Kept, type OnProgress, Tally } from '../coordinator/progress.js';
import type { Encoded } from '../encode/documents.js';
import { ZavaError } from '../errors.js';
import { COLLECTION_NAMES, type CollectionName } from '../model/index.js';
import { hostsOf } from '../mongodb/connect.js';
import type { Settings } from '../settings/settings.js';
import { DUMP_FILES } from '../sinks/dump.js';
import { MongoSink } from '../sinks/mongodb/mongodb.js';
import { Pace, Stopped } from '../sinks/pace.js';
import { ServerSource } from '../validate/server/server-source.js';
import { blocksOf } from './blocks.js';
import { type CheckedDump, checkDump } from './dump-check.js';

export interface RestoreRequest {
  /** Drop those of the nine collections that are there. */
  readonly drop: boolean;
  /** Build the secondary indexes. */
  readonly indexes: boolean;
  /** Go on with a restore that was interrupted: what is there is compared and left. */
  readonly resume?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: OnProgress | undefined;
}

/** Collections, and blocks of each, that are sent at once: they bound the memory. */
const COLLECTIONS_AT_ONCE = 3;
const BLOCKS_AT_ONCE = 2;

/** How long an interruption waits for the batches in flight, in milliseconds. */
const DRAIN_MS = 2000;

const stepOf = (name: CollectionName): string => `restore/${name}`;

/**
 * Checks a dump file by file, then sends its documents, builds its indexes and counts what has arrived.
 * @param folder as zava generate wrote it. @param settings where to and how; what the dump holds is in the dump.
 * @param recordFolder gets the manifest and the stock's movements, as those of a load.
 * @throws ZavaError with the name of a file that is missing or damaged, before anything is written; or where the server
 * cannot be used, or holds any of the nine collections and `drop` is not given.
 */
export async function restoreDump(
  settings: Settings,
  folder: string,
  uri: string,
  request: RestoreRequest,
  recordFolder: string,
): Promise<Outcome> {
  const { signal } = request;
  const dump = await checkDump(folder, signal);
  const start = performance.now();
  const pace = new Pace();
  // Nothing is made here that could be made again, so a majority has each batch before it counts.
  pace.demandMajority();
  const target = targetOf(uri, settings, 1, request);
  const sink = new MongoSink(target, { ...request, keeping: dump.collections }, dump.identity, pace);
  const all = send(dump, sink, request, recordFolder, start, () => count(uri, settings.database, dump));
  const stopped = new Promise<never>((_, reject) => {
    const stop = () => {
      pace.stop();
      setTimeout(() => reject(signal?.reason), DRAIN_MS).unref();
    };
    if (signal?.aborted) stop();
    signal?.addEventListener('abort', stop, { once: true });
  });
  stopped.catch(() => {});
  try {
    const outcome = await Promise.race([all, stopped]);
    await keepRecord(folder, recordFolder);
    return outcome;
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof Stopped && sink.failure !== undefined) throw sink.failure;
    throw error;
  } finally {
    all.catch(() => {});
    await sink.close();
  }
}

async function send(
  { collections }: CheckedDump,
  sink: MongoSink,
  { onProgress, signal }: RestoreRequest,
  recordFolder: string,
  start: number,
  count: () => Promise<void>,
): Promise<Outcome> {
  const tally = new Tally();
  const total = [...collections.values()].reduce((sum, { count }) => sum + count, 0);
  const note = (name: CollectionName, { documents, bytes }: Kept, kept = false) => {
    tally.add(name, documents, bytes, undefined, kept);
    const { allDocuments: done, allBytes } = tally;
    onProgress?.({ phase: 'documents', done, total, bytes: allBytes, kept: tally.kept });
  };
  const restore = async (name: CollectionName) => {
    const entry = collections.get(name);
    if (entry === undefined) return;
    if (sink.isDone(stepOf(name))) {
      return note(name, { documents: entry.count, bytes: entry.bytes }, true);
    }
    const write = async (block: Encoded) => {
      signal?.throwIfAborted();
      await sink.write(name, block);
      note(name, { documents: block.documents, bytes: block.bytes.length });
    };
    const blocks = pMapIterable(blocksOf(entry.file), write, { concurrency: BLOCKS_AT_ONCE });
    for await (const _ of blocks);
    await sink.finish(stepOf(name));
  };
  await sink.open();
  await forgetRecord(recordFolder);
  // The largest ones stand last.
  await pMap(COLLECTION_NAMES.toReversed(), restore, { concurrency: COLLECTIONS_AT_ONCE });
  const lost = await sink.settle();
  if (lost.length > 0) {
    throw new ZavaError(
      `The server lost what it had acknowledged (${lost.join(', ')}); use --resume to go on.`,
    );
  }
  const documentsMs = performance.now() - start;
  let built = 0;
  await sink.buildIndexes(() =>
    onProgress?.({ phase: 'indexes', done: ++built, total: collections.size, bytes: tally.allBytes }),
  );
  await count();
  await sink.complete();
  return outcomeOf({ tally, documentsMs, indexesMs: performance.now() - start - documentsMs });
}

async function keepRecord(folder: string, recordFolder: string): Promise<void> {
  await mkdir(recordFolder, { recursive: true });
  for (const file of [DUMP_FILES.stock, DUMP_FILES.manifest]) {
    await copyFile(join(folder, file), join(recordFolder, file));
  }
}

/** @throws ZavaError where the server does not hold as many documents as the dump. */
async function count(uri: string, database: string, { collections }: CheckedDump): Promise<void> {
  const source = new ServerSource(uri, database);
  try {
    await source.open();
    for (const [name, found] of await source.counts()) {
      const said = collections.get(name)?.count ?? 0;
      if (found === said) continue;
      throw new ZavaError(
        `${name} in database ${database} at ${hostsOf(uri)} holds ${found} documents and the dump ${said}: something else wrote there meanwhile.`,
      );
    }
  } finally {
    await source.close();
  }
}
