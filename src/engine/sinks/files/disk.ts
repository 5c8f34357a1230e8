/** What the file system must do so that files outlive a crash, and what it refuses, in plain words. */

import { open } from 'node:fs/promises';
import { shown } from '../../../core/options/kinds.js';
import { option } from '../../../core/options/table.js';
import { displayPath } from '../../../core/settings/display-path.js';
import { SettingsError, ZavaError } from '../../../errors.js';
import { say } from '../../../message.js';

/** Writes a file whole, and resolves when it is on the disk. */
export async function writeDurably(path: string, content: string): Promise<void> {
  const handle = await open(path, 'w');
  try {
    await handle.writeFile(content);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Resolves when the names in a folder are on the disk. */
export async function syncFolder(folder: string): Promise<void> {
  // Windows has no such thing; its names are in a journal of its own.
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** EDQUOT, which Node.js has no name for. */
const QUOTA = -122;

/** Why a file could not grow; undefined for anything else. */
function whyFull({ code, errno }: NodeJS.ErrnoException): string | undefined {
  if (code === 'ENOSPC') return 'The disk is full';
  if (code === 'EDQUOT' || errno === QUOTA) return 'The disk quota is used up';
  if (code === 'EFBIG') return 'A file may not grow that large here (ulimit -f, or the file system)';
  return undefined;
}

/** Why a folder is neither there nor can be made. */
function whyNoFolder(code: 'ENOENT' | 'ELOOP' | 'ENAMETOOLONG'): string {
  if (code === 'ENAMETOOLONG') return 'which is too long a name';
  return code === 'ELOOP'
    ? 'which is a link that leads to itself'
    : 'where no folder can be made: it is a link to nothing, or in a file system that takes none';
}

/** Does work on the dump in `folder` and says in plain words what the operating system refused. */
export async function withUserErrors<T>(folder: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const where = displayPath(folder);
    const full = whyFull(error as NodeJS.ErrnoException);
    if (full !== undefined) {
      throw new ZavaError(
        say`${full}: ${where} cannot take the rest of the dump; make room and go on with ${option('resume')}.`,
      );
    }
    if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS')
      throw new SettingsError({
        setting: option('out'),
        value: where,
        problem: `which cannot be written (${code})`,
        allowed: 'a folder that may be written',
      });
    if (code === 'EMFILE' || code === 'ENFILE')
      throw new ZavaError(
        say`Too many files are open at once to write ${where} (${code}); allow more (ulimit -n 1024), or take fewer ${option('workers')}.`,
      );
    if (code === 'ENOENT' || code === 'ELOOP' || code === 'ENAMETOOLONG')
      throw new SettingsError({
        setting: option('out'),
        value: where,
        shown: shown(where),
        problem: whyNoFolder(code),
        allowed: 'a new or empty folder',
      });
    if (code === 'ENOTDIR' || code === 'EEXIST')
      throw new SettingsError({
        setting: option('out'),
        value: where,
        problem: 'which is not a folder',
        allowed: 'a new or empty folder',
      });
    throw error;
  }
}
