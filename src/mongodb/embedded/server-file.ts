/** The file server.json: the port of the last start, so that it can be found and taken again. */

import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface ServerRecord {
  pid: number;
  port: number;
}

/** Reads server.json in `folder`; undefined if it is missing or unusable, which is no problem. */
export async function readRecord(folder: string): Promise<ServerRecord | undefined> {
  try {
    const { pid, port } = JSON.parse(await readFile(join(folder, 'server.json'), 'utf8'));
    return Number.isInteger(pid) && Number.isInteger(port) ? { pid, port } : undefined;
  } catch {
    return undefined;
  }
}

/** Writes server.json into `folder`; by rename, so that nobody reads half of it. */
export async function writeRecord(folder: string, record: ServerRecord): Promise<void> {
  const temporary = join(folder, `server.json.${process.pid}`);
  await writeFile(temporary, `${JSON.stringify(record)}\n`);
  await rename(temporary, join(folder, 'server.json'));
}
