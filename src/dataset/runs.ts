/** What the command line does with a dataset, as functions; each loads its code when it is called. */
import type { PlanReport } from '../coordinator/estimate.js';
import type { Outcome } from '../coordinator/outcome.js';
import type { OnProgress } from '../coordinator/progress.js';
import { SettingsError, ZavaError } from '../errors.js';
import type { EmbeddedServer } from '../mongodb/embedded/types.js';
import {
  abortSignal,
  callback,
  check,
  checkDataset,
  checkKinds,
  connectionString,
  folderPath,
  type Kinds,
  object,
  whole,
  yesOrNo,
} from './checks.js';
import type { Dataset } from './dataset.js';

/** How a run is watched and interrupted. */
export interface RunOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: OnProgress | undefined;
}

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
  check('folder', folder, folderPath);
  checkKinds(options, DUMP_KINDS);
  const [settings, run] = await Promise.all([dataset.settings(), import('../coordinator/generate-dump.js')]);
  return inOptions(() => run.generateDump(settings, folder, options));
}

export interface LoadDatabaseOptions extends RunOptions {
  /** Drop those of the nine collections that are there; without it documents in them are a reason to refuse. */
  readonly drop?: boolean | undefined;
  /** Go on with a load that was interrupted; begins where there is none. Not with `drop`. */
  readonly resume?: boolean | undefined;
  /** Build the secondary indexes after the documents; yes unless given. */
  readonly indexes?: boolean | undefined;
  /** A folder for manifest.json, stock.jsonl and timings.json; they are not kept unless it is given. */
  readonly recordFolder?: string | undefined;
}

const LOAD_KINDS: Kinds<LoadDatabaseOptions> = {
  ...RUN_KINDS,
  drop: yesOrNo,
  resume: yesOrNo,
  indexes: yesOrNo,
  recordFolder: folderPath,
};

/**
 * Fills the dataset's database at a connection string by worker threads that send finished BSON: the way for millions of
 * documents.
 * @throws SettingsError where an argument is wrong; ZavaError with a plain reason where the server cannot be used, or
 * holds documents and `drop` is not given, or an unfinished load and neither `drop` nor `resume` is; the signal's reason.
 */
export async function loadDatabase(
  dataset: Dataset,
  uri: string,
  options: LoadDatabaseOptions = {},
): Promise<Outcome> {
  checkDataset(dataset);
  check('uri', uri, connectionString);
  checkKinds(options, LOAD_KINDS);
  const { drop = false, resume = false, indexes = true, recordFolder, ...watch } = options;
  if (drop && resume) {
    throw new SettingsError(
      'drop is true and resume is true, but drop begins anew and resume goes on with what is there; allowed is one of the two.',
    );
  }
  const [settings, load, { parseUri }, { mkdtemp, rm }, { tmpdir }, { join }] = await Promise.all([
    dataset.settings(),
    import('../coordinator/load.js'),
    import('../mongodb/connect.js'),
    import('node:fs/promises'),
    import('node:os'),
    import('node:path'),
  ]);
  parseUri(uri, 'uri');
  // Else it would fail when all is loaded.
  if (recordFolder !== undefined) await makeFolder('recordFolder', recordFolder, recordFolder);
  const folder = recordFolder ?? (await mkdtemp(join(tmpdir(), 'zava-record-')));
  try {
    const request = { drop, resume, indexes };
    return await inOptions(() => load.loadDatabase(settings, uri, request, folder, watch));
  } finally {
    if (recordFolder === undefined) await rm(folder, { recursive: true, force: true });
  }
}

/** The flags in messages that are written for the command line, and what a caller of the library writes for them. */
const FLAGS: Readonly<Record<string, string>> = {
  '--drop': 'drop: true',
  '--resume': 'resume: true',
  '--database': 'database',
  '--out': 'folder',
  '--preset demo': "preset: 'demo'",
  '--finish': 'zava generate --finish',
};

/** @throws what `work` throws; of a ZavaError, the message speaks of options. */
async function inOptions<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ZavaError) {
      const said = error.message;
      const message = said.replace(
        /(?<![\w-])--(preset demo|[a-z]+)(?![\w-])/g,
        (flag) => FLAGS[flag] ?? flag,
      );
      // The stack, which is what an uncaught error shows, holds the message too.
      error.stack = (error.stack ?? '').replace(said, () => message);
      error.message = message;
    }
    throw error;
  }
}

/** @throws SettingsError where the folder is not there and cannot be made. @param value the option's, for the message. */
async function makeFolder(option: string, value: string, folder: string): Promise<void> {
  const { mkdir } = await import('node:fs/promises');
  try {
    await mkdir(folder, { recursive: true });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new SettingsError(
      `${option} is '${value}', where no folder can be made (${code}); allowed is a folder, or the path of a new one.`,
    );
  }
}

/**
 * What a dataset will be, without making it: counts by collection and year, estimated sizes, shards.
 * @throws SettingsError
 */
export async function planReport(dataset: Dataset): Promise<PlanReport> {
  checkDataset(dataset);
  const [settings, plan] = await Promise.all([dataset.settings(), import('../coordinator/estimate.js')]);
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
  root: folderPath,
  dataDir: folderPath,
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
  if (dataDir === undefined) await makeFolder('root', root, join(root, 'data'));
  else await makeFolder('dataDir', dataDir, dataDir);
  return server.startEmbeddedServer({ ...rest, root: resolve(root), env: { ...env } });
}
