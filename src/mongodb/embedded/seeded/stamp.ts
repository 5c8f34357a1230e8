/**
 * What makes a folder with data files a dataset that may be used: a file that says what lies there. It is written last,
 * and the folder gets its name after that, so one that was made half has none.
 */
import { open, readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';

const STAMP = 'dataset.json';

/** The data files of a kept dataset. */
export const dataIn = (folder: string): string => join(folder, 'data');

export interface Stamp {
  /** See key.ts. */
  readonly key: string;
  /** For people: what was loaded. */
  readonly about: Readonly<Record<string, unknown>>;
  /** What filling it said, for those who find it filled. */
  readonly result: unknown;
  /** Bytes of each data file, by its path in the folder of the data. */
  readonly files: Readonly<Record<string, number>>;
}

/** Files under a folder with their sizes, by path; none where it is not there. */
export async function filesUnder(folder: string): Promise<Record<string, number>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const sizes = await Promise.all(files.map((path) => stat(path).then(({ size }) => size)));
  return Object.fromEntries(files.map((path, i) => [path.slice(folder.length + 1), sizes[i] ?? 0]));
}

/** Writes the stamp, and waits until the disk has it. mongod has done so for the data when it stopped. */
export async function writeStamp(folder: string, stamp: Stamp): Promise<void> {
  const file = await open(join(folder, STAMP), 'wx');
  try {
    await file.writeFile(`${JSON.stringify(stamp)}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  for (const path of [dataIn(folder), folder]) await syncFolder(path);
}

/** The names in a folder are on the disk afterwards. */
export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** What stands in a folder; undefined where that is no dataset, or not all of it is there. */
export async function readStamp(folder: string): Promise<Stamp | undefined> {
  const stamp = await parsed(join(folder, STAMP));
  if (typeof stamp?.key !== 'string' || typeof stamp.files !== 'object') return undefined;
  const there = await filesUnder(dataIn(folder)).catch(() => ({}));
  const same = JSON.stringify(sorted(there)) === JSON.stringify(sorted(stamp.files));
  return same ? stamp : undefined;
}

const sorted = (files: Readonly<Record<string, number>>) =>
  Object.entries(files).sort(([one], [other]) => (one < other ? -1 : 1));

async function parsed(file: string): Promise<Stamp | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch {
    return undefined;
  }
}

/** The stamp's file, whose time says when the dataset was used last. */
export const stampFile = (folder: string): string => join(folder, STAMP);

/** Bytes of all files under a folder; 0 where it is not there. */
export async function diskUse(folder: string): Promise<number> {
  const files = await filesUnder(folder).catch(() => ({}));
  return Object.values(files).reduce((sum: number, bytes: number) => sum + bytes, 0);
}
