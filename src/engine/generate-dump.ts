/** `zava generate` as a function: a dump folder, or one of another output format, from settings. */
import { availableParallelism } from 'node:os';
import { digestText } from '../core/encode/digest.js';
import type { OutputFormat } from '../core/encode/formats/format.js';
import type { CollectionName } from '../core/model/index.js';
import type { OnProgress } from '../core/progress.js';
import type { Settings } from '../core/settings/settings.js';
import { finishedDump } from './finished-dump.js';
import { type GenerateOptions, generateInto } from './generate-into.js';
import {
  identityOf,
  jsonText,
  type ManifestCollection,
  makeManifest,
  stockLines,
} from './manifest/manifest.js';
import { type Outcome, outcomeFrom, outcomeOf } from './outcome.js';
import type { Part } from './part.js';
import { shardWorkers } from './pool/shard-workers.js';
import type { ShardWorkers } from './pool/workers.js';
import { RunContext } from './run-context.js';
import { discardSink } from './sinks/discard.js';
import { DUMP_FILES } from './sinks/files/dump-folder.js';
import { FolderSink, tidy, type WrittenFile } from './sinks/files/folder-sink.js';
import { PartSink } from './sinks/files/part-sink.js';
import type { Tally } from './tally.js';

export interface Watch {
  /** Workers that were started ahead, and are closed at the end; without them those of the settings are started. */
  readonly threads?: ShardWorkers | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: OnProgress | undefined;
}

/** How a dump is made, besides its settings. */
export interface DumpRequest {
  /** Resume a dump that was interrupted; begin where there is none. */
  readonly resume?: boolean | undefined;
  /** Make these shards alone, as a part beside others; one that was interrupted is resumed. */
  readonly part?: Part | undefined;
  /** All parts are there; join them and make everything else. */
  readonly finishing?: boolean | undefined;
  /** BSON unless given; the other requests are for BSON alone. */
  readonly format?: OutputFormat | undefined;
}

export interface DumpOutcome extends Outcome {
  /** True where it had been finished before, and nothing was done. */
  readonly already?: true;
}

/**
 * Writes the dataset as a dump that mongorestore takes, with manifest.json, stock.jsonl and timings.json, or in another
 * output format with manifest.json and stock.jsonl, which are all the same for the same settings. Until it is whole,
 * nothing in the folder looks like one. The bytes of the outcome are those of BSON.
 * @param folder new, empty, or with what zava wrote there before, which is replaced unless the request says to
 * resume it.
 * @throws SettingsError where the folder must not be written, ZavaError where writing fails, or where what is there is
 * of other settings.
 */
export async function generateDump(
  settings: Settings,
  folder: string,
  watch: Watch & DumpRequest = {},
): Promise<DumpOutcome> {
  const options = await generateOptions(settings, watch);
  try {
    const head = { identity: identityOf(settings.world, settings.slice), database: settings.database };
    const { resume, part, finishing, format } = watch;
    if (resume === true || part !== undefined || finishing === true) {
      const finished = await finishedDump(folder, head);
      if (finished !== undefined) {
        await tidy(folder);
        return { ...finished, already: true };
      }
    }
    const context = new RunContext(settings.world, settings.slice);
    if (part !== undefined) return await makePart(context, new PartSink(folder, head, part), options);
    const mode = finishing === true ? 'finish' : resume === true ? 'resume' : 'scratch';
    return await makeWhole(context, new FolderSink(folder, head, { mode, format }), options, format);
  } finally {
    await options.threads.close();
  }
}

async function makeWhole(
  context: RunContext,
  sink: FolderSink,
  options: GenerateOptions,
  format: OutputFormat | undefined,
): Promise<Outcome> {
  try {
    const result = await generateInto(sink, context, options);
    const stock = stockLines(context);
    const collections = withDigests(sink.written, result.tally);
    const about = { text: stock, file: DUMP_FILES.stock };
    const manifest = makeManifest(context, collections, about, format?.name);
    const outcome = outcomeOf(result);
    await sink.publish({
      stock,
      manifest: jsonText(manifest),
      ...(format === undefined ? { timings: jsonText(outcome) } : {}),
    });
    return outcome;
  } finally {
    await sink.close();
  }
}

async function makePart(context: RunContext, sink: PartSink, options: GenerateOptions): Promise<DumpOutcome> {
  try {
    const found = await sink.found();
    if (found !== undefined) {
      const files = Object.entries(found.record.files);
      const counts = files.map(([name, { documents, bytes }]) => [name, { count: documents, bytes }]);
      return { ...outcomeFrom(Object.fromEntries(counts)), already: true };
    }
    return outcomeOf(await generateInto(sink, context, options));
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
  const options = await generateOptions(settings, watch);
  const context = new RunContext(settings.world, settings.slice);
  return outcomeOf(await generateInto(discardSink(), context, options));
}

/** What makes shards: a thread for each core, unless a number is asked for, or the world is small. */
const makingWorkers = (settings: Settings): Promise<ShardWorkers> =>
  shardWorkers(settings, availableParallelism(), 'make');

async function generateOptions(
  settings: Settings,
  { signal, onProgress, part, finishing, threads }: Watch & DumpRequest,
): Promise<GenerateOptions> {
  return {
    signal,
    onProgress,
    part,
    finishing,
    threads: threads ?? (await makingWorkers(settings)),
  };
}
