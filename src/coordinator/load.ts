/** `zava load` as a function: the dataset straight into MongoDB. */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { SettingsError, ZavaError } from '../errors.js';
import { COLLECTION_NAMES, type CollectionName } from '../model/index.js';
import { zstd } from '../mongodb/compression.js';
import { isLocal, parseUri } from '../mongodb/connect.js';
import type { Settings } from '../settings/settings.js';
import type { MongoTarget } from '../sinks/delivery.js';
import { DUMP_FILES } from '../sinks/dump.js';
import { MongoSink } from '../sinks/mongodb/mongodb.js';
import type { LoadOptions } from '../sinks/mongodb/opening.js';
import { Pace, Stopped } from '../sinks/pace.js';
import type { Watch } from './generate-dump.js';
import { identityOf, type ManifestCollection, makeManifest, stockLines } from './manifest.js';
import { type Outcome, outcomeOf } from './outcome.js';
import { Preparation } from './preparation.js';
import { type RunResult, run } from './run.js';
import { ShardThreads } from './shard-threads.js';
import type { Part } from './tasks.js';

/** What a load is asked for besides its settings. */
export interface LoadRequest extends LoadOptions {
  /** Documents a second at most, over all workers. */
  readonly maxRate?: number | undefined;
  /** Connections at most, over all workers and the coordinator; the driver's monitoring adds two for each of these. */
  readonly maxConnections?: number | undefined;
  /** Seconds after which the load stops, to be resumed. */
  readonly deadline?: number | undefined;
  readonly part?: Part | undefined;
}

/** Connections that the coordinator has use for: one for each collection. */
const COORDINATOR_CONNECTIONS = COLLECTION_NAMES.length;

/** The wire is compressed unless the server is on this machine, or the connection string says what it wants. */
export function compressorsFor(uri: string): MongoTarget['compressors'] {
  const said = parseUri(uri, 'The connection string').searchParams.has('compressors');
  if (said || isLocal(uri)) return [];
  return zstd === undefined ? ['zlib'] : ['zstd', 'zlib'];
}

/**
 * How a load writes to a server.
 * @throws SettingsError where there are more workers than connections for them.
 */
export function targetOf(
  uri: string,
  settings: Settings,
  workers: number,
  { maxRate, maxConnections: most }: LoadRequest,
): MongoTarget {
  if (most !== undefined && most <= workers) {
    throw new SettingsError(
      `--max-connections is ${most}; allowed is at least ${workers + 1}, one for each of ${workers} workers and one more, or fewer --workers.`,
    );
  }
  const own = Math.min(
    COORDINATOR_CONNECTIONS,
    Math.floor((most ?? Number.POSITIVE_INFINITY) / (workers + 1)),
  );
  const each = most === undefined ? settings.load.connections : Math.floor((most - own) / workers);
  return {
    uri,
    database: settings.database,
    connections: Math.min(settings.load.connections, each),
    maxConnections: own,
    batchDocuments: settings.load.batch_documents,
    batchBytes: settings.load.batch_bytes,
    retrySeconds: settings.load.retry_seconds,
    maxRate,
    compressors: compressorsFor(uri),
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
 * `drop` is not given; where it stopped on the way, `resume` goes on.
 */
export async function loadDatabase(
  settings: Settings,
  uri: string,
  load: LoadRequest,
  recordFolder: string,
  watch: Watch = {},
): Promise<Outcome> {
  const threads = watch.threads ?? sendingThreads(settings.workers, isLocal(uri));
  const { part, finishing, deadline } = load;
  const late = deadline === undefined ? undefined : AbortSignal.timeout(deadline * 1000);
  const pace = new Pace(undefined, load.maxRate);
  const { preparation, sink } = await prepared(() => {
    const target = targetOf(uri, settings, threads.workers, load);
    const identity = identityOf(settings.world, settings.slice);
    return {
      preparation: new Preparation(settings.world, settings.slice),
      sink: new MongoSink(target, load, identity, pace, part && partName(part)),
    };
  }, threads);
  const signals = [watch.signal, late].filter((signal) => signal !== undefined);
  try {
    const stockUpdateMonths = settings.load.stock_update_months;
    const result = await run(preparation, sink, {
      ...watch,
      signal: AbortSignal.any(signals),
      threads,
      pace,
      part,
      finishing,
      stockUpdateMonths,
      opened: () => forgetRecord(recordFolder),
    });
    const outcome = outcomeOf(result);
    if (part === undefined) await writeRecord(recordFolder, preparation, result, outcome);
    return outcome;
  } catch (error) {
    if (late?.aborted && !watch.signal?.aborted) {
      throw new ZavaError(`The deadline of ${deadline} s has passed; --resume goes on with the load.`);
    }
    // What stopped the workers says more than that they stopped.
    if (error instanceof Stopped && sink.failure !== undefined) throw sink.failure;
    throw sink.opened && finishing !== true ? withCure(error, part) : error;
  } finally {
    await sink.close();
  }
}

/** Whatever stopped a load that had begun, it can be gone on with. */
function withCure(error: unknown, part: Part | undefined): unknown {
  if (!(error instanceof ZavaError) || error instanceof SettingsError) return error;
  const how = part === undefined ? '--resume goes on' : 'the same command goes on';
  return new ZavaError(`${error.message} What is loaded stays there: ${how}.`);
}

/** What cannot be made ready leaves no threads behind. */
async function prepared<T>(make: () => T, threads: ShardThreads): Promise<T> {
  try {
    return make();
  } catch (error) {
    await threads.close();
    throw error;
  }
}

const partName = ({ index, of }: Part): string => `part ${index + 1}/${of}`;

/** What it tells is not in the target any more; a load that stays unfinished has none. */
export const forgetRecord = (folder: string): Promise<void> =>
  rm(join(folder, DUMP_FILES.manifest), { force: true });

async function writeRecord(folder: string, preparation: Preparation, { tally }: RunResult, outcome: Outcome) {
  const stock = stockLines(preparation);
  const written = new Map<CollectionName, ManifestCollection>();
  for (const [name, count] of tally.documents)
    written.set(name, { count, bytes: tally.bytes.get(name) ?? 0 });
  const manifest = makeManifest(preparation, written, { text: stock, file: DUMP_FILES.stock });
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, DUMP_FILES.stock), stock);
  await writeFile(join(folder, DUMP_FILES.timings), `${JSON.stringify(outcome, undefined, 2)}\n`);
  await writeFile(join(folder, DUMP_FILES.manifest), `${JSON.stringify(manifest, undefined, 2)}\n`);
}
