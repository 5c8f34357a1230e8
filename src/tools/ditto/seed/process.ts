/**
 * Ditto's SDK in a process of its own: it writes to standard error what nobody can turn off, and where it fails it may end
 * its process.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import type { DittoProfile } from '../../../core/model/schema.js';
import type { Progress } from '../../../core/progress.js';
import type { World } from '../../../core/settings/settings.js';
import type { Slice } from '../../../core/settings/slice.js';
import { type ErrorMessage, fromMessage } from '../../../engine/pool/error-message.js';
import { ZavaError } from '../../../errors.js';
import { workerFile } from '../../../package-files.js';
import { type FoundSdk, findSdk } from './sdk.js';
import type { SeedOutcome, SeedWatch } from './seed.js';
import { checkFolder } from './store.js';

export interface SeedRequest {
  readonly world: World;
  readonly slice?: Slice | undefined;
  readonly profile: DittoProfile;
  /** Whether DITTO_INDEXES are built, which takes about as long as the documents. */
  readonly indexes: boolean;
  /** The folder of the store, an absolute path. */
  readonly folder: string;
}

/** What the process is told. */
export type ToSeeder =
  | { readonly type: 'seed'; readonly sdk: FoundSdk; readonly request: SeedRequest }
  | { readonly type: 'stop' };

/** What it tells. */
export type FromSeeder =
  | { readonly type: 'progress'; readonly progress: Progress }
  | { readonly type: 'done'; readonly outcome: SeedOutcome }
  | { readonly type: 'failed'; readonly error: ErrorMessage };

/** Characters that are kept of what it wrote to standard error. */
const LAST_WORDS = 10_000;

/** The line of it that says why a process ended which told nothing more. */
const REASON = /^.*\b(?:panicked|fatal|error)\b.*$/im;

/**
 * Fills the store in a folder, which is made where there is none.
 * @param sdkFolders from which the SDK is looked for.
 * @throws SettingsError where the folder is of no use; ZavaError where the SDK is missing, does not run, or fails; the
 * reason of the signal.
 */
export async function seedFolder(
  request: SeedRequest,
  sdkFolders: readonly string[],
  { signal, onProgress }: SeedWatch,
): Promise<SeedOutcome & { readonly sdk: string }> {
  checkFolder(request.folder);
  const sdk = findSdk(sdkFolders);
  signal?.throwIfAborted();
  const child = fork(workerFile('ditto-seed.js'), {
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  const tell = (message: ToSeeder) => child.connected && child.send(message, () => {});
  const stop = () => tell({ type: 'stop' });
  signal?.addEventListener('abort', stop);
  try {
    tell({ type: 'seed', sdk, request });
    return { sdk: sdk.version, ...(await outcomeOf(child, onProgress)) };
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  } finally {
    signal?.removeEventListener('abort', stop);
  }
}

/** When the process has ended: another one may open the store then. */
async function outcomeOf(child: ChildProcess, onProgress: SeedWatch['onProgress']): Promise<SeedOutcome> {
  let outcome: SeedOutcome | undefined;
  let failure: Error | undefined;
  let said = '';
  child.on('message', (message: FromSeeder) => {
    if (message.type === 'progress') onProgress?.(message.progress);
    else if (message.type === 'done') outcome = message.outcome;
    else failure = fromMessage(message.error);
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-LAST_WORDS);
  });
  const [code, killed] = await once(child, 'close');
  if (failure !== undefined) throw failure;
  if (outcome !== undefined) return outcome;
  const [reason] = REASON.exec(said) ?? [];
  const why = reason === undefined ? '.' : `: ${reason}`;
  throw new ZavaError(`The process of Ditto's SDK ended with ${killed ?? `exit code ${code}`}${why}`);
}
