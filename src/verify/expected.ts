/** The side that is expected, where no manifest has its digests: made by worker threads that keep nothing else. */
import { makingThreads } from '../coordinator/generate-dump.js';
import { Preparation } from '../coordinator/preparation.js';
import type { CollectionDigest, CollectionDigests } from '../coordinator/read-manifest.js';
import { run } from '../coordinator/run.js';
import { digestText } from '../encode/digest.js';
import { COLLECTION_NAMES, type CollectionName } from '../model/index.js';
import type { Settings } from '../settings/settings.js';
import { discardSink } from '../sinks/discard.js';
import type { Sink } from '../sinks/sink.js';

/** Generates the world of the settings into a sink. */
export async function generateInto(sink: Sink, settings: Settings, signal: AbortSignal) {
  // Threads are started for a run only, which then closes them.
  signal.throwIfAborted();
  const threads = makingThreads(settings.workers);
  const stockUpdateMonths = settings.load.stock_update_months;
  return run(new Preparation(settings.world, settings.slice), sink, { threads, stockUpdateMonths, signal });
}

export async function expectedCollections(
  settings: Settings,
  signal: AbortSignal,
): Promise<CollectionDigests> {
  const { tally } = await generateInto(discardSink('digest'), settings, signal);
  return new Map(
    COLLECTION_NAMES.map((name): [CollectionName, CollectionDigest] => [
      name,
      { count: tally.documents.get(name) ?? 0, digest: digestText(tally.sums.get(name) ?? 0n) },
    ]),
  );
}
