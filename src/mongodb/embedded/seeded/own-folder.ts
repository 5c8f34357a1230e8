/**
 * A folder that one process needs for a time, beside those that are kept: a dataset that is being made, or the data of a
 * running server. Its name says whose it is, and it is touched while it is needed, so that what a killed process left
 * behind can be told from what is in use, and removed.
 */
import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder } from '../../../make-folder.js';
import { processRuns } from '../../../process-runs.js';
import { diskUse } from './stamp.js';

/** How often a folder is touched, and after how long without it counts no more, in milliseconds. */
const TOUCH_MS = 5_000;
const GONE_MS = 30_000;
/** The same where a process of that number runs: it may have slept with its machine, or be another one by now. */
const ASLEEP_MS = 24 * 3600 * 1000;

/** `.making-<name>-<process>-<number>` */
const NAME = /^\.(?:making|copy|removing)-([0-9a-f]+)-(\d+)-[0-9a-f]+$/;

export class OwnFolder {
  private constructor(
    readonly path: string,
    private readonly touching: NodeJS.Timeout,
  ) {}

  /** @param name of the kept folder that it belongs to. */
  static async make(root: string, kind: 'making' | 'copy' | 'removing', name: string): Promise<OwnFolder> {
    await makeFolder(root);
    const path = join(root, `.${kind}-${name}-${process.pid}-${randomUUID().slice(0, 8)}`);
    await mkdir(path);
    const touching = setInterval(() => {
      const now = new Date();
      utimes(path, now, now).catch(() => {});
    }, TOUCH_MS);
    return new OwnFolder(path, touching.unref());
  }

  /** It is needed no more; nor is what is in it. */
  async remove(): Promise<void> {
    clearInterval(this.touching);
    await rm(this.path, { recursive: true, force: true });
  }
}

/** The folders of that kind under a root: of processes that need them, and those that were left behind. */
export async function ownFolders(
  root: string,
): Promise<{ inUse: Set<string>; copies: number; left: string[] }> {
  const inUse = new Set<string>();
  const left: string[] = [];
  let copies = 0;
  for (const entry of await readdir(root).catch(() => [])) {
    const [, name, pid] = NAME.exec(entry) ?? [];
    if (name === undefined) continue;
    const path = join(root, entry);
    if (await isNeeded(path, Number(pid))) {
      inUse.add(name);
      if (entry.startsWith('.copy-')) copies += 1;
    } else left.push(path);
  }
  return { inUse, copies, left };
}

/** A process of another container is not seen here, but what it touches is; one that was killed touches nothing. */
async function isNeeded(path: string, pid: number): Promise<boolean> {
  const touched = await stat(path).catch(() => undefined);
  if (touched === undefined) return false;
  return Date.now() - touched.mtimeMs < (processRuns(pid) ? ASLEEP_MS : GONE_MS);
}

/** Removes what processes that were killed left behind. @returns bytes. */
export async function removeLeft(root: string): Promise<number> {
  const { left } = await ownFolders(root);
  let bytes = 0;
  for (const path of left) {
    bytes += await diskUse(path);
    await rm(path, { recursive: true, force: true });
  }
  return bytes;
}
