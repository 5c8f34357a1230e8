/** What the file system must do so that files outlive a crash, and what it refuses, in plain words. */
import { open } from 'node:fs/promises';
import { SettingsError, ZavaError } from '../errors.js';
import { displayPath } from '../settings/files.js';

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

/** Does work on the dump in `folder` and says in plain words what the operating system refused. */
export async function plainly<T>(folder: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const where = displayPath(folder);
    const full = whyFull(error as NodeJS.ErrnoException);
    if (full !== undefined) {
      throw new ZavaError(
        `${full}: ${where} cannot take the rest of the dump; make room and go on with --resume.`,
      );
    }
    if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS')
      throw new SettingsError(`--out is '${where}', which cannot be written (${code}).`);
    if (code === 'ENOTDIR' || code === 'EEXIST')
      throw new SettingsError(
        `--out is '${where}', which is not a folder; allowed is a new or empty folder.`,
      );
    throw error;
  }
}
