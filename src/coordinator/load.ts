/** `zava load` as a function: the dataset straight into MongoDB. */
import { mkdir, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { CollectionName } from '../model/index.js';
import { zstdAvailable } from '../mongodb/compression.js';
import { isLocal, parseUri } from '../mongodb/connect.js';
import type { Settings } from '../settings/settings.js';
import type { MongoTarget } from '../sinks/delivery.js';
import { DUMP_FILES } from '../sinks/dump.js';
import { type LoadOptions, MongoSink } from '../sinks/mongodb/mongodb.js';
import type { Watch } from './generate-dump.js';
import { type ManifestCollection, makeManifest, stockLines } from './manifest.js';
import { type Outcome, outcomeOf } from './outcome.js';
import { Preparation } from './preparation.js';
import { run } from './run.js';
import { ShardThreads } from './shard-threads.js';

/** How a load writes to a server. The wire is compressed unless the server is on this machine. */
export function targetOf(uri: string, settings: Settings): MongoTarget {
  const parsed = parseUri(uri, 'The connection string');
  const chosen = parsed.searchParams.has('compressors') || isLocal(uri);
  return {
    uri,
    database: settings.database,
    connections: settings.load.connections,
    batchDocuments: settings.load.batch_documents,
    batchBytes: settings.load.batch_bytes,
    compressors: chosen ? [] : zstdAvailable() ? ['zstd', 'zlib'] : ['zlib'],
  };
}

/**
 * Threads that make shards and send them: one for each core, unless a number is asked for. A server on this machine
 * needs the cores more than they do, so beside it there are half as many: one makes more than such a server can take.
 */
export function sendingThreads(workers: number | undefined, local: boolean): ShardThreads {
  const cores = availableParallelism();
  return new ShardThreads(workers ?? (local ? Math.max(1, Math.floor(cores / 2)) : cores), 'send');
}

/**
 * Generates the dataset into the database of the settings.
 * @param recordFolder gets the manifest and the stock's movements, which the nine collections have no place for.
 * @throws ZavaError with a plain reason where the server cannot be used, or holds any of the nine collections and
 * `drop` is not given.
 */
export async function loadDatabase(
  settings: Settings,
  uri: string,
  load: LoadOptions,
  recordFolder: string,
  watch: Watch = {},
): Promise<Outcome> {
  const target = targetOf(uri, settings);
  const threads = watch.threads ?? sendingThreads(settings.workers, isLocal(uri));
  const preparation = new Preparation(settings.world);
  const sink = new MongoSink(target, load);
  try {
    const stockUpdateMonths = settings.load.stock_update_months;
    const result = await run(preparation, sink, { ...watch, threads, stockUpdateMonths });
    const outcome = outcomeOf(result);
    const stock = stockLines(preparation);
    const { tally } = result;
    const written = new Map<CollectionName, ManifestCollection>();
    for (const [name, count] of tally.documents)
      written.set(name, { count, bytes: tally.bytes.get(name) ?? 0 });
    const manifest = makeManifest(preparation, written, { text: stock, file: DUMP_FILES.stock });
    await mkdir(recordFolder, { recursive: true });
    await writeFile(join(recordFolder, DUMP_FILES.stock), stock);
    await writeFile(join(recordFolder, DUMP_FILES.timings), `${JSON.stringify(outcome, undefined, 2)}\n`);
    await writeFile(join(recordFolder, DUMP_FILES.manifest), `${JSON.stringify(manifest, undefined, 2)}\n`);
    return outcome;
  } finally {
    await sink.close();
  }
}
