/** What the command line does with a dataset, as functions; each loads its code when it is called. */
import type { PlanReport } from '../coordinator/estimate.js';
import type { Outcome } from '../coordinator/outcome.js';
import type { OnProgress } from '../coordinator/progress.js';
import type { EmbeddedServer } from '../mongodb/embedded/types.js';
import type { Dataset } from './dataset.js';

/** How a run is watched and interrupted. */
export interface RunOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: OnProgress | undefined;
}

/**
 * Writes a dump that mongorestore takes, with manifest.json, stock.jsonl and timings.json, by worker threads.
 * @param folder new, empty, or an earlier dump, which is replaced.
 * @throws SettingsError where the folder must not be written, ZavaError where writing fails; the signal's reason.
 */
export async function generateDump(
  dataset: Dataset,
  folder: string,
  options: RunOptions = {},
): Promise<Outcome> {
  const [settings, run] = await Promise.all([dataset.settings(), import('../coordinator/generate-dump.js')]);
  return run.generateDump(settings, folder, options);
}

export interface LoadDatabaseOptions extends RunOptions {
  /** Drop those of the nine collections that are there; without it documents in them are a reason to refuse. */
  readonly drop?: boolean | undefined;
  /** Build the secondary indexes after the documents; yes unless given. */
  readonly indexes?: boolean | undefined;
  /** A folder for manifest.json, stock.jsonl and timings.json; they are not kept unless it is given. */
  readonly recordFolder?: string | undefined;
}

/**
 * Fills the dataset's database at a connection string by worker threads that send finished BSON: the way for millions of
 * documents.
 * @throws ZavaError with a plain reason where the server cannot be used, or holds documents and `drop` is not given.
 */
export async function loadDatabase(
  dataset: Dataset,
  uri: string,
  { drop = false, indexes = true, recordFolder, ...options }: LoadDatabaseOptions = {},
): Promise<Outcome> {
  const [settings, load, { mkdtemp, rm }, { tmpdir }, { join }] = await Promise.all([
    dataset.settings(),
    import('../coordinator/load.js'),
    import('node:fs/promises'),
    import('node:os'),
    import('node:path'),
  ]);
  const folder = recordFolder ?? (await mkdtemp(join(tmpdir(), 'zava-record-')));
  try {
    return await load.loadDatabase(settings, uri, { drop, indexes }, folder, options);
  } finally {
    if (recordFolder === undefined) await rm(folder, { recursive: true, force: true });
  }
}

/** What a dataset will be, without making it: counts by collection and year, estimated sizes, shards. */
export async function planReport(dataset: Dataset): Promise<PlanReport> {
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

/**
 * Starts a mongod on this machine as a one-member replica set, or finds the one that runs on the same data. It keeps the
 * process alive until `stop`, and ends with it.
 * @throws ZavaError where there is no mongod, or it does not start.
 */
export async function startEmbeddedServer({
  root,
  env = process.env,
  ...options
}: EmbeddedServerOptions = {}): Promise<EmbeddedServer> {
  const [server, { resolve }] = await Promise.all([
    import('../mongodb/embedded/server.js'),
    import('node:path'),
  ]);
  return server.startEmbeddedServer({ ...options, root: resolve(root ?? '.zava'), env: { ...env } });
}
