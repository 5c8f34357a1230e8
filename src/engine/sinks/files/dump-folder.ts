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
import { readdir, readFile, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { OutputFormat } from '../../../core/encode/formats/format.js';
import { OUTPUT_FORMATS } from '../../../core/encode/formats/index.js';
import { COLLECTION_NAMES } from '../../../core/model/index.js';
import { option } from '../../../core/options/table.js';
import { displayPath } from '../../../core/settings/display-path.js';
import { difference } from '../../../core/settings/identity.js';
import { type Fault, SettingsError, ZavaError } from '../../../errors.js';
import { makeFolder } from '../../../make-folder.js';
import { type Message, say } from '../../../message.js';
import { dataFile } from './data-files.js';
import { syncFolder } from './disk.js';
import type { JournalHead } from './dump-journal.js';

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

/** True where a database's folder was written in another format than BSON, which is not read back. */
export const holdsOtherFormat = (folder: string): boolean =>
  OUTPUT_FORMATS.some((format) => existsSync(dataFile(folder, 'orders', format)));

/** Why such a folder is refused. */
export const OTHER_FORMAT_REFUSED: Pick<Fault, 'problem' | 'allowed'> = {
  problem: say`which is text (${option('format')})`,
  allowed: say`a dump, as zava generate writes it without ${option('format')}`,
};

/** The files of a database's folder: the documents last, as it is they that make it a dump. */
function dataFiles(format?: OutputFormat): string[] {
  const documents = COLLECTION_NAMES.map((name) => dataFile('', name, format));
  return format === undefined
    ? [...COLLECTION_NAMES.map((name) => `${name}.metadata.json`), ...documents]
    : documents;
}

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
  await makeFolder(folder);
  const entries = await readdir(folder);
  if (entries.includes(DUMP_MARKER)) return;
  if (entries.length > 0) {
    throw new SettingsError({
      setting: option('out'),
      value: displayPath(folder),
      problem: 'which is not empty and was not made by zava',
      allowed: 'a new or empty folder, or an earlier dump',
    });
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
  for (const format of [undefined, ...OUTPUT_FORMATS]) {
    for (const file of dataFiles(format)) await rm(join(data, file), { force: true });
  }
  if (earlier !== '') await rmdir(data).catch(unlessInUse);
  await mark(folder, database);
}

/** A folder with files of somebody else's stays. */
function unlessInUse(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENOTEMPTY' || error.code === 'EEXIST') return undefined;
  return unlessMissing(error);
}

/** Puts finished files in their place: at once, or file by file where others' files are there. */
export async function putInPlace(from: string, to: string, format?: OutputFormat): Promise<void> {
  await rmdir(to).catch(unlessInUse);
  try {
    await rename(from, to);
  } catch (error) {
    unlessInUse(error as NodeJS.ErrnoException);
    for (const file of dataFiles(format)) await rename(join(from, file), join(to, file));
    await syncFolder(to);
  }
}

/** The way back, for a run that ended between the data and the manifest. */
export async function takeBack(from: string, to: string): Promise<void> {
  for (const file of dataFiles().toReversed()) {
    await rename(join(from, file), join(to, file)).catch(unlessMissing);
  }
  await rmdir(from).catch(unlessInUse);
}

/** @throws ZavaError where an unfinished dump, or part of one, is not of the settings at hand. */
export function refuseOther(there: JournalHead, here: JournalHead, what: string, cure: Message): void {
  const unlike =
    difference(there.identity, here.identity) ??
    (there.database === here.database
      ? undefined
      : `database is ${there.database} there and ${here.database} here`);
  if (unlike === undefined) return;
  throw new ZavaError(say`There is ${what} of other settings: ${unlike}. Use the same settings, or ${cure}.`);
}
