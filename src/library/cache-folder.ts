/** Where the tools of a project keep what they can get again: no file of the project, and nothing for .gitignore. */
import { access, constants } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';

/**
 * `node_modules/.cache/zava` of the package that a folder is in; it is not made yet.
 * @returns undefined where the folder is in no package, or nothing can be written there.
 */
export async function cacheFolder(from: string): Promise<string | undefined> {
  const root = await nearest(resolve(from), (folder) => isThere(join(folder, 'package.json')));
  if (root === undefined) return undefined;
  const cache = join(root, 'node_modules/.cache/zava');
  // What is not there yet is made in the folder that is.
  const there = await nearest(cache, isThere);
  return there !== undefined && (await isThere(there, constants.W_OK | constants.X_OK)) ? cache : undefined;
}

/** The first of a folder and those around it that passes. */
async function nearest(
  folder: string,
  passes: (folder: string) => Promise<boolean>,
): Promise<string | undefined> {
  if (await passes(folder)) return folder;
  const parent = dirname(folder);
  return parent === folder ? undefined : nearest(parent, passes);
}

const isThere = (path: string, mode?: number): Promise<boolean> =>
  access(path, mode).then(
    () => true,
    () => false,
  );
