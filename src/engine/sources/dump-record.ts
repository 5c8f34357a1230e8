/** The record of a load in a dump of its database, which mongodump takes with everything else. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Document, deserialize } from 'bson';
import { displayPath } from '../../core/settings/display-path.js';
import { SettingsError } from '../../errors.js';
import { type FoundRecord, LOAD_RECORD, recordAmong } from '../../mongodb/load-record.js';
import { BrokenFile, rawDocuments } from './bson-file.js';

/**
 * @param folder holds the .bson files. @returns undefined where there is none.
 * @throws SettingsError where its file is damaged.
 */
export async function recordInDump(folder: string): Promise<FoundRecord | undefined> {
  const file = join(folder, `${LOAD_RECORD}.bson`);
  if (!existsSync(file)) return undefined;
  const documents: Document[] = [];
  try {
    for await (const document of rawDocuments(file)) documents.push(deserialize(document));
  } catch (error) {
    if (!(error instanceof BrokenFile)) throw error;
    throw new SettingsError(`The file ${displayPath(file)} is damaged: ${error.message}.`);
  }
  return recordAmong(documents);
}
