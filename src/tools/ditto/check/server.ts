/** Whether the connector takes this server, and what this user may do on it. */

import type { Db } from 'mongodb';
import { SYNCED } from '../../../core/model/ditto.js';
import { command, option } from '../../../core/options/table.js';
import { say } from '../../../message.js';
import { STANDALONE_CURE } from '../../../mongodb/connect.js';
import { CONNECTOR_SESSIONS, UNSYNCED_DOCUMENTS } from '../../../mongodb/connector.js';
import { may, privilegesOf } from '../../../mongodb/privileges.js';
import { atLeast, CONNECTOR_VERSION } from '../../../mongodb/server-version.js';
import { type Finding, fail, pass } from './finding.js';

export async function checkServer(db: Db): Promise<readonly Finding[]> {
  const [hello, { version }, privileges] = await Promise.all([
    db.command({ hello: 1 }),
    db.admin().command({ buildInfo: 1 }),
    privilegesOf(db),
  ]);
  return [topology(hello), versionOf(version), rights(privileges, db.databaseName)];
}

function topology({ msg, setName }: { readonly msg?: string; readonly setName?: string }): Finding {
  const id = 'server.topology';
  if (msg === 'isdbgrid') return pass(id, 'The server is a sharded cluster, which has change streams');
  if (setName !== undefined) return pass(id, `The server is the replica set ${setName}`);
  return fail(
    id,
    undefined,
    'The server is a standalone, which has no change streams for the connector to follow',
    STANDALONE_CURE,
  );
}

function versionOf(version: string): Finding {
  const id = 'server.version';
  if (atLeast(version, CONNECTOR_VERSION)) return pass(id, `The server is MongoDB ${version}`);
  return fail(
    id,
    undefined,
    `The server is MongoDB ${version}, and the connector takes ${CONNECTOR_VERSION}, 8.0 or newer`,
    `upgrade the server to ${CONNECTOR_VERSION}, 8.0 or newer`,
  );
}

/** What the connector does with the collections that it syncs, and with those that it keeps for itself. */
const ACTIONS = ['find', 'insert', 'update', 'remove', 'changeStream', 'listIndexes', 'createCollection'];

function rights(privileges: Awaited<ReturnType<typeof privilegesOf>>, database: string): Finding {
  const id = 'server.rights';
  if (privileges === undefined) return pass(id, 'The server asks nobody who they are');
  const names = [...SYNCED, CONNECTOR_SESSIONS, UNSYNCED_DOCUMENTS];
  const missing = ACTIONS.filter((action) => names.some((name) => !may(privileges, database, name, action)));
  if (missing.length === 0) return pass(id, `This user has what readWrite on database ${database} gives`);
  return fail(
    id,
    undefined,
    `This user may not ${missing.join(', ')} in database ${database}, and the connector's needs readWrite there`,
    say`${command('setup', option('appUser', 'NAME'))} makes a user who may, or in mongosh: db.grantRolesToUser("NAME", [{ role: "readWrite", db: "${database}" }])`,
  );
}
