/** Where the record of what a database was loaded with lies: its manifest, and how its stock moved. */
import { join } from 'node:path';
import { hostsOf, isLocal } from '../mongodb/connect.js';
import { readRecord } from '../mongodb/embedded/server-file.js';
import type { Context } from './command.js';
import { zavaFolder } from './target.js';

/** @returns `.zava/runs/<server>/<database>`; the embedded server is `local`, by whatever way it is reached. */
export async function recordFolder(
  { cwd }: Context,
  target: { uri: string } | 'local',
  database: string,
): Promise<string> {
  const home = zavaFolder(cwd);
  const local = target === 'local' || (await isEmbedded(home, target.uri));
  // Colons and brackets are not for names of folders everywhere.
  const server = local
    ? 'local'
    : hostsOf(target.uri)
        .replaceAll(/[^\w.,-]/g, '_')
        .slice(0, 200);
  return join(home, 'runs', server, database);
}

async function isEmbedded(home: string, uri: string): Promise<boolean> {
  const record = await readRecord(home);
  return record !== undefined && isLocal(uri) && hostsOf(uri).split(':').at(-1) === String(record.port);
}
