/** `zava ditto check` as a function: what Ditto's MongoDB connector needs of a database, and what would break it silently. */
import type { Db } from 'mongodb';
import type { DittoProfile } from '../../../core/model/schema.js';
import { checkUnchanged } from './changed-ids.js';
import { checkCollections } from './collections.js';
import { idFieldsOf, readable, surveyDatabase } from './database.js';
import type { Finding } from './finding.js';
import { checkIds } from './ids.js';
import { checkConnector } from './parked.js';
import { scan } from './scan.js';
import { checkServer } from './server.js';
import { checkSizes } from './sizes.js';
import { checkTypes } from './types.js';
import { checkUnique } from './unique.js';
import { checkValidators } from './validators.js';

/**
 * Nothing is written. All looks run side by side, each collection is read once, and once more where ids may meet that no index
 * keeps apart.
 * @param host and port for people to read.
 * @throws ZavaError where the database holds none of the nine collections; the server's error where it may not be read.
 */
export async function checkForConnector(
  db: Db,
  host: string,
  profile: DittoProfile,
): Promise<readonly Finding[]> {
  const surveyed = await surveyDatabase(db, host, profile);
  const [server, unchanged, validators, connector, ...scans] = await Promise.all([
    checkServer(db),
    checkUnchanged(surveyed),
    checkValidators(surveyed),
    checkConnector(surveyed),
    ...readable(surveyed).map(({ name }) => scan(db, name, idFieldsOf(name, profile), surveyed.followed)),
  ]);
  return [
    ...server,
    ...checkCollections(surveyed),
    ...checkIds(surveyed, scans),
    ...(await checkUnique(surveyed, scans)),
    ...unchanged,
    ...checkTypes(surveyed, scans),
    ...checkSizes(scans),
    ...validators,
    ...connector,
  ];
}
