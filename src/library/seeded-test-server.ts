/** A server for one test database with the dataset in it from the first moment, where seeding would take long. */
import type { CollectionName } from '../core/model/index.js';
import { SettingsError } from '../errors.js';
import type { EmbeddedServer } from '../mongodb/embedded/types.js';
import type { Dataset } from './dataset.js';
import { type DatasetVersion, VERSION } from './record.js';
import { type SeedCounts, type SeedOptions, seedDatabase } from './seed.js';

/** Orders and customers from which on a copy of files is quicker than seeding: preset `tiny` has 1,200. */
const MANY = 5_000;

/** Datasets that are kept: a suite that draws its seeds would fill the disk. */
const KEPT = 4;

/** On a server of its own no other database has its name. */
const NAME = 'zava_test_kept';

export interface SeededTestServer extends EmbeddedServer {
  readonly name: string;
  readonly counts: SeedCounts;
}

/**
 * Starts a server on a copy of files that `seedDatabase` has filled, which are kept under `root` by dataset and options.
 * @returns undefined where that is not worth it, or fails: then the dataset is to be seeded.
 */
export async function seededTestServer(
  root: string,
  dataset: Dataset,
  seeding: SeedOptions,
): Promise<SeededTestServer | undefined> {
  const { world, slice } = await dataset.settings();
  const version = await (dataset as { readonly [VERSION]?: DatasetVersion })[VERSION]?.();
  if (world.orders + world.customers < MANY || version === undefined) return undefined;
  const [
    { startSeededServer, keptUnder },
    { prune },
    { MongodNotFoundError },
    { identityOf },
    { collectionSpecs },
  ] = await Promise.all([
    import('../mongodb/embedded/seeded/start.js'),
    import('../mongodb/embedded/seeded/kept.js'),
    import('../mongodb/embedded/types.js'),
    import('../engine/manifest/manifest.js'),
    import('../mongodb/index-specs.js'),
  ]);
  const { indexes = false, preAndPostImages = false, record = true, collections } = seeding;
  const wanted: readonly CollectionName[] | undefined = collections && [...new Set(collections)].sort();
  const { seed, customers, orders } = world;
  try {
    const server = await startSeededServer(
      {
        content: {
          identity: identityOf(world, slice),
          version,
          seeding: { indexes, preAndPostImages, record, wanted },
          collections: collectionSpecs(),
        },
        database: NAME,
        about: { seed, customers, orders, ...(slice === undefined ? {} : { slice }), database: NAME },
        fill: (uri) => fill(uri, dataset, seeding),
      },
      { root, env: process.env },
    );
    if (!server.cached) await prune(keptUnder(root), KEPT);
    return { ...server, name: NAME, counts: server.result as SeedCounts };
  } catch (error) {
    // Seeding would fail by the same.
    if (error instanceof SettingsError || error instanceof MongodNotFoundError) throw error;
    process.emitWarning(
      `The dataset is seeded, as a copy of kept files failed: ${(error as Error).message}`,
      {
        type: 'ZavaWarning',
      },
    );
    return undefined;
  }
}

async function fill(uri: string, dataset: Dataset, seeding: SeedOptions): Promise<SeedCounts> {
  const { makeClient } = await import('../mongodb/connect.js');
  const client = makeClient({ uri, connections: 10, compressors: [] });
  try {
    return await seedDatabase(client.db(NAME), dataset, seeding);
  } finally {
    await client.close();
  }
}
