/**
 * The folder of a dump: what stands where while it is made and when it is done, and whether it may be written.
 *
 *   DIR/.zava-dump              says that the folder is zava's; holds the database's name
 *   DIR/.zava-unfinished/       an unfinished dump: <database>/*.bson, and its journal
 *   DIR/.zava-parts/2-7/        part 2 of 7; .2-7/ while it is made
 *   DIR/<database>/, DIR/manifest.json, ...   the finished dump, moved there at its end
 *
 * Neither mongorestore nor zava takes a folder with a dot in its name for a database.
 */
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SettingsError, ZavaError } from '../errors.js';
import { COLLECTION_NAMES } from '../model/index.js';
import { displayPath } from '../settings/files.js';
import { syncFolder } from './disk.js';
import type { JournalHead } from './dump-journal.js';
import { difference } from './identity.js';

/** Marks a folder as made by zava, finished or not, so that the next dump may replace it. Holds the database's name. */
export const DUMP_MARKER = '.zava-dump';
export const UNFINISHED = '.zava-unfinished';
export const PARTS = '.zava-parts';
export const LOCK = '.zava-lock';

/** Beside the collections: what a run wrote, the stock's movements, and how long things took. */
export const DUMP_FILES = {
  manifest: 'manifest.json',
  stock: 'stock.jsonl',
  timings: 'timings.json',
} as const;

/** True where a database's folder was written as text (--format ndjson or json), which is not read back. */
export const holdsText = (folder: string): boolean =>
  ['json', 'ndjson'].some((format) => existsSync(join(folder, `${COLLECTION_NAMES[0]}.${format}`)));

/** Ends the sentence that refuses such a folder. */
export const TEXT_REFUSED =
  'which is text (--format); allowed is a dump, as zava generate writes it without --format.';

/** The files of a database's folder: the documents last, as it is they that make it a dump. */
const DATA_FILES = [
  ...COLLECTION_NAMES.map((name) => `${name}.metadata.json`),
  ...COLLECTION_NAMES.map((name) => `${name}.bson`),
];

/** What a run with --format leaves in the same place. */
const TEXT_FILES = COLLECTION_NAMES.flatMap((name) => [`${name}.ndjson`, `${name}.json`]);

/** Ignores that something is not there. */
export function unlessMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENOENT') return undefined;
  throw error;
}

/**
 * Makes the folder, or sees that it is zava's, and marks it.
 * @throws SettingsError where it holds something that zava did not make.
 */
export async function claim(folder: string, database: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const entries = await readdir(folder);
  if (entries.includes(DUMP_MARKER)) return;
  if (entries.length > 0) {
    throw new SettingsError(
      `--out is '${displayPath(folder)}', which is not empty and was not made by zava; allowed is a new or empty folder, or an earlier dump.`,
    );
  }
  await mark(folder, database);
}

const mark = (folder: string, database: string): Promise<void> =>
  writeFile(join(folder, DUMP_MARKER), `${database}\n`);

/** Removes what an earlier dump left, and marks the folder with the new one's database. */
export async function makeEmpty(folder: string, database: string): Promise<void> {
  const earlier = (await readFile(join(folder, DUMP_MARKER), 'utf8')).trim();
  // The manifest goes first: a folder that has one is a whole dump.
  for (const file of Object.values(DUMP_FILES)) await rm(join(folder, file), { force: true });
  await rm(join(folder, UNFINISHED), { recursive: true, force: true });
  const data = join(folder, earlier);
  for (const file of [...DATA_FILES, ...TEXT_FILES]) await rm(join(data, file), { force: true });
  if (earlier !== '') await rmdir(data).catch(unlessInUse);
  await mark(folder, database);
}

/** A folder with files of somebody else's stays. */
function unlessInUse(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENOTEMPTY' || error.code === 'EEXIST') return undefined;
  return unlessMissing(error);
}

/** Puts the data of a finished dump in its place: at once, or file by file where others' files are there. */
export async function putInPlace(from: string, to: string): Promise<void> {
  await rmdir(to).catch(unlessInUse);
  try {
    await rename(from, to);
  } catch (error) {
    unlessInUse(error as NodeJS.ErrnoException);
    for (const file of DATA_FILES) await rename(join(from, file), join(to, file));
    await syncFolder(to);
  }
}

/** The way back, for a run that ended between the data and the manifest. */
export async function takeBack(from: string, to: string): Promise<void> {
  for (const file of DATA_FILES.toReversed()) {
    await rename(join(from, file), join(to, file)).catch(unlessMissing);
  }
  await rmdir(from).catch(unlessInUse);
}

/** @throws ZavaError where an unfinished dump, or part of one, is not of the settings at hand. */
export function refuseOther(there: JournalHead, here: JournalHead, what: string, cure: string): void {
  const unlike =
    difference(there.identity, here.identity) ??
    (there.database === here.database
      ? undefined
      : `database is ${there.database} there and ${here.database} here`);
  if (unlike === undefined) return;
  throw new ZavaError(`There is ${what} of other settings: ${unlike}. Use the same settings, or ${cure}.`);
}
