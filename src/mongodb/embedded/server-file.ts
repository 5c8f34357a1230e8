/** The file server.json: where the server is, and afterwards the port it should take again. */

import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface ServerRecord {
  port: number;
  /** The process id of mongod; missing once it has been told to stop. */
  pid?: number;
}

/** Reads server.json in `folder`; undefined if it is missing or unusable, which is no problem. */
export async function readServerRecord(folder: string): Promise<ServerRecord | undefined> {
  try {
    const { pid, port } = JSON.parse(await readFile(join(folder, 'server.json'), 'utf8'));
    if (!Number.isInteger(port)) return undefined;
    return Number.isInteger(pid) ? { port, pid } : { port };
  } catch {
    return undefined;
  }
}

/** Writes server.json into `folder`; by rename, so that a reader never sees half of it. */
export async function writeServerRecord(folder: string, record: ServerRecord): Promise<void> {
  const temporary = join(folder, `server.json.${process.pid}`);
  await writeFile(temporary, `${JSON.stringify(record)}\n`);
  await rename(temporary, join(folder, 'server.json'));
}
