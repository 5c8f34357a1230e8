/** `zava generate` as a function: a dump folder from settings. */
import { availableParallelism } from 'node:os';
import { digestText } from '../encode/digest.js';
import type { CollectionName } from '../model/index.js';
import type { Settings } from '../settings/settings.js';
import { discardSink } from '../sinks/discard.js';
import { DUMP_FILES, DumpSink, type WrittenFile } from '../sinks/dump.js';
import { type ManifestCollection, makeManifest, stockLines } from './manifest.js';
import { type Outcome, outcomeOf } from './outcome.js';
import { Preparation } from './preparation.js';
import type { OnProgress, Tally } from './progress.js';
import { type RunOptions, run } from './run.js';
import { ShardThreads } from './shard-threads.js';

export interface Watch {
  /** Threads that were started ahead, and are closed at the end; without them the settings' number is started. */
  readonly threads?: ShardThreads | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: OnProgress | undefined;
}

/**
 * Writes the dataset as a dump that mongorestore takes, with manifest.json, stock.jsonl and timings.json.
 * @param folder new, empty, or an earlier dump, which is replaced.
 * @throws SettingsError where the folder must not be written, ZavaError where writing fails.
 */
export async function generateDump(settings: Settings, folder: string, watch: Watch = {}): Promise<Outcome> {
  const running = options(settings, watch);
  const preparation = new Preparation(settings.world);
  const sink = new DumpSink(folder, settings.database);
  try {
    const result = await run(preparation, sink, running);
    const stock = stockLines(preparation);
    const collections = withDigests(sink.written, result.tally);
    const manifest = makeManifest(preparation, collections, { text: stock, file: DUMP_FILES.stock });
    const outcome = outcomeOf(result);
    await sink.writeBeside('stock', stock);
    await sink.writeBeside('timings', `${JSON.stringify(outcome, undefined, 2)}\n`);
    // Last, so that a folder with a manifest is a whole dump.
    await sink.writeBeside('manifest', `${JSON.stringify(manifest, undefined, 2)}\n`);
    return outcome;
  } finally {
    await sink.close();
  }
}

function withDigests(written: ReadonlyMap<CollectionName, WrittenFile>, { sums }: Tally) {
  const entries = [...written].map(([name, file]): [CollectionName, ManifestCollection] => [
    name,
    { ...file, digest: digestText(sums.get(name) ?? 0n) },
  ]);
  return new Map(entries);
}

/** Makes everything and keeps nothing: the speed of generation alone. */
export async function generateNothing(settings: Settings, watch: Watch = {}): Promise<Outcome> {
  const running = options(settings, watch);
  return outcomeOf(await run(new Preparation(settings.world), discardSink(), running));
}

/** Threads that make shards: one for each core, unless a number is asked for. */
export function makingThreads(workers: number | undefined): ShardThreads {
  return new ShardThreads(workers ?? availableParallelism(), 'make');
}

function options(settings: Settings, watch: Watch): RunOptions {
  return {
    ...watch,
    threads: watch.threads ?? makingThreads(settings.workers),
    stockUpdateMonths: settings.load.stock_update_months,
  };
}
