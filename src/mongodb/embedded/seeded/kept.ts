/** The datasets that are kept as data files, each in a folder named by what decides its bytes. */
import { createHash } from 'node:crypto';
import { readdir, rename, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { zavaVersion } from '../../../version.js';
import { OwnFolder, ownFolders, removeLeft } from './own-folder.js';
import { diskUse, readStamp, type Stamp, stampFile, syncFolder } from './stamp.js';

/** Raised when what lies in such a folder changes, or how it was made. */
const LAYOUT = 1;

const NAME = /^[0-9a-f]{16}$/;

/** The key of a dataset. @param content everything that decides what a database holds. @param mongod its version. */
export function keyOf(content: object, mongod: string): string {
  const all = { layout: LAYOUT, zava: zavaVersion(), mongod, ...content };
  return createHash('sha256').update(JSON.stringify(all)).digest('hex');
}

/** The name of its folder. */
export const nameOf = (key: string): string => key.slice(0, 16);

export interface Kept {
  readonly folder: string;
  readonly stamp: Stamp;
}

/** The dataset of a key where it is kept, whole and unchanged; it counts as used from now on. */
export async function findKept(root: string, key: string): Promise<Kept | undefined> {
  const folder = join(root, nameOf(key));
  const stamp = await readStamp(folder);
  if (stamp?.key !== key) return undefined;
  const now = new Date();
  await utimes(stampFile(folder), now, now).catch(() => {});
  return { folder, stamp };
}

/**
 * Gives a dataset that is whole its place. Where another process was quicker, its one stays: they are the same. What
 * stands there and is no dataset goes.
 */
export async function keep(root: string, key: string, made: string): Promise<void> {
  const folder = join(root, nameOf(key));
  for (;;) {
    try {
      await rename(made, folder);
      break;
    } catch (error) {
      const { code = '' } = error as NodeJS.ErrnoException;
      if (!['ENOTEMPTY', 'EEXIST', 'ENOTDIR'].includes(code)) throw error;
      if ((await findKept(root, key)) !== undefined) return;
      await discard(root, nameOf(key));
    }
  }
  await syncFolder(root);
}

/** Out of the way by one rename, so that nobody takes half of it for the whole. */
async function discard(root: string, name: string): Promise<void> {
  const aside = await OwnFolder.make(root, 'removing', name);
  try {
    await rename(join(root, name), join(aside.path, name));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  } finally {
    await aside.remove();
  }
}

export interface Pruned {
  /** What was removed, and how many bytes of the disk that gave back. */
  readonly removed: readonly { readonly about: Stamp['about']; readonly bytes: number }[];
  /** What stays, as a process uses it. */
  readonly kept: readonly Stamp['about'][];
  /** All bytes that were freed, also of what killed processes left behind. */
  readonly bytes: number;
}

/**
 * Removes kept datasets, and what processes that were killed left behind. One that a server runs on, or that is being
 * copied, stays.
 * @param most so many of those used last stay, too.
 */
export async function prune(root: string, most = 0): Promise<Pruned> {
  let bytes = await removeLeft(root);
  const { inUse } = await ownFolders(root);
  const names = (await readdir(root).catch(() => [])).filter((name) => NAME.test(name));
  const found = await Promise.all(
    names.map(async (name) => {
      const folder = join(root, name);
      const used = await stat(stampFile(folder)).catch(() => stat(folder));
      return { name, folder, used: used.mtimeMs };
    }),
  );
  const removed: Pruned['removed'][number][] = [];
  const kept: Stamp['about'][] = [];
  for (const { name, folder } of found.sort((one, other) => other.used - one.used).slice(most)) {
    const stamp = await readStamp(folder);
    const about = stamp?.about ?? {};
    if (inUse.has(name)) {
      kept.push(about);
      continue;
    }
    const size = await diskUse(folder);
    await discard(root, name);
    removed.push({ about, bytes: size });
    bytes += size;
  }
  return { removed, kept, bytes };
}
