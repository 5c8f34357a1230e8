/** What the command line does with a dataset, as functions; each loads its code when it is called. */

import type { CollectionName } from '../core/model/index.js';
import { givenOf, refuseConflicts } from '../core/options/conflicts.js';
import { check, text, whole } from '../core/options/kinds.js';
import { option } from '../core/options/table.js';
import type { OnProgress } from '../core/progress.js';
import { SettingsError } from '../errors.js';
import { written } from '../message.js';
import type { EmbeddedServer } from '../mongodb/embedded/types.js';
import type { PlanReport } from '../tools/inspect/plan-report.js';
import {
  abortSignal,
  callback,
  checkKinds,
  connectionString,
  type Kinds,
  object,
  yesOrNo,
} from './checks.js';
import type { Dataset } from './dataset.js';
import { checkDataset } from './dataset-check.js';
import { type Outcome, wholeOutcome } from './outcome.js';

/** How a run is watched and interrupted. */
export interface RunOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: OnProgress | undefined;
}

const FOLDER = text("a folder's path");

const RUN_KINDS: Kinds<RunOptions> = { signal: abortSignal, onProgress: callback };

export interface GenerateDumpOptions extends RunOptions {
  /** Go on with a dump that was interrupted; begins where there is none. Without it such a dump is replaced. */
  readonly resume?: boolean | undefined;
}

const DUMP_KINDS: Kinds<GenerateDumpOptions> = { ...RUN_KINDS, resume: yesOrNo };

/**
 * Writes a dump that mongorestore takes, with manifest.json, stock.jsonl and timings.json, by worker threads.
 * @param folder new, empty, or an earlier dump, which is replaced.
 * @throws SettingsError where an argument is wrong or the folder must not be written, ZavaError where writing fails; the
 * signal's reason.
 */
export async function generateDump(
  dataset: Dataset,
  folder: string,
  options: GenerateDumpOptions = {},
): Promise<Outcome> {
  checkDataset(dataset);
  check('folder', folder, FOLDER);
  checkKinds(options, DUMP_KINDS);
  const settings = await dataset.settings();
  const run = await import('../engine/generate-dump.js');
  return wholeOutcome(await run.generateDump(settings, folder, options));
}

export interface LoadDatabaseOptions extends RunOptions {
  /** Drop those of the nine collections that are there; without it documents in them are a reason to refuse. */
  readonly drop?: boolean | undefined;
  /** Go on with a load that was interrupted; begins where there is none. Not with `drop`. */
  readonly resume?: boolean | undefined;
  /** Build the secondary indexes after the documents; yes unless given. */
  readonly indexes?: boolean | undefined;
  /** Leave the record of the load in the collection `_zava`, beside the nine; yes unless given. */
  readonly record?: boolean | undefined;
}

export interface LoadOutcome extends Outcome {
  /** True where `resume` found the load finished, and nothing was done. */
  readonly already?: true;
  /** Then: documents that came since, by collection. */
  readonly more?: Readonly<Partial<Record<CollectionName, number>>>;
  /** And how many of the indexes that were asked for are not there. */
  readonly missingIndexes?: number;
  /** True where it replaced a load of the very same documents: resetDatabase does that in a fraction of the time. */
  readonly repeated?: true;
  /** True where Ditto's connector follows the database, and has these documents to take. */
  readonly followed?: true;
  /** Why no record could be written, although one was wanted: all documents are there. */
  readonly unrecorded?: string;
}

const LOAD_KINDS: Kinds<LoadDatabaseOptions> = {
  ...RUN_KINDS,
  drop: yesOrNo,
  resume: yesOrNo,
  indexes: yesOrNo,
  record: yesOrNo,
};

/**
 * Fills the dataset's database at a connection string by worker threads that send finished BSON: the way for millions of
 * documents. The `database` of the dataset's options, variables or `config` comes first, then that of the connection string,
 * as on the command line, then `zava`.
 * @throws SettingsError where an argument is wrong; ZavaError with a plain reason where the server cannot be used, or
 * holds documents and `drop` is not given, or an unfinished load and neither `drop` nor `resume` is; the signal's reason.
 */
export async function loadDatabase(
  dataset: Dataset,
  uri: string,
  options: LoadDatabaseOptions = {},
): Promise<LoadOutcome> {
  checkDataset(dataset);
  check('uri', uri, connectionString);
  checkKinds(options, LOAD_KINDS);
  const { drop = false, resume = false, indexes = true, record = true, ...watch } = options;
  refuseConflicts(givenOf({ drop, resume }));
  const [own, load, { dataDatabaseIn }] = await Promise.all([
    dataset.settings(),
    import('../engine/load.js'),
    import('../mongodb/data-database.js'),
  ]);
  const { databaseIsDefault } = own;
  const named = dataDatabaseIn(uri, option('uri'), () => !databaseIsDefault);
  const settings = databaseIsDefault && named !== undefined ? { ...own, database: named } : own;
  const request = { drop, resume, indexes, record };
  const { unrecorded, ...outcome } = await load.loadDatabase(settings, uri, request, watch);
  const whole = wholeOutcome(outcome);
  return unrecorded === undefined ? whole : { ...whole, unrecorded: written(unrecorded, 'library') };
}

/** @throws SettingsError where the folder is not there and cannot be made. @param value the option's, for the message. */
async function folderFor(name: string, value: string, folder: string): Promise<void> {
  const { makeFolder } = await import('../make-folder.js');
  try {
    await makeFolder(folder);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new SettingsError({
      setting: name,
      value,
      problem: `where no folder can be made (${code})`,
      allowed: 'a folder, or the path of a new one',
    });
  }
}

/**
 * What a dataset will be, without making it: counts by collection and year, estimated sizes, shards.
 * @throws SettingsError where it is a slice.
 */
export async function planReport(dataset: Dataset): Promise<PlanReport> {
  checkDataset(dataset);
  const settings = await dataset.settings();
  if (settings.slice !== undefined) {
    throw new SettingsError(
      'dataset is a slice; allowed is a whole dataset: what a slice holds is known when it is made, and count() of its collections tells it.',
    );
  }
  const plan = await import('../tools/inspect/plan-report.js');
  return plan.planReport(settings.world);
}

export interface EmbeddedServerOptions {
  /** Where a downloaded mongod and, unless `dataDir` is given, the data are kept; `.zava` in the current folder unless given. */
  readonly root?: string | undefined;
  /** Data folder; `data` under the root unless given. */
  readonly dataDir?: string | undefined;
  /** Port on 127.0.0.1; a free one unless given. */
  readonly port?: number | undefined;
  /** The environment to look for a mongod in (ZAVA_MONGOD, PATH); `process.env` unless given. */
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
  /** Takes a line about what is under way, such as a download. */
  readonly log?: ((message: string) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

const SERVER_KINDS: Kinds<EmbeddedServerOptions> = {
  root: FOLDER,
  dataDir: FOLDER,
  port: whole(1, 65_535),
  env: object('an object, such as process.env'),
  log: callback,
  signal: abortSignal,
};

/**
 * Starts a mongod on this machine as a one-member replica set, or finds the one that runs on the same data. It keeps the
 * process alive until `stop`, and ends with it.
 * @throws SettingsError where an option is wrong, ZavaError where there is no mongod, or it does not start; the signal's
 * reason.
 */
export async function startEmbeddedServer(options: EmbeddedServerOptions = {}): Promise<EmbeddedServer> {
  checkKinds(options, SERVER_KINDS);
  const { root = '.zava', env = process.env, ...rest } = options;
  const { dataDir } = rest;
  const [server, { join, resolve }] = await Promise.all([
    import('../mongodb/embedded/server.js'),
    import('node:path'),
  ]);
  if (dataDir === undefined) await folderFor('root', root, join(root, 'data'));
  else await folderFor('dataDir', dataDir, dataDir);
  return server.startEmbeddedServer({ ...rest, root: resolve(root), env: { ...env } });
}
