/** A database for the tests of one file: of its own, filled, and gone afterwards. */
import type { Db } from 'mongodb';
import { text } from '../core/options/kinds.js';
import { checkKinds, connectionString, type Kinds, object } from './checks.js';
import { createDataset, type Dataset } from './dataset.js';
import { isDataset } from './dataset-check.js';
import type { DatasetOptions } from './options.js';
import { startEmbeddedServer } from './runs.js';
import { FILL_KINDS, type SeedCounts, type SeedOptions, seedDatabase } from './seed.js';

export interface TestDatabaseOptions extends Omit<SeedOptions, 'drop'> {
  /** What the database is filled with, or the options for it; preset `tiny` unless given. */
  readonly dataset?: Dataset | DatasetOptions | undefined;
  /**
   * The server; ZAVA_TEST_URI or MONGODB_TEST_URI of the environment unless given, and where neither is set, a mongod is
   * started for this database alone.
   */
  readonly uri?: string | undefined;
  /**
   * Where a mongod that had to be downloaded is kept, and the files of larger datasets; unless given,
   * `node_modules/.cache/zava` of the package that the current folder is in, and where that cannot be written, a temporary
   * folder.
   */
  readonly root?: string | undefined;
}

const KINDS: Kinds<TestDatabaseOptions> = {
  ...FILL_KINDS,
  dataset: object('a dataset, or the options of createDataset'),
  uri: connectionString,
  root: text("a folder's path"),
};

export interface TestDatabase {
  /** A connection string that names the database: `new MongoClient(uri).db()` is this one. */
  readonly uri: string;
  readonly name: string;
  /** By zava's own driver. An app under test connects by `uri` with its own. */
  readonly db: Db;
  readonly dataset: Dataset;
  readonly counts: SeedCounts;
  /**
   * Brings the collections that were filled back to what they were, whatever a test did to them: documents, indexes and
   * options. Only what was changed is written, so a few changes take some milliseconds. Other collections are left alone.
   * @throws ZavaError where another client goes on writing.
   */
  reset(): Promise<void>;
  /** Drops the database, disconnects, and ends the server if it was started for this; may be called twice. */
  close(): Promise<void>;
}

/**
 * Makes a database with a name of its own and fills it. Closing it is the caller's part.
 * @throws SettingsError where an option is wrong, ZavaError with a plain reason where there is no server.
 */
export async function openTestDatabase(options: TestDatabaseOptions = {}): Promise<TestDatabase> {
  checkKinds(options, KINDS);
  const { dataset: given, uri, root, ...seeding } = options;
  const dataset = datasetOf(given);
  // The settings are checked before a server is started.
  await dataset.ready();
  const cleanups: (() => Promise<unknown>)[] = [];
  let closing: Promise<void> | undefined;
  const close = () => {
    closing ??= runAll(cleanups.reverse());
    return closing;
  };
  try {
    const server = uri || process.env.ZAVA_TEST_URI || process.env.MONGODB_TEST_URI;
    const seeded = server ? undefined : await startSeeded(root, dataset, seeding, cleanups);
    const uriOfServer = seeded?.uri ?? (server || (await startServer(root, cleanups)));
    const place = await databaseAt(uriOfServer, cleanups, seeded?.name);
    const counts = seeded?.counts ?? (await seedDatabase(place.db, dataset, seeding));
    const [{ TestReset }, { operationTime }] = await Promise.all([
      import('./test-reset.js'),
      place.db.command({ ping: 1 }),
    ]);
    const resetting = new TestReset(place.db, dataset, counts, seeding, operationTime);
    cleanups.push(() => resetting.close());
    return { ...place, dataset, counts, reset: () => resetting.run(), close };
  } catch (error) {
    await close();
    throw error;
  }
}

function datasetOf(given: Dataset | DatasetOptions | undefined): Dataset {
  return isDataset(given) ? given : createDataset(given);
}

/** All of them, the last one made first, whatever fails. @throws the first failure. */
async function runAll(cleanups: readonly (() => Promise<unknown>)[]): Promise<void> {
  const failures: unknown[] = [];
  for (const cleanup of cleanups) await cleanup().catch((error: unknown) => failures.push(error));
  if (failures.length > 0) throw failures[0];
}

/** A mongod that has the dataset already; undefined where it is to be seeded. */
async function startSeeded(
  root: string | undefined,
  dataset: Dataset,
  seeding: SeedOptions,
  cleanups: (() => Promise<unknown>)[],
) {
  const [{ seededTestServer }, { cacheFolder }, { resolve }] = await Promise.all([
    import('./seeded-test-server.js'),
    import('./cache-folder.js'),
    import('node:path'),
  ]);
  const kept = root ?? (await cacheFolder('.'));
  const server = kept === undefined ? undefined : await seededTestServer(resolve(kept), dataset, seeding);
  if (server !== undefined) cleanups.push(() => server.stop());
  return server;
}

/** A mongod with data in a folder that is gone afterwards. */
async function startServer(root: string | undefined, cleanups: (() => Promise<unknown>)[]): Promise<string> {
  const [{ mkdtemp, rm }, { tmpdir }, { join }, { cacheFolder }] = await Promise.all([
    import('node:fs/promises'),
    import('node:os'),
    import('node:path'),
    import('./cache-folder.js'),
  ]);
  const folder = await mkdtemp(join(tmpdir(), 'zava-testing-'));
  cleanups.push(() => rm(folder, { recursive: true, force: true }));
  const kept = root ?? (await cacheFolder('.')) ?? join(folder, 'server');
  const server = await startEmbeddedServer({ root: kept, dataDir: join(folder, 'data') });
  cleanups.push(() => server.stop());
  return server.uri;
}

/** @param named the database where it is there already. */
async function databaseAt(server: string, cleanups: (() => Promise<unknown>)[], named?: string) {
  const [{ makeClient, plainError }, { unlessRefused }, { randomBytes }] = await Promise.all([
    import('../mongodb/connect.js'),
    import('../mongodb/first-contact.js'),
    import('node:crypto'),
  ]);
  const name = named ?? `zava_test_${randomBytes(6).toString('hex')}`;
  // Compression would only cost time beside a server on this machine, and little is sent to any other.
  const client = makeClient({ uri: server, connections: 10, compressors: [] });
  cleanups.push(() => client.close());
  const db = client.db(name);
  try {
    await unlessRefused(client, server, client.connect());
  } catch (error) {
    throw plainError(error, server);
  }
  cleanups.push(() => db.dropDatabase());
  return { name, db, uri: await withDatabase(server, name) };
}

/** Mechanisms whose users are not kept in a database. */
const EXTERNAL = /^(MONGODB-X509|MONGODB-AWS|MONGODB-OIDC|GSSAPI|PLAIN)$/;

/** The connection string with another database; the user stays the one of the database that was named, or of admin. */
async function withDatabase(server: string, name: string): Promise<string> {
  const { databaseIn, parseUri } = await import('../mongodb/connection-string.js');
  const uri = parseUri(server);
  const named = databaseIn(uri);
  const { searchParams } = uri;
  const external = EXTERNAL.test(searchParams.get('authMechanism') ?? '');
  if (uri.username !== '' && !external && !searchParams.has('authSource')) {
    searchParams.set('authSource', named || 'admin');
  }
  uri.pathname = `/${name}`;
  return uri.toString();
}
