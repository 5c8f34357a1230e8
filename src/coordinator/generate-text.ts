/** `zava generate --format` as a function: the documents of a dump as text files. */
import { digestText } from '../encode/digest.js';
import type { TextFormat } from '../formats/extended-json.js';
import { TextSink } from '../formats/text-sink.js';
import type { CollectionName } from '../model/index.js';
import type { Settings } from '../settings/settings.js';
import { DUMP_FILES } from '../sinks/dump.js';
import { makingThreads, type Watch } from './generate-dump.js';
import { type ManifestCollection, makeManifest, stockLines } from './manifest.js';
import { type Outcome, outcomeOf } from './outcome.js';
import { Preparation } from './preparation.js';
import { run } from './run.js';

/**
 * Writes the documents as relaxed Extended JSON, with manifest.json and stock.jsonl, which are all the same for the same
 * settings: nothing tells of the machine or the time. The bytes of the outcome are those of BSON.
 * @param folder new, empty, or with what zava wrote there before, which is replaced.
 * @throws SettingsError where the folder must not be written, ZavaError where writing fails.
 */
export async function generateText(
  settings: Settings,
  folder: string,
  format: TextFormat,
  { signal, onProgress, threads = makingThreads(settings.workers) }: Watch = {},
): Promise<Outcome> {
  try {
    const preparation = new Preparation(settings.world, settings.slice);
    const sink = new TextSink(folder, settings.database, format);
    const stockUpdateMonths = settings.load.stock_update_months;
    try {
      const result = await run(preparation, sink, { threads, stockUpdateMonths, signal, onProgress });
      const collections = new Map(
        [...sink.written].map(([name, file]): [CollectionName, ManifestCollection] => [
          name,
          { ...file, digest: digestText(result.tally.sums.get(name) ?? 0n) },
        ]),
      );
      const stock = stockLines(preparation);
      const about = { text: stock, file: DUMP_FILES.stock };
      const manifest = makeManifest(preparation, collections, about, format);
      await sink.publish({ stock, manifest: `${JSON.stringify(manifest, undefined, 2)}\n` });
      return outcomeOf(result);
    } finally {
      await sink.close();
    }
  } finally {
    await threads.close();
  }
}
