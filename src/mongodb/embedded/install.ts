/** Installs a downloaded mongod into the bin folder atomically. */

import { chmod, mkdtemp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder } from '../../make-folder.js';
import { mongodVersion } from './mongod-version.js';
import type { FindOptions } from './types.js';

/** Where the downloaded mongod stands. */
export function installedPath(root: string): string {
  return join(root, 'bin', 'mongod');
}

/**
 * Lets `fetch` bring a mongod into a temporary folder and moves it to its place once it has proven to run.
 * The folder lies beside the final place, because only a rename within one file system is atomic; each process
 * has its own, so that two may fetch at the same moment and the later rename simply wins.
 *
 * @param fetch receives the folder and resolves with the path of the binary inside it.
 * @returns the final path.
 */
export async function install(
  options: FindOptions,
  fetch: (folder: string) => Promise<string>,
): Promise<string> {
  const target = installedPath(options.root);
  await makeFolder(join(options.root, 'bin'));
  const folder = await mkdtemp(join(options.root, 'bin', '.fetch-'));
  try {
    const fetched = await fetch(folder);
    await chmod(fetched, 0o755);
    await mongodVersion(fetched, options);
    await rename(fetched, target);
    return target;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
