/** `zava reset` as a function. */
import { COLLECTION_NAMES } from '../../core/model/index.js';
import type { Settings } from '../../core/settings/settings.js';
import { compressorsFor } from '../../engine/load.js';
import type { ManifestContent } from '../../engine/manifest/read-manifest.js';
import { checkRecord } from '../../engine/read-record.js';
import { messageIn, ZavaError } from '../../errors.js';
import { say } from '../../message.js';
import { makeClient, toUserError } from '../../mongodb/connect.js';
import { hostsOf } from '../../mongodb/connection-string.js';
import { unlessRefused } from '../../mongodb/first-contact.js';
import { LOAD_RECORD, moveLoadRecord, originOf } from '../../mongodb/load-record.js';
import { closeWithTimeout, unlessAborted, whileAnswering } from '../../mongodb/presence.js';
import { isSharded } from '../../mongodb/wire/raw-read.js';
import { compareAll } from './comparison.js';
import { openReset, type ResetRequest, recordToResetTo } from './open.js';
import type { Way } from './reset.js';
import type { ResetOutcome, ResetSurvey } from './result.js';

/** One for each collection whose options and indexes are looked at side by side. */
const CONNECTIONS = 9;

export interface ResetRun extends ResetRequest, Way {
  /** Look, and write nothing. */
  readonly dryRun: boolean;
  /** Throws where the record is not of the world that is meant. */
  readonly check?: (content: ManifestContent) => void;
  /** Called before the first write, where there is anything to write; throws where it must not be. */
  readonly permit?: (survey: ResetSurvey) => Promise<void>;
}

/**
 * Brings a database back to what its load made of it: documents, indexes, images. Documents that are right are not
 * written to.
 * @param settings of the database; what it should hold, its record says.
 * @returns the outcome, or with `dryRun` what would be written.
 * @throws ZavaError where there is nothing to go by, the database must not be reset, or something goes wrong on the way;
 * whatever `check` and `permit` throw; the signal's reason.
 */
export async function resetDatabase(
  settings: Settings,
  uri: string,
  run: ResetRun,
): Promise<ResetSurvey | ResetOutcome> {
  const client = makeClient({ uri, connections: CONNECTIONS, compressors: compressorsFor(uri) });
  const where = hostsOf(uri);
  const { database } = settings;
  const stop = new AbortController();
  const signal = AbortSignal.any([stop.signal, ...(run.signal ? [run.signal] : [])]);
  let written = false;
  const onProgress: Way['onProgress'] = (progress) => {
    if (progress.done > 0) written = true;
    run.onProgress?.(progress);
  };
  const work = async (): Promise<ResetSurvey | ResetOutcome> => {
    const db = client.db(database);
    const record = await recordToResetTo(db, where, run.soft);
    const words = `the record ${LOAD_RECORD} of database ${database} at ${where}`;
    const { content, stock } = checkRecord(record, words, settings.world.catalog);
    run.check?.(content);
    const { world, slice, collections: known } = content;
    const sharded = await isSharded(db);
    const { soft, onProgress: shown } = run;
    const comparing = { names: COLLECTION_NAMES, sharded, soft, known, signal, onProgress: shown };
    const compare = compareAll(db, { ...settings, world, slice }, comparing);
    const reset = await openReset(db, record, content, stock, run, compare);
    try {
      const found = await reset.find({ ...run, signal });
      const { survey } = found;
      if (run.dryRun) return survey;
      if (survey.documents + survey.alterations.length + survey.removals.length > 0) {
        await run.permit?.(survey);
      }
      signal.throwIfAborted();
      const { outcome, until } = await reset.apply(found, { ...run, onProgress, signal });
      await moveLoadRecord(db, await originOf(db, until));
      return outcome;
    } finally {
      await closeWithTimeout(reset.close());
    }
  };
  try {
    const working = whileAnswering({ client, uri }, unlessRefused(client, uri, work()));
    return await unlessAborted(run.signal, working);
  } catch (error) {
    const plain = toUserError(error, uri);
    if (!written || !(plain instanceof ZavaError) || run.signal?.aborted) throw plain;
    throw new ZavaError(say`${messageIn(plain)} What was put right stays so; the same command goes on.`);
  } finally {
    stop.abort(new Error('stopped'));
    await closeWithTimeout(client.close());
  }
}
