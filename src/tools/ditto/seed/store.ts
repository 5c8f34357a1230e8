/** A Ditto store in a folder of this machine, opened without a licence and without any network. */
import { displayPath } from '../../../core/settings/display-path.js';
import { ZavaError } from '../../../errors.js';
import type { Sdk } from './sdk.js';

/** The SDK's code where another process has the folder open. */
const LOCKED = 'store/persistence-directory-locked';

/** A store asks for an id of its database; it opens under any other one as well. */
const DATABASE_ID = 'zava';

/** Milliseconds; any will do. */
const LONG = 60_000;

export interface LocalStore {
  /** The rows that a statement gives; none of one that writes. */
  execute(query: string, values?: Readonly<Record<string, unknown>>): Promise<readonly Row[]>;
  close(): Promise<void>;
}

type Row = Readonly<Record<string, unknown>>;

/**
 * Opens the store in a folder, which is made where there is none.
 * @param folder an absolute path.
 * @throws ZavaError where another process has it open, or Ditto refuses it; so does a statement that Ditto refuses.
 */
export async function openStore({ Ditto, DittoConfig, Logger }: Sdk, folder: string): Promise<LocalStore> {
  Logger.minimumLogLevel = 'Error';
  const where = `the store in ${displayPath(folder)}`;
  const config = new DittoConfig(DATABASE_ID, { mode: 'smallPeersOnly' }, folder);
  const peer = await Ditto.open(config).catch(refusal(`open ${where}`, folder));
  // The SDK works in threads that do not keep the process: while it only waits for them, it would end in the middle.
  const kept = setInterval(() => {}, LONG);
  return {
    async execute(query, values) {
      const { items } = await peer.store
        .execute(query, values)
        .catch(refusal(`execute a statement in ${where}`, folder));
      return items.map(({ value }) => value);
    },
    async close() {
      await peer.close();
      clearInterval(kept);
    },
  };
}

/** @throws ZavaError in place of an error of the SDK. @param what it would not do. */
const refusal =
  (what: string, folder: string) =>
  (cause: Error & { readonly code?: string }): never => {
    if (cause.code === LOCKED) {
      const where = displayPath(folder);
      throw new ZavaError(
        `Another process has the Ditto store in ${where} open; end it, or take another folder.`,
        { cause },
      );
    }
    throw new ZavaError(`Ditto cannot ${what}: ${cause.message.split('\n')[0]}`, { cause });
  };
