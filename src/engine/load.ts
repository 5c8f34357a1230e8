/** `zava load` as a function: the dataset straight into MongoDB. */

import { availableParallelism } from 'node:os';
import { COLLECTION_NAMES, type CollectionName } from '../core/model/index.js';
import { option } from '../core/options/table.js';
import { meanCount } from '../core/random/mean.js';
import type { Settings } from '../core/settings/settings.js';
import { messageIn, SettingsError, ZavaError } from '../errors.js';
import { say } from '../message.js';
import { isLocal, parseUri } from '../mongodb/connection-string.js';
import { OtherCount } from '../mongodb/counts.js';
import type { MongoTarget } from '../mongodb/target.js';
import { zstd } from '../mongodb/wire/compression.js';
import type { Watch } from './generate-dump.js';
import { generateInto } from './generate-into.js';
import { alreadyLoaded, type LoadOutcome, targetTold } from './load-outcome.js';
import { recordOf } from './load-record.js';
import { identityOf } from './manifest/manifest.js';
import { outcomeOf } from './outcome.js';
import type { Part } from './part.js';
import { shardWorkers } from './pool/shard-workers.js';
import type { ShardWorkers } from './pool/workers.js';
import { RunContext } from './run-context.js';
import { samplesOf } from './sample-documents.js';
import { LoadControl, Stopped } from './sinks/load-control.js';
import type { LoadOptions } from './sinks/mongodb/load-options.js';
import { MongoSink } from './sinks/mongodb/mongo-sink.js';
import { RateLimiter } from './sinks/rate-limiter.js';
import type { Tally } from './tally.js';

/** What a load is asked for besides its settings. */
export interface LoadRequest extends LoadOptions {
  /** Documents a second at most, over all workers. */
  readonly maxRate?: number | undefined;
  /** Connections at most, over all workers and the coordinator; the driver's monitoring adds two for each of these. */
  readonly maxConnections?: number | undefined;
  /** Seconds after which the load stops, to be resumed. */
  readonly deadline?: number | undefined;
  readonly part?: Part | undefined;
  /** Leave the record of the load in the database; yes unless given. */
  readonly record?: boolean | undefined;
}

/** A load of so many orders takes a second or less, so that its inventory comes once, as it is in the end. */
const SMALL_ORDERS = 10_000;

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
    throw new SettingsError({
      setting: option('maxConnections'),
      value: most,
      allowed: say`at least ${workers + 1}, one for each of ${workers} workers and one more, or fewer ${option('workers')}`,
    });
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
    coordinatorConnections: own,
    batchDocuments: settings.load.batch_documents,
    batchBytes: settings.load.batch_bytes,
    retrySeconds: settings.load.retry_seconds,
    maxRate,
    compressors: compressorsFor(uri),
  };
}

/**
 * What makes shards and sends them: a thread for each core, unless a number is asked for, or the world is small. A server
 * on this machine needs the cores more than they do, so beside it there are half as many: one makes more than such a server
 * can take.
 */
export function sendingWorkers(
  settings: Pick<Settings, 'workers' | 'world'>,
  local: boolean,
): Promise<ShardWorkers> {
  const cores = availableParallelism();
  return shardWorkers(settings, local ? Math.max(1, Math.floor(cores / 2)) : cores, 'send');
}

/**
 * Generates the dataset into the database of the settings, and leaves the record of it there. Where a load that is to go
 * on is finished already, nothing is done.
 * @throws ZavaError with a plain reason where the server cannot be used, or holds any of the nine collections and
 * `drop` is not given; where it stopped on the way, `resume` goes on.
 */
export async function loadDatabase(
  settings: Settings,
  uri: string,
  load: LoadRequest,
  watch: Watch = {},
): Promise<LoadOutcome> {
  const threads = watch.threads ?? (await sendingWorkers(settings, isLocal(uri)));
  const { part, finishing, resume, record = true, deadline } = load;
  const late = deadline === undefined ? undefined : AbortSignal.timeout(deadline * 1000);
  const control = new LoadControl();
  const limiter = load.maxRate === undefined ? undefined : new RateLimiter(load.maxRate, control);
  const stockUpdateMonths = settings.load.stock_update_months;
  // Each move of the stock takes the place of a document, and a small load is over before anybody sees one.
  const live =
    stockUpdateMonths !== undefined || (limiter === undefined && settings.world.orders > SMALL_ORDERS);
  const samples = async (name: CollectionName) => samplesOf(settings.world, name);
  const { context, sink } = await prepared(() => {
    const target = targetOf(uri, settings, threads.workers, load);
    const identity = identityOf(settings.world, settings.slice);
    const context = new RunContext(settings.world, settings.slice);
    const recording = record
      ? (tally: Tally) => recordOf(context, tally, sink.liveInventory !== undefined)
      : undefined;
    const shared = { control, limiter, samples, live, writes: writesOf(context, live) };
    const sink: MongoSink = new MongoSink(target, load, identity, shared, part, recording);
    return { context, sink };
  }, threads);
  const signals = [watch.signal, late].filter((signal) => signal !== undefined);
  try {
    if (resume === true || finishing === true || part !== undefined) {
      const finished = await sink.finished(knownCounts(context));
      if (finished !== undefined) {
        await threads.close();
        return alreadyLoaded(finished);
      }
    }
    const result = await generateInto(sink, context, {
      ...watch,
      signal: AbortSignal.any(signals),
      threads,
      control,
      limiter,
      part,
      finishing,
      stockUpdateMonths,
    });
    return { ...outcomeOf(result), ...targetTold(sink) };
  } catch (error) {
    if (late?.aborted && !watch.signal?.aborted) {
      throw new ZavaError(
        say`The deadline of ${String(deadline)} s has passed; ${option('resume')} goes on with the load.`,
      );
    }
    const reason = sink.reasonFor(error);
    throw sink.opened && finishing !== true && !(error instanceof Stopped) ? withCure(reason, part) : reason;
  } finally {
    await sink.close();
  }
}

/** How many documents a load brings, as far as that is known before. */
function knownCounts({ prepared }: RunContext): Map<CollectionName, number> {
  // How many lines there will be is not, nor how many customers and orders a slice has.
  const unknown: readonly string[] = ['order_items', ...(prepared.slice ? ['customers', 'orders'] : [])];
  const names = COLLECTION_NAMES.filter((name) => !unknown.includes(name));
  return new Map(names.map((name) => [name, prepared.countOf(name as Exclude<typeof name, 'order_items'>)]));
}

/** How many documents a load writes of each collection, about; a live inventory is written once a year and more. */
function writesOf({ prepared }: RunContext, live: boolean): Map<CollectionName, number> {
  const lines = Math.round(prepared.countOf('orders') * meanCount(prepared.world.baskets.items_weights));
  return new Map(
    COLLECTION_NAMES.map((name) => {
      if (name === 'order_items') return [name, lines];
      return [name, name === 'inventory' && live ? Number.POSITIVE_INFINITY : prepared.countOf(name)];
    }),
  );
}

/** Whatever stopped a load that had begun, it can be resumed. */
function withCure(error: unknown, part: Part | undefined): unknown {
  const final = error instanceof SettingsError || error instanceof OtherCount;
  if (!(error instanceof ZavaError) || final) return error;
  const how = part === undefined ? say`${option('resume')} goes on` : 'the same command goes on';
  return new ZavaError(say`${messageIn(error)} What is loaded stays there: ${how}.`);
}

/** What cannot be made ready leaves no threads behind. */
async function prepared<T>(make: () => T, threads: ShardWorkers): Promise<T> {
  try {
    return make();
  } catch (error) {
    await threads.close();
    throw error;
  }
}
