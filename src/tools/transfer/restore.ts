/** `zava restore` as a function: a dump of zava into a server, over the same way as a load. */

import type { CollectionName } from '../../core/model/index.js';
import type { OnProgress } from '../../core/progress.js';
import type { Settings } from '../../core/settings/settings.js';
import { targetOf } from '../../engine/load.js';
import { alreadyLoaded, type LoadOutcome, targetTold } from '../../engine/load-outcome.js';
import { withCatalog } from '../../engine/load-record.js';
import { outcomeOf } from '../../engine/outcome.js';
import { run } from '../../engine/pipeline.js';
import { BlockPool } from '../../engine/pool/block-pool.js';
import { samplesIn } from '../../engine/sample-documents.js';
import { LoadControl } from '../../engine/sinks/load-control.js';
import { MongoSink } from '../../engine/sinks/mongodb/mongo-sink.js';
import { DumpSource } from '../../engine/sources/dump.js';
import { checkDump } from '../../engine/sources/dump-check.js';

export interface RestoreRequest {
  /** Drop those of the nine collections that are there. */
  readonly drop: boolean;
  /** Build the secondary indexes. */
  readonly indexes: boolean;
  /** Resume a restore that was interrupted: what is there is compared and left. */
  readonly resume?: boolean | undefined;
  /** Leave the record of what was restored in the database; yes unless given. */
  readonly record?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: OnProgress | undefined;
}

/** Blocks that are sent at once: they bound the memory. */
const BLOCKS_AT_ONCE = 6;

/**
 * Checks a dump file by file, then sends its documents, builds its indexes, counts what has arrived, and leaves the record
 * of it. Where a restore that is to go on is finished already, nothing is done.
 * @param folder as zava generate wrote it. @param settings where to and how; what the dump holds is in the dump.
 * @throws ZavaError with the name of a file that is missing or damaged, before anything is written; or where the server
 * cannot be used, or holds any of the nine collections and `drop` is not given.
 */
export async function restoreDump(
  settings: Settings,
  folder: string,
  uri: string,
  request: RestoreRequest,
): Promise<LoadOutcome> {
  const { signal, onProgress, resume, record = true } = request;
  const dump = await checkDump(folder, signal);
  const source = new DumpSource(dump);
  const control = new LoadControl();
  // A dump may be gone when a server loses something, so a majority has each batch before it counts.
  control.demandMajority();
  const counts = new Map([...dump.collections].map(([name, { count }]) => [name, count]));
  const options = { ...request, storage: dump.collections };
  const samples = async (name: CollectionName) => {
    const entry = dump.collections.get(name);
    return entry === undefined ? [] : samplesIn(entry.file);
  };
  const target = targetOf(uri, settings, 1, request);
  const recording = record ? async () => withCatalog(dump.record, settings.world.catalog) : undefined;
  const sink = new MongoSink(
    target,
    options,
    dump.identity,
    { control, samples, live: false, writes: counts },
    undefined,
    recording,
  );
  const pool = new BlockPool(sink, BLOCKS_AT_ONCE, control, signal);
  try {
    const finished = resume === true ? await sink.finished(counts) : undefined;
    if (finished !== undefined) return alreadyLoaded(finished);
    const result = await run({ source, pool, sink, control, signal, onProgress });
    return { ...outcomeOf(result), ...targetTold(sink) };
  } catch (error) {
    throw sink.reasonFor(error);
  } finally {
    await sink.close();
  }
}
