/** Whether a dump is what its manifest says, file by file, before any of it is used. */

import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EJSON } from 'bson';
import pMap from 'p-map';
import { z } from 'zod';
import { COLLECTION_NAMES, type CollectionName } from '../../core/model/index.js';
import { option } from '../../core/options/table.js';
import { displayPath } from '../../core/settings/display-path.js';
import { readData } from '../../core/settings/files.js';
import type { LoadIdentity } from '../../core/settings/identity.js';
import { parse } from '../../core/settings/parse.js';
import { messageIn, SettingsError, ZavaError } from '../../errors.js';
import { say } from '../../message.js';
import type { RecordContent } from '../../mongodb/load-record.js';
import {
  DUMP_FILES,
  DUMP_MARKER,
  holdsOtherFormat,
  OTHER_FORMAT_REFUSED,
} from '../sinks/files/dump-folder.js';
import type { StorageOptions } from '../sinks/mongodb/load-options.js';
import { type FileFacts, fileFacts } from './bson-file.js';

/** Files read side by side. */
const AT_ONCE = 3;

const whole = z.number({ error: 'a whole number' }).int().nonnegative();
const sha256 = z.string({ error: 'a SHA-256 in hexadecimal digits' }).regex(/^[0-9a-f]{64}$/);
const collection = z.object({ count: whole, bytes: whole, sha256, metadata_sha256: sha256.optional() });
const manifestSchema = z.object({
  generator: z.literal('zava', { error: "'zava': a manifest.json of zava generate" }),
  format_version: whole,
  seed: whole,
  settings: z.record(z.string(), z.unknown()),
  stock: z.object({ file: z.literal(DUMP_FILES.stock), sha256 }),
  collections: z.object(
    Object.fromEntries(COLLECTION_NAMES.map((name) => [name, collection])) as Record<
      CollectionName,
      typeof collection
    >,
  ),
});

const direction = z.literal([1, -1, 'text']);
const metadataSchema = z.object({
  options: z.record(z.string(), z.unknown()),
  indexes: z.array(z.looseObject({ key: z.record(z.string(), direction), name: z.string() })),
});

export interface DumpCollection extends StorageOptions {
  readonly count: number;
  readonly bytes: number;
  readonly file: string;
}

export interface CheckedDump {
  readonly identity: LoadIdentity;
  readonly collections: ReadonlyMap<CollectionName, DumpCollection>;
  /** What the dump says of the run that made it. */
  readonly record: RecordContent;
}

const missing = (path: string): ZavaError =>
  new ZavaError(`${displayPath(path)} is missing, so nothing of the dump was restored.`);

const damaged = (path: string, why: string): ZavaError =>
  new ZavaError(
    `${displayPath(path)} is not what manifest.json says: ${why}. Nothing of the dump was restored.`,
  );

/**
 * Reads every file of a dump and holds it against the manifest.
 * @throws SettingsError where the folder holds no finished dump of zava, ZavaError with the name of a file that is
 * missing or has another SHA-256.
 */
export async function checkDump(folder: string, signal?: AbortSignal): Promise<CheckedDump> {
  const manifest = manifestIn(folder);
  const said = parse(manifestSchema, manifest, displayPath(join(folder, DUMP_FILES.manifest)));
  const { format_version: format, seed, settings } = said;
  const database = (await textOf(join(folder, DUMP_MARKER))).trim();
  if (holdsOtherFormat(join(folder, database))) {
    throw new SettingsError({ setting: option('dump'), value: displayPath(folder), ...OTHER_FORMAT_REFUSED });
  }
  const checked = await pMap(
    COLLECTION_NAMES,
    async (name): Promise<[CollectionName, DumpCollection]> => {
      signal?.throwIfAborted();
      const base = join(folder, database, name);
      const { count, bytes, sha256, metadata_sha256 } = said.collections[name];
      const file = `${base}.bson`;
      refuseDamage(file, await factsOf(file), { count, sha256 });
      return [
        name,
        { count, bytes, file, ...(await storageOptionsOf(`${base}.metadata.json`, metadata_sha256)) },
      ];
    },
    { concurrency: AT_ONCE },
  );
  const stock = await textOf(join(folder, said.stock.file), said.stock.sha256);
  return {
    identity: { format, seed, settings },
    collections: new Map(checked),
    record: { manifest: manifest as object, stock },
  };
}

function manifestIn(folder: string): unknown {
  const path = join(folder, DUMP_FILES.manifest);
  try {
    return readData(path);
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    throw new SettingsError(
      say`${option('dump')} is '${displayPath(folder)}', which is no finished dump: ${messageIn(error)} Allowed is a folder that zava generate wrote.`,
    );
  }
}

/** @param sha256 that it must have; absent where nothing is said of it. */
async function textOf(path: string, sha256?: string): Promise<string> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') throw missing(path);
    throw error;
  });
  if (sha256 !== undefined && createHash('sha256').update(text).digest('hex') !== sha256) {
    throw damaged(path, 'its SHA-256 differs');
  }
  return text;
}

async function factsOf(path: string): Promise<FileFacts> {
  return fileFacts(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') throw missing(path);
    throw error;
  });
}

function refuseDamage(path: string, facts: FileFacts, said: { count: number; sha256: string }): void {
  if (facts.damage !== undefined) throw damaged(path, facts.damage);
  if (facts.sha256 !== said.sha256) throw damaged(path, 'its SHA-256 differs');
  if (facts.documents !== said.count) {
    throw damaged(path, `it holds ${facts.documents} documents and not ${said.count}`);
  }
}

/** @param sha256 absent in manifests of old. */
async function storageOptionsOf(path: string, sha256: string | undefined): Promise<StorageOptions> {
  const text = await textOf(path, sha256);
  let metadata: unknown;
  try {
    metadata = EJSON.parse(text);
  } catch (error) {
    throw damaged(path, (error as Error).message);
  }
  const { options, indexes } = parse(metadataSchema, metadata, displayPath(path));
  return { options, indexes: indexes.filter(({ name }) => name !== '_id_') };
}
