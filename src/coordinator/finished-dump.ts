/** A dump that is finished already, as its manifest tells. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ZavaError } from '../errors.js';
import { displayPath } from '../settings/files.js';
import { plainly } from '../sinks/disk.js';
import { DUMP_FILES, DUMP_MARKER } from '../sinks/dump.js';
import { refuseOther } from '../sinks/dump-folder.js';
import type { JournalHead } from '../sinks/dump-journal.js';
import type { Manifest } from './manifest.js';
import { type Outcome, outcomeOf } from './outcome.js';
import { Tally } from './progress.js';

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
  const text = await plainly(folder, () => textOf(path));
  if (text === undefined) return undefined;
  const manifest = parsed(text, path);
  // A set of text files is no dump to go on with.
  if (manifest.format !== undefined) return undefined;
  if (manifest.format !== undefined) {
    throw new ZavaError(
      `There is a set of ${manifest.format} files in ${displayPath(folder)} and no dump; use another --out.`,
    );
  }
  const { format_version: format, seed, settings, collections } = manifest;
  const database = (await textOf(join(folder, DUMP_MARKER)))?.trim() ?? head.database;
  const what = `a finished dump in ${displayPath(folder)}`;
  refuseOther({ identity: { format, seed, settings }, database }, head, what, 'another --out');
  return outcomeFrom(collections);
}

function parsed(text: string, path: string): Manifest {
  try {
    return JSON.parse(text) as Manifest;
  } catch {
    throw new ZavaError(`${displayPath(path)} is damaged; begin anew without --resume.`);
  }
}

/** The outcome of a run that had nothing to do. */
export function outcomeFrom(
  collections: Readonly<Record<string, { readonly count: number; readonly bytes: number }>>,
): Outcome {
  const tally = new Tally();
  for (const [name, { count, bytes }] of Object.entries(collections)) {
    tally.add(name as Parameters<Tally['add']>[0], count, bytes);
  }
  return { ...outcomeOf({ tally, documentsMs: 0, indexesMs: 0 }), documentsPerSecond: 0, bytesPerSecond: 0 };
}
