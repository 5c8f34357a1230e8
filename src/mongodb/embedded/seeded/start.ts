/** Starts an embedded server that has a dataset from the first moment: on a copy of files that were made once. */
import { join } from 'node:path';
import { ZavaError } from '../../../errors.js';
import { moveOrigin } from '../../load-record.js';
import { findMongod } from '../find-mongod.js';
import { freePort } from '../port.js';
import { withAdmin } from '../replica-set.js';
import { startEmbeddedServer } from '../server.js';
import { readServerRecord, writeServerRecord } from '../server-file.js';
import { StartFailure } from '../start-failure.js';
import { type EmbeddedServer, EmbeddedServerError, type FindOptions, type FoundMongod } from '../types.js';
import { copyFiles } from './copy.js';
import { findKept, type Kept, keyOf, nameOf } from './kept.js';
import { type Fill, fullDisk, makeKept } from './make.js';
import { OwnFolder, ownFolders, removeLeft } from './own-folder.js';
import { dataIn } from './stamp.js';

/** What a server is to hold. */
export interface Seed {
  /** Everything that decides what its databases hold; of two that are the same, one is made. */
  readonly content: object;
  readonly database: string;
  /** For people: what it is. */
  readonly about: Readonly<Record<string, unknown>>;
  /** For a server without a replica set; what it returns is JSON. */
  readonly fill: Fill;
}

export interface SeededServer extends EmbeddedServer {
  /** True where the files were there already, and nothing had to be loaded. */
  readonly cached: boolean;
  /** What `fill` returned when the files were made. */
  readonly result: unknown;
}

export interface SeededOptions extends FindOptions {
  /** Take the port of the last one where it is free, so that the connection string stays. */
  readonly samePort?: boolean;
}

/** The datasets that are kept under a `.zava` folder. */
export const keptUnder = (root: string): string => join(root, 'seeded');

/** The kept files may be removed by another process while they are copied. */
const ATTEMPTS = 3;

class Gone extends ZavaError {}

const REMOVED = 'The kept dataset was removed by another process, again and again.';

/**
 * Starts a server on a copy of the dataset's files, which are made and kept under the root where they are not there yet.
 * The copy is this server's alone: it is removed when the server stops, and whoever asks again gets another one. Its record
 * says that it stands as it was loaded, from the start of this server on.
 * @throws as `startEmbeddedServer`; what `fill` throws; ZavaError where the disk is full. Nothing half is left then.
 */
export async function startSeededServer(seed: Seed, options: SeededOptions): Promise<SeededServer> {
  if (process.platform === 'win32') {
    throw new EmbeddedServerError('the embedded server needs Linux or macOS; on Windows use WSL');
  }
  const root = keptUnder(options.root);
  const found = await findMongod(options);
  const key = keyOf({ ...seed.content, database: seed.database }, found.version);
  await removeLeft(root);
  for (let attempt = 1; ; attempt += 1) {
    const copy = await OwnFolder.make(root, 'copy', nameOf(key));
    try {
      const { kept, cached } = await findOrMake(root, key, found, seed, options);
      const server = await startOn(copy.path, kept, found, options);
      const stop = () => server.stop().finally(() => copy.remove());
      try {
        await withAdmin(server.port, (admin) => moveOrigin(admin.client.db(seed.database)));
      } catch (error) {
        await stop();
        throw error;
      }
      return { ...server, stop, cached, result: kept.stamp.result };
    } catch (error) {
      await copy.remove();
      options.signal?.throwIfAborted();
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'ENOSPC' || code === 'EDQUOT') throw fullDisk(root, error);
      if (!(error instanceof Gone) || attempt === ATTEMPTS) throw error;
    }
  }
}

async function findOrMake(
  root: string,
  key: string,
  found: FoundMongod,
  { about, fill }: Seed,
  options: FindOptions,
): Promise<{ kept: Kept; cached: boolean }> {
  const there = await findKept(root, key);
  if (there !== undefined) return { kept: there, cached: true };
  await makeKept(root, { key, about }, found, fill, options);
  const made = await findKept(root, key);
  if (made === undefined) throw new Gone(REMOVED);
  return { kept: made, cached: false };
}

async function startOn(
  copy: string,
  { folder, stamp }: Kept,
  found: FoundMongod,
  options: SeededOptions,
): Promise<EmbeddedServer> {
  const { root, samePort, ...rest } = options;
  const dataDir = join(copy, 'data');
  const files = Object.keys(stamp.files);
  await copyFiles(dataIn(folder), dataIn(copy), files, options.signal).catch(
    (error: NodeJS.ErrnoException) => {
      throw error.code === 'ENOENT' ? new Gone(REMOVED) : error;
    },
  );
  const records = keptUnder(root);
  const last = samePort ? (await readServerRecord(records))?.port : undefined;
  const port = last === undefined ? undefined : await freePort(last);
  const start = (wanted?: number) => startEmbeddedServer({ ...rest, root, dataDir, found, port: wanted });
  const server = await start(port).catch((error: unknown) => {
    if (port === undefined || !(error instanceof StartFailure) || error.kind !== 'port-in-use') throw error;
    return start();
  });
  if (samePort && server.port !== last) await remember(records, server.port).catch(() => {});
  return server;
}

/** Unless another of these servers has the port that is remembered: the next one is to find that again. */
async function remember(root: string, port: number): Promise<void> {
  const last = (await readServerRecord(root))?.port;
  const servers = (await ownFolders(root)).copies;
  if (last === undefined || servers <= 1) await writeServerRecord(root, { port });
}
