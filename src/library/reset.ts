import { check, whole } from '../core/options/kinds.js';
import { option } from '../core/options/table.js';
import { ZavaError } from '../errors.js';
import { say, written } from '../message.js';
import type { ResetOutcome as Done, ResetSurvey as Survey } from '../tools/reset/result.js';
import { abortSignal, callback, checkKinds, connectionString, type Kinds, yesOrNo } from './checks.js';
import type { Dataset } from './dataset.js';
import { checkDataset } from './dataset-check.js';
import type { RunOptions } from './runs.js';

export interface ResetDatabaseOptions extends RunOptions {
  /** Mark documents that are not of the dataset as deleted, and delete none: beside Ditto's connector. No unless given. */
  readonly soft?: boolean | undefined;
  /** Compare all documents, also where the server's log tells what was changed. No unless given. */
  readonly full?: boolean | undefined;
  /** Only tell what would be changed. No unless given. */
  readonly dryRun?: boolean | undefined;
  /** Documents written a second, at most. */
  readonly maxRate?: number | undefined;
}

/** What differs; and, unless it was a dry run, what was written. */
export interface ResetOutcome extends Omit<Survey, 'why'>, Partial<Omit<Done, keyof Survey>> {
  /** Why all documents were compared although nobody asked for it. */
  readonly why?: string;
}

const KINDS: Kinds<ResetDatabaseOptions> = {
  signal: abortSignal,
  onProgress: callback,
  soft: yesOrNo,
  full: yesOrNo,
  dryRun: yesOrNo,
  maxRate: whole(1, 1_000_000_000),
};

/**
 * Brings a database that loadDatabase, seedDatabase or `zava load` filled with this dataset back to what it was then, by
 * difference: documents, indexes and options of the nine collections. It finds the dataset's record there, reads what
 * was changed since from the server's log, and compares everything where that does not reach back. Which database it is
 * is decided as for loadDatabase.
 * @throws SettingsError where an argument is wrong; ZavaError with a plain reason where there is no record, or it is of
 * another dataset, or the server cannot be used; the signal's reason.
 */
export async function resetDatabase(
  dataset: Dataset,
  uri: string,
  options: ResetDatabaseOptions = {},
): Promise<ResetOutcome> {
  checkDataset(dataset);
  check('uri', uri, connectionString);
  checkKinds(options, KINDS);
  const { soft = false, full = false, dryRun = false, ...way } = options;
  const [settings, reset, { dataDatabaseIn }, { identityOf }, { difference }] = await Promise.all([
    dataset.settings(),
    import('../tools/reset/run.js'),
    import('../mongodb/data-database.js'),
    import('../engine/manifest/manifest.js'),
    import('../core/settings/identity.js'),
  ]);
  const { databaseIsDefault, world, slice } = settings;
  const named = dataDatabaseIn(uri, option('uri'), () => !databaseIsDefault);
  const database = databaseIsDefault && named !== undefined ? named : settings.database;
  const { why, ...outcome } = await reset.resetDatabase({ ...settings, database }, uri, {
    ...way,
    soft,
    full,
    dryRun,
    check: (content) => {
      const unlike = difference(identityOf(content.world, content.slice), identityOf(world, slice));
      if (unlike === undefined) return;
      throw new ZavaError(
        say`Database ${database} was loaded with another dataset: ${unlike}; nothing was changed.`,
      );
    },
  });
  return why === undefined ? outcome : { ...outcome, why: written(why, 'library') };
}
