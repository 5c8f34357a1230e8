/** `zava check` as a function: all checks in order, each reported as soon as it is known. */
import { explain, makeClient } from '../../../mongodb/connect.js';
import { parseUri } from '../../../mongodb/connection-string.js';
import { privilegesOf } from '../../../mongodb/privileges.js';
import { checkDisk, checkSmallTier, diskOf, type Planned } from './capacity.js';
import { checkNetwork, networkNotTried } from './network.js';
import { type Check, failed, notTried } from './result.js';
import { checkRights, rightsNotTried } from './rights.js';
import { checkLogin, checkServer, loginFailure, serverFacts } from './server.js';

/** Milliseconds in which a server must be found and answer, as the network was looked at before. */
const SERVER_MS = 3000;

const SERVER_SUBJECTS = {
  login: 'Login',
  version: 'Version',
  topology: 'Topology',
  'round-trip': 'Round trip',
  clock: 'Clock',
};

/** @param planned undefined where the settings are wrong. */
export async function checkDeployment(
  uri: string | undefined,
  database: string,
  planned: Planned | undefined,
  found: (check: Check) => void,
): Promise<void> {
  const tell = (checks: readonly Check[]) => {
    for (const check of checks) found(check);
    return !failed(checks);
  };
  const untried = (because: string) => tell(serverNotTried(because));
  if (uri === undefined) {
    tell(networkNotTried('no server is named'));
    untried('no server is named');
  } else if (!tell(await checkNetwork(uri))) {
    untried('the server cannot be reached');
  } else {
    await checkThere(uri, database, planned, tell);
    return;
  }
  if (planned !== undefined) tell([checkSmallTier(planned, uri !== undefined && isAtlas(uri))]);
}

async function checkThere(
  uri: string,
  database: string,
  planned: Planned | undefined,
  tell: (checks: readonly Check[]) => boolean,
): Promise<void> {
  const client = makeClient({ uri: impatient(uri), connections: 1, compressors: [] });
  try {
    const db = client.db(database);
    const facts = await serverFacts(client.db('admin'));
    // Greeting needs no user; asking for privileges does, where the server knows users.
    const privileges = await privilegesOf(db);
    tell([checkLogin(uri, userOf(uri)), ...checkServer(facts), ...checkRights(privileges, database)]);
    if (planned !== undefined) tell([checkDisk(await diskOf(db), planned)]);
  } catch (error) {
    tell([loginFailure(uri, error), ...serverNotTried('the login failed').slice(1)]);
    // A fault of the program is not one of the server.
    if (!(error instanceof Error) || explain(error, uri) === undefined) throw error;
  } finally {
    await client.close();
  }
  if (planned !== undefined) tell([checkSmallTier(planned, isAtlas(uri))]);
}

/** The login first. */
function serverNotTried(because: string): Check[] {
  return [
    ...Object.entries(SERVER_SUBJECTS).map(([id, subject]) => notTried(`server.${id}`, subject, because)),
    ...rightsNotTried(because),
    notTried('capacity.disk', 'Disk', because),
  ];
}

const isAtlas = (uri: string): boolean => /\.mongodb(-\w+)?\.net\b/.test(parseUri(uri).hosts.join());

const userOf = (uri: string): string | undefined => decodeURIComponent(parseUri(uri).username) || undefined;

/** A connection string with short waits, where it does not say itself how long to wait. */
function impatient(uri: string): string {
  const parsed = parseUri(uri);
  for (const option of ['serverSelectionTimeoutMS', 'connectTimeoutMS', 'socketTimeoutMS']) {
    if (!parsed.searchParams.has(option)) parsed.searchParams.set(option, String(SERVER_MS));
  }
  return parsed.toString();
}
