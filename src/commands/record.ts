/** The record of a load in the database of a command. */

import type { Catalog } from '../core/settings/catalog-entries.js';
import type { ManifestContent } from '../engine/manifest/read-manifest.js';
import { checkRecord, worldOf } from '../engine/read-record.js';
import { makeClient, toUserError } from '../mongodb/connect.js';
import { hostsOf } from '../mongodb/connection-string.js';
import { unlessRefused } from '../mongodb/first-contact.js';
import { unfinishedIdentity } from '../mongodb/load-journal.js';
import { LOAD_RECORD, readLoadRecord } from '../mongodb/load-record.js';
import { closeWithTimeout, unlessAborted, whileAnswering } from '../mongodb/presence.js';

/**
 * What the record of a load says of the world that it made, or the journal of one that is not finished.
 * @param atHand the catalog of the settings, for a record that holds no more of its own than a digest.
 * @returns undefined where there is neither, or the user may not look.
 * @throws ZavaError where the server cannot be read, SettingsError where the record is of no use.
 */
export async function recordAt(
  uri: string,
  database: string,
  atHand: Catalog,
  signal: AbortSignal,
): Promise<ManifestContent | undefined> {
  const client = makeClient({ uri, connections: 2, compressors: [] });
  try {
    const db = client.db(database);
    const reading = unlessRefused(client, uri, Promise.all([readLoadRecord(db), unfinishedIdentity(db)]));
    const [found, begun] = await unlessAborted(signal, whileAnswering({ client, uri }, reading));
    if (found !== undefined) return checkRecord(found, recordIn(hostsOf(uri), database), atHand).content;
    return begun && worldOf(begun, atHand);
  } catch (error) {
    throw toUserError(error, uri);
  } finally {
    await closeWithTimeout(client.close());
  }
}

/** Words for a record. @param host for people to read. */
export const recordIn = (host: string, database: string): string =>
  `the record ${LOAD_RECORD} of database ${database} at ${host}`;

/** Words for what it is about. */
export const loadIn = (host: string, database: string): string =>
  `the load in database ${database} at ${host}`;
