/** The folder of a store, before anything of Ditto is written into it. */
import { existsSync } from 'node:fs';
import { access, constants, readdir, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { option } from '../../../core/options/table.js';
import { displayPath } from '../../../core/settings/display-path.js';
import { SettingsError, ZavaError } from '../../../errors.js';
import { makeFolder } from '../../../make-folder.js';
import { size } from '../../../ui/terminal/numbers.js';
import { noRoom, tellsOfNoRoom } from './sdk-words.js';

/** What a folder holds, once the SDK has opened a store in it. */
const MARK = '__ditto_version.txt';

/**
 * Bytes on disk for each document, less than any dataset was seen to take with version 5.1.0 of the SDK: 1,270 for the
 * largest store of preset `full`, 1,800 for preset `tiny`, indexes included.
 */
const BYTES_A_DOCUMENT = 1000;

/**
 * Makes the folder where there is none.
 * @throws SettingsError where it cannot be made or written, or is neither empty nor holds a Ditto store; ZavaError where its
 * disk is full.
 */
export async function checkFolder(folder: string): Promise<void> {
  const problem = await problemOf(folder);
  if (problem === undefined) return;
  throw new SettingsError({
    setting: option('dir'),
    value: displayPath(folder),
    problem,
    allowed: 'a new or empty folder, or one with a Ditto store',
  });
}

async function problemOf(folder: string): Promise<string | undefined> {
  try {
    await makeFolder(folder);
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (tellsOfNoRoom(code)) throw noRoom(folder);
    return code === 'EEXIST' ? 'which is not a folder' : `where no folder can be made (${code})`;
  }
  try {
    await access(folder, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    return `which cannot be read and written (${(error as NodeJS.ErrnoException).code})`;
  }
  const isOthers = (await readdir(folder)).length > 0 && !existsSync(join(folder, MARK));
  return isOthers ? 'which is not empty and holds no Ditto store' : undefined;
}

/**
 * Of a store that is there nobody knows how much it will grow.
 * @param documents how many will be written.
 * @throws ZavaError where a new store will not have room for them.
 */
export async function checkRoom(folder: string, documents: number): Promise<void> {
  if (existsSync(join(folder, MARK))) return;
  const { bavail, bsize } = await statfs(folder);
  const [needed, free] = [documents * BYTES_A_DOCUMENT, bavail * bsize];
  if (needed <= free) return;
  throw new ZavaError(
    `The Ditto store in ${displayPath(folder)} needs more than ${size(needed)}, and ${size(free)} are free on its disk; make room, or take a folder on another disk.`,
  );
}
