/** An embedded server with the dataset of settings in its database from the first moment. */
import type { Settings } from '../core/settings/settings.js';
import { ZavaError } from '../errors.js';
import {
  type SeededOptions,
  type SeededServer,
  startSeededServer,
} from '../mongodb/embedded/seeded/start.js';
import { collectionSpecs } from '../mongodb/index-specs.js';
import type { Watch } from './generate-dump.js';
import { loadDatabase } from './load.js';
import { identityOf } from './manifest/manifest.js';

/** What a load says of itself when its files are kept. */
interface Loaded {
  readonly documents: number;
}

/**
 * Starts the server on a copy of the files that a load has made, with indexes and record; loads them where none did.
 * @param watch how that load is watched.
 * @throws as `startSeededServer` and `loadDatabase`.
 */
export async function startServerWith(
  settings: Settings,
  options: SeededOptions,
  watch: Watch,
): Promise<SeededServer & { readonly documents: number }> {
  const { world, slice, database } = settings;
  const identity = identityOf(world, slice);
  const { seed, customers, orders } = world;
  const server = await startSeededServer(
    {
      content: { identity, collections: collectionSpecs() },
      database,
      about: { seed, customers, orders, ...(slice === undefined ? {} : { slice }), database },
      fill: async (uri, signal): Promise<Loaded> => {
        const request = { drop: false, indexes: true, resume: false, record: true };
        const { documents, unrecorded } = await loadDatabase(settings, uri, request, { ...watch, signal });
        if (unrecorded !== undefined) throw new ZavaError(unrecorded);
        return { documents };
      },
    },
    options,
  );
  return { ...server, documents: (server.result as Loaded).documents };
}
