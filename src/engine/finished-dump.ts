/** A dump that is finished already, as its manifest tells. */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { option } from '../core/options/table.js';
import { displayPath } from '../core/settings/display-path.js';
import { ZavaError } from '../errors.js';
import { say } from '../message.js';
import type { Manifest } from './manifest/manifest.js';
import { type Outcome, outcomeFrom } from './outcome.js';
import { withUserErrors } from './sinks/files/disk.js';
import { DUMP_FILES, DUMP_MARKER, refuseOther } from './sinks/files/dump-folder.js';
import type { JournalHead } from './sinks/files/dump-journal.js';

/** Undefined where there is no such file. */
async function textOf(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
    throw error;
  });
}

/**
 * What is in a finished dump; undefined where there is none.
 * @throws ZavaError where it is one of other settings.
 */
export async function finishedDump(folder: string, head: JournalHead): Promise<Outcome | undefined> {
  const path = join(folder, DUMP_FILES.manifest);
  const text = await withUserErrors(folder, () => textOf(path));
  if (text === undefined) return undefined;
  const manifest = parsed(text, path);
  // Files of another format are no dump to resume.
  if (manifest.format !== undefined) return undefined;
  const { format_version: format, seed, settings, collections } = manifest;
  const database = (await textOf(join(folder, DUMP_MARKER)))?.trim() ?? head.database;
  const what = `a finished dump in ${displayPath(folder)}`;
  refuseOther({ identity: { format, seed, settings }, database }, head, what, say`another ${option('out')}`);
  return outcomeFrom(collections);
}

function parsed(text: string, path: string): Manifest {
  try {
    return JSON.parse(text) as Manifest;
  } catch {
    throw new ZavaError(
      say`${displayPath(path)} is damaged; start from scratch without ${option('resume')}.`,
    );
  }
}
