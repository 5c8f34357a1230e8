/**
 * Ditto's SDK in a process of its own: it writes to standard error what nobody can turn off, and where it fails it may end
 * its process, or stand still.
 */
import { fork } from 'node:child_process';
import type { DittoProfile } from '../../../core/model/schema.js';
import type { World } from '../../../core/settings/settings.js';
import type { Slice } from '../../../core/settings/slice.js';
import { workerFile } from '../../../package-files.js';
import { checkFolder } from './folder.js';
import { type FoundSdk, findSdk } from './sdk.js';
import type { SeedOutcome, SeedWatch } from './seed.js';
import { outcomeOf } from './seeder.js';

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

/** Milliseconds for a statement, of which a batch takes a tenth of a second, and a slow disk some seconds. */
const PATIENCE = 120_000;

/** As an index is one statement: a millisecond for each order and customer, of which a second has a thousand. */
const patienceFor = ({ customers, orders }: World): number => PATIENCE + customers + orders;

/**
 * Fills the store in a folder, which is made where there is none.
 * @param sdkFolders from which the SDK is looked for.
 * @throws SettingsError where the folder is of no use; ZavaError where the SDK is missing, does not run, or fails, the
 * store was filled with another dataset, or its disk is full; the reason of the signal.
 */
export async function seedFolder(
  request: SeedRequest,
  sdkFolders: readonly string[],
  { signal, onProgress }: SeedWatch,
): Promise<SeedOutcome & { readonly sdk: string }> {
  const { folder, world } = request;
  const sdk = findSdk(sdkFolders);
  await checkFolder(folder);
  signal?.throwIfAborted();
  const child = fork(workerFile('ditto-seed.js'), {
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  const tell = (message: ToSeeder) => child.connected && child.send(message, () => {});
  const stop = () => tell({ type: 'stop' });
  try {
    tell({ type: 'seed', sdk, request });
    const outcome = await outcomeOf(child, {
      folder,
      signal,
      stop,
      onProgress,
      patience: patienceFor(world),
    });
    return { sdk: sdk.version, ...outcome };
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  }
}
