/** What a run has said of the documents that it made: beside a dump, or in a database, and in a dump of that. */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { option } from '../core/options/table.js';
import type { Settings } from '../core/settings/settings.js';
import { type ManifestContent, readManifest } from '../engine/manifest/read-manifest.js';
import { checkRecord, worldOf } from '../engine/read-record.js';
import { DUMP_FILES } from '../engine/sinks/files/dump-folder.js';
import { recordInDump } from '../engine/sources/dump-record.js';
import { SettingsError } from '../errors.js';
import { unfinishedIdentity } from '../mongodb/load-journal.js';
import { LOAD_RECORD, readLoadRecord } from '../mongodb/load-record.js';
import { readStock, type StockRow, stockRows } from '../tools/validate/checks/stock.js';
import type { DumpSource } from '../tools/validate/dump/dump-source.js';
import type { ServerSource } from '../tools/validate/server/server-source.js';
import { recordIn } from './record.js';
import type { Target } from './target.js';

/** What there is to hold documents against. */
export interface Said {
  readonly manifest: ManifestContent;
  readonly stock: readonly StockRow[] | undefined;
  /** Where it is the record of a load. */
  readonly source?: 'record';
}

/** Where the documents are. */
export type Place = Target | { readonly dump: string };

/**
 * What lies in files of zava: in the folder that --record names, or beside a dump.
 * @throws SettingsError where a record that was asked for is not there, or is of no use.
 */
export async function saidInFiles(
  { record }: { readonly record?: string },
  target: Place,
  { world }: Settings,
  { cwd }: { readonly cwd: string },
): Promise<Said | undefined> {
  const dump = target !== 'local' && 'dump' in target ? target.dump : undefined;
  const folder = record === undefined ? dump : resolve(cwd, record);
  if (folder === undefined) return undefined;
  const file = join(folder, DUMP_FILES.manifest);
  if (!existsSync(file)) {
    if (record === undefined) return undefined;
    throw new SettingsError({
      setting: option('record'),
      value: record,
      problem: `which has no ${DUMP_FILES.manifest}`,
      allowed: 'a folder that zava generate wrote',
    });
  }
  const manifest = readManifest(file, world.catalog);
  const stock = join(folder, DUMP_FILES.stock);
  return { manifest, stock: existsSync(stock) ? await readStock(stock) : undefined };
}

/**
 * What lies with the documents themselves.
 * @throws SettingsError where the record is of no use; the driver's error where the server cannot be read.
 */
export async function saidBy(
  source: DumpSource | ServerSource,
  { database, world }: Settings,
): Promise<Said | undefined> {
  const isDump = source.kind === 'dump';
  const found = isDump ? await recordInDump(source.folder) : await readLoadRecord(source.db);
  if (found === undefined) {
    const begun = isDump ? undefined : await unfinishedIdentity(source.db);
    const manifest = begun && worldOf(begun, world.catalog);
    return manifest && { manifest, stock: undefined, source: 'record' };
  }
  const where = isDump ? `the record ${LOAD_RECORD} in ${source.where}` : recordIn(source.where, database);
  const { content, stock } = checkRecord(found, where, world.catalog);
  return { manifest: content, stock: stockRows(stock, `the stock in ${where}`), source: 'record' };
}
