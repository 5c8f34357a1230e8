/** The server itself: login, version, topology, round trips and clock. */
import type { Db, Document } from 'mongodb';
import { explain, STANDALONE_CURE } from '../../../mongodb/connect.js';
import { hostsOf } from '../../../mongodb/connection-string.js';
import { atLeast, CONNECTOR_VERSION } from '../../../mongodb/server-version.js';
import { counted } from '../../../ui/terminal/words.js';
import { median } from '../../statistics/median.js';
import { type Check, failure, ok, warning } from './result.js';

/** What `hello` and `buildInfo` say, and how long the way there and back takes. */
export interface ServerFacts {
  readonly version: string;
  readonly hello: Document;
  /** Milliseconds of each of some pings. */
  readonly pings: readonly number[];
  /** Milliseconds by which the server's clock is ahead of this machine's. */
  readonly clockAhead: number;
}

const PINGS = 7;

/** From so many milliseconds on, a load waits more for the way than for the server. */
const SLOW_MS = 100;

/** From so many milliseconds on, clocks are said to differ; logins by certificate and tokens care first. */
const CLOCK_MS = 5000;

/** @throws whatever the driver throws: no server, a wrong password. */
export async function serverFacts(admin: Db): Promise<ServerFacts> {
  // The first command of a connection logs in.
  await admin.command({ ping: 1 });
  const { version } = await admin.command({ buildInfo: 1 });
  const pings: number[] = [];
  for (let i = 0; i < PINGS; i += 1) {
    const start = performance.now();
    await admin.command({ ping: 1 });
    pings.push(performance.now() - start);
  }
  const sent = Date.now();
  const hello = await admin.command({ hello: 1 });
  const here = (sent + Date.now()) / 2;
  return { version, hello, pings, clockAhead: (hello.localTime as Date).getTime() - here };
}

/** @param user the name in the connection string; undefined without one. */
export function checkLogin(uri: string, user: string | undefined): Check {
  const who = user === undefined ? 'connected without a user' : `user ${user} is logged in`;
  return ok('server.login', `Login: ${who} at ${hostsOf(uri)}`);
}

export function loginFailure(uri: string, error: unknown): Check {
  const explanation = error instanceof Error ? explain(error, uri) : undefined;
  const what = explanation?.what ?? (error instanceof Error ? error.message : String(error));
  return failure('server.login', `Login: ${what}`, explanation?.cure ?? 'see the log of the server');
}

export function checkServer(facts: ServerFacts): Check[] {
  return [
    checkVersion(facts.version),
    checkTopology(facts.hello),
    checkRoundTrip(facts.pings),
    checkClock(facts.clockAhead),
  ];
}

/** Images of documents in change streams are there from 6.0 on; Ditto's connector wants 7.0.13 or 8.0. */
export function checkVersion(version: string): Check {
  const id = 'server.version';
  const what = `Version: MongoDB ${version}`;
  if (atLeast(version, CONNECTOR_VERSION)) return ok(id, what);
  if (atLeast(version, '6.0.0')) {
    return warning(
      id,
      `${what}, which Ditto's MongoDB connector does not take`,
      'upgrade to 7.0.13, 8.0 or newer before connecting Ditto',
    );
  }
  return failure(
    id,
    `${what}, which has no images of documents in change streams`,
    'upgrade to 7.0.13, 8.0 or newer',
  );
}

/** Change streams need a replica set or a sharded cluster, and writes need a primary. @param hello its answer. */
export function checkTopology(hello: Document): Check {
  const id = 'server.topology';
  if (hello.msg === 'isdbgrid') return ok(id, 'Topology: a sharded cluster');
  if (hello.isreplicaset === true) {
    return failure(id, 'Topology: it waits to become a replica set', 'run rs.initiate() there once');
  }
  if (hello.setName === undefined) {
    return failure(
      id,
      "Topology: a standalone server, so change streams and Ditto's connector do not work",
      STANDALONE_CURE,
    );
  }
  const members = hello.hosts?.length ?? 1;
  const what = `Topology: replica set ${hello.setName} with ${counted(members, 'member')}`;
  if (hello.isWritablePrimary === true) return ok(id, what);
  return failure(
    id,
    `${what}, of which this is not the primary`,
    'take directConnection=true out of the connection string, or wait for an election to end',
  );
}

/** @param pings milliseconds each. */
export function checkRoundTrip(pings: readonly number[]): Check {
  const id = 'server.round-trip';
  const middle = median(pings);
  const what = `Round trip: ${middle < 10 ? middle.toFixed(1) : Math.round(middle)} ms (median of ${pings.length})`;
  if (middle < SLOW_MS) return ok(id, what);
  return warning(id, what, 'run zava nearer to the server, such as in the same region');
}

/** @param ahead milliseconds by which the server's clock is ahead. */
export function checkClock(ahead: number): Check {
  const id = 'server.clock';
  const seconds = Math.abs(ahead) / 1000;
  if (Math.abs(ahead) < CLOCK_MS)
    return ok(id, `Clock: within ${seconds < 1 ? 1 : Math.ceil(seconds)} s of the server's`);
  const which = ahead > 0 ? 'behind' : 'ahead of';
  return warning(
    id,
    `Clock: this machine's is ${Math.round(seconds)} s ${which} the server's`,
    'let both take the time from a time server (NTP)',
  );
}
