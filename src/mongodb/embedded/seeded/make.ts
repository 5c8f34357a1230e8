/** Makes the files of a dataset once, to be copied from then on. */
import { mkdir, realpath, rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { ZavaError } from '../../../errors.js';
import { EmbeddedServerError, type FindOptions, type FoundMongod } from '../types.js';
import { type ServerAlone, startAlone } from './alone.js';
import { keep, nameOf } from './kept.js';
import { OwnFolder } from './own-folder.js';
import { dataIn, filesUnder, type Stamp, writeStamp } from './stamp.js';

/** What mongod writes about itself, of no use to another one. */
const ITS_OWN = ['diagnostic.data', 'mongod.lock'];

/** With less room than this left the disk counts as full, and how often it is looked, in milliseconds. */
const FULL_BYTES = 16 * 2 ** 20;
const WATCH_MS = 200;

/** Fills an empty server at a connection string, until the signal comes. */
export type Fill = (uri: string, signal: AbortSignal) => Promise<unknown>;

/**
 * Fills an empty server that no one else knows, stops it, and keeps its files under `root`. What fails leaves nothing.
 * @param fill what it returns is kept with the files, as JSON.
 */
export async function makeKept(
  root: string,
  stamp: Pick<Stamp, 'key' | 'about'>,
  found: FoundMongod,
  fill: Fill,
  options: FindOptions,
): Promise<void> {
  const making = await OwnFolder.make(root, 'making', nameOf(stamp.key));
  try {
    const whole = join(making.path, 'dataset');
    const data = dataIn(whole);
    await mkdir(data, { recursive: true });
    const server = await startAlone(found, await realpath(data), making.path, options);
    const result = await filled(server, data, fill, options.signal);
    await server.stop();
    for (const name of ITS_OWN) await rm(join(data, name), { recursive: true, force: true });
    await writeStamp(whole, { ...stamp, result, files: await filesUnder(data) });
    await keep(root, stamp.key, whole);
  } catch (error) {
    options.signal?.throwIfAborted();
    if (await isFull(root)) throw fullDisk(root, error);
    throw error;
  } finally {
    await making.remove();
  }
}

/** What `fill` returns. Who writes waits long for a server that is gone, and for a full disk, so it is told of both. */
async function filled(
  server: ServerAlone,
  data: string,
  fill: Fill,
  signal: AbortSignal | undefined,
): Promise<unknown> {
  const failing = new AbortController();
  void server.ended.then(() => failing.abort());
  const watching = setInterval(() => {
    isFull(data).then(
      (full) => full && failing.abort(),
      () => {},
    );
  }, WATCH_MS);
  try {
    const both = signal === undefined ? failing.signal : AbortSignal.any([signal, failing.signal]);
    return await fill(server.uri, both);
  } catch (error) {
    const complaint = await server.end();
    if (complaint === undefined) throw error;
    throw new EmbeddedServerError(`mongod ended while the dataset was being made: ${complaint}`, {
      cause: error,
    });
  } finally {
    clearInterval(watching);
  }
}

async function isFull(folder: string): Promise<boolean> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize < FULL_BYTES;
}

/** One sentence instead of the many in which servers and systems say it. */
export const fullDisk = (folder: string, cause: unknown): ZavaError =>
  new ZavaError(
    `The disk that holds ${folder} is full; what had been written of the dataset was removed again. Make room, or remove what is kept there.`,
    { cause },
  );
