/** `zava generate` as a function: a dump folder from settings. */
import { availableParallelism } from 'node:os';
import { digestText } from '../encode/digest.js';
import type { CollectionName } from '../model/index.js';
import type { Settings } from '../settings/settings.js';
import { discardSink } from '../sinks/discard.js';
import { DUMP_FILES, DumpSink, tidy, type WrittenFile } from '../sinks/dump.js';
import { DumpPartSink } from '../sinks/dump-part.js';
import { finishedDump, outcomeFrom } from './finished-dump.js';
import { identityOf, type ManifestCollection, makeManifest, stockLines } from './manifest.js';
import { type Outcome, outcomeOf } from './outcome.js';
import { Preparation } from './preparation.js';
import type { OnProgress, Tally } from './progress.js';
import { type RunOptions, run } from './run.js';
import { ShardThreads } from './shard-threads.js';
import type { Part } from './tasks.js';

export interface Watch {
  /** Threads that were started ahead, and are closed at the end; without them the settings' number is started. */
  readonly threads?: ShardThreads | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: OnProgress | undefined;
}

/** How a dump is made, besides its settings. */
export interface DumpRequest {
  /** Go on with a dump that was interrupted; begin where there is none. */
  readonly resume?: boolean | undefined;
  /** Make these shards alone, as a part beside others; one that was interrupted is gone on with. */
  readonly part?: Part | undefined;
  /** All parts are there; join them and make everything else. */
  readonly finishing?: boolean | undefined;
}

export interface DumpOutcome extends Outcome {
  /** True where it had been finished before, and nothing was done. */
  readonly already?: true;
}

/**
 * Writes the dataset as a dump that mongorestore takes, with manifest.json, stock.jsonl and timings.json. Until it is
 * whole, nothing in the folder looks like a dump.
 * @param folder new, empty, or an earlier dump, which is replaced unless the request says to go on with it.
 * @throws SettingsError where the folder must not be written, ZavaError where writing fails, or where what is there is
 * of other settings.
 */
export async function generateDump(
  settings: Settings,
  folder: string,
  watch: Watch & DumpRequest = {},
): Promise<DumpOutcome> {
  const running = options(settings, watch);
  try {
    const head = { identity: identityOf(settings.world, settings.slice), database: settings.database };
    const { resume, part, finishing } = watch;
    if (resume === true || part !== undefined || finishing === true) {
      const finished = await finishedDump(folder, head);
      if (finished !== undefined) {
        await tidy(folder);
        return { ...finished, already: true };
      }
    }
    const preparation = new Preparation(settings.world, settings.slice);
    return part === undefined
      ? await makeWhole(preparation, new DumpSink(folder, head, modeOf(watch)), running)
      : await makePart(preparation, new DumpPartSink(folder, head, part), running);
  } finally {
    await running.threads.close();
  }
}

const modeOf = ({ resume, finishing }: DumpRequest) =>
  finishing === true ? 'finish' : resume === true ? 'resume' : 'anew';

async function makeWhole(preparation: Preparation, sink: DumpSink, running: RunOptions): Promise<Outcome> {
  try {
    const result = await run(preparation, sink, running);
    const stock = stockLines(preparation);
    const collections = withDigests(sink.written, result.tally);
    const manifest = makeManifest(preparation, collections, { text: stock, file: DUMP_FILES.stock });
    const outcome = outcomeOf(result);
    const [timings, said] = [outcome, manifest].map((value) => `${JSON.stringify(value, undefined, 2)}\n`);
    await sink.publish({ stock, timings, manifest: said });
    return outcome;
  } finally {
    await sink.close();
  }
}

async function makePart(
  preparation: Preparation,
  sink: DumpPartSink,
  running: RunOptions,
): Promise<DumpOutcome> {
  try {
    const found = await sink.found();
    if (found !== undefined) {
      const files = Object.entries(found.record.files);
      const counts = files.map(([name, { documents, bytes }]) => [name, { count: documents, bytes }]);
      return { ...outcomeFrom(Object.fromEntries(counts)), already: true };
    }
    const outcome = outcomeOf(await run(preparation, sink, running));
    await sink.publish();
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
  return outcomeOf(await run(new Preparation(settings.world, settings.slice), discardSink(), running));
}

/** Threads that make shards: one for each core, unless a number is asked for. */
export function makingThreads(workers: number | undefined): ShardThreads {
  return new ShardThreads(workers ?? availableParallelism(), 'make');
}

function options(settings: Settings, { signal, onProgress, ...watch }: Watch & DumpRequest): RunOptions {
  return {
    signal,
    onProgress,
    part: watch.part,
    finishing: watch.finishing,
    threads: watch.threads ?? makingThreads(settings.workers),
    stockUpdateMonths: settings.load.stock_update_months,
  };
}
