/** Starts the embedded MongoDB server, or finds the one that already runs on the same data. */

import { realpath } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { makeFolder } from '../../make-folder.js';
import { findMongod } from './find-mongod.js';
import { launch } from './launch.js';
import { accepts } from './port.js';
import { becomePrimary, dataFolderOf, REPLICA_SET, withAdmin } from './replica-set.js';
import { readServerRecord } from './server-file.js';
import { StartFailure } from './start-failure.js';
import { type EmbeddedServer, EmbeddedServerError, type StartOptions } from './types.js';
import { ServerUsers } from './users.js';

/** Bounds one attempt; the recovery of a large data folder after a crash is what takes long. */
const READY_TIMEOUT_MS = 120_000;

/** An attempt that finds the folder or port in use takes about 0.3 s, so this is some twenty seconds. */
const ATTEMPTS = 60;

/**
 * So many attempts wait for the port of a mongod that is ending on the same data. Not all: a mongod that was killed
 * leaves its process id behind, which may be another program's by now.
 */
const ATTEMPTS_FOR_PORT = 40;

/**
 * Starts a mongod on 127.0.0.1 as a one-member replica set and waits until it can be written to; or uses the
 * server another process runs on the same data folder. The port is remembered in server.json, so that the
 * connection string stays the same. The server keeps this process alive until `stop`; it is shut down when
 * this process ends in any other way. Signals are the caller's business: Ctrl-C does not reach mongod.
 *
 * @throws EmbeddedServerError if mongod does not start (nothing is left running); MongodNotFoundError if there
 * is none; the signal's reason if aborted.
 */
export async function startEmbeddedServer(options: StartOptions): Promise<EmbeddedServer> {
  if (process.platform === 'win32') {
    throw new EmbeddedServerError('the embedded server needs Linux or macOS; on Windows use WSL');
  }
  const folder = resolve(options.dataDir ?? join(options.root, 'data'));
  await makeFolder(folder).catch(({ code }: NodeJS.ErrnoException) => {
    throw new EmbeddedServerError(`the embedded server's data folder ${folder} cannot be made (${code})`);
  });
  const dataDir = await realpath(folder);
  // A data folder of its own has a server.json of its own, else it would take the place of the root's.
  const home = options.dataDir === undefined ? options.root : dataDir;

  const users = new ServerUsers(home);
  await users.join();
  try {
    return await findOrLaunch(home, dataDir, options, users);
  } catch (error) {
    await users.leave();
    throw error;
  }
}

async function findOrLaunch(
  home: string,
  dataDir: string,
  options: StartOptions,
  users: ServerUsers,
): Promise<EmbeddedServer> {
  for (let attempt = 1; ; attempt += 1) {
    options.signal?.throwIfAborted();
    try {
      const running = await findRunning(home, dataDir, readySignal(options.signal));
      if (running !== undefined) return { ...running, stop: () => users.leave() };
      const found = options.found ?? (await findMongod(options));
      const signal = readySignal(options.signal);
      const waitForPort = attempt <= ATTEMPTS_FOR_PORT;
      const launched = await launch({ found, home, dataDir, signal, options, users, waitForPort });
      const stop = async () => {
        await users.leave();
        await launched.stop();
      };
      const { version, source } = found;
      const { port, ended } = launched;
      return { ...address(port), version, source, alreadyRunning: false, ended, stop };
    } catch (error) {
      options.signal?.throwIfAborted();
      if ((error as Error).name === 'TimeoutError') {
        throw new EmbeddedServerError(`mongod was not ready within ${READY_TIMEOUT_MS / 1000} s`);
      }
      if (attempt === ATTEMPTS || !worthAnotherTry(error, options)) throw error;
    }
    await sleep(200);
  }
}

/** Aborts when the caller does or when the time is over, then with a TimeoutError. */
function readySignal(signal: AbortSignal | undefined): AbortSignal {
  const timeout = AbortSignal.timeout(READY_TIMEOUT_MS);
  return signal === undefined ? timeout : AbortSignal.any([timeout, signal]);
}

function address(port: number) {
  return { port, uri: `mongodb://127.0.0.1:${port}/?replicaSet=${REPLICA_SET}&directConnection=true` };
}

/**
 * The data folder may be held by a server that is being started or stopped by another process, and a free port
 * may be taken before mongod opens it.
 */
function worthAnotherTry(error: unknown, { port }: StartOptions): boolean {
  if (!(error instanceof StartFailure)) return false;
  return error.kind === 'folder-in-use' || (error.kind === 'port-in-use' && port === undefined);
}

/** The server that server.json names, if it is alive and really runs on our data folder. */
async function findRunning(
  home: string,
  dataDir: string,
  signal: AbortSignal,
): Promise<Omit<EmbeddedServer, 'stop'> | undefined> {
  const record = await readServerRecord(home);
  if (record?.pid === undefined || !(await accepts(record.port))) return undefined;
  const { pid, port } = record;
  const version = await withAdmin(port, async (admin) => {
    if ((await dataFolderOf(admin)) !== dataDir) return undefined;
    await becomePrimary(admin, port, signal);
    return (await admin.command({ buildInfo: 1 })).version as string;
  }).catch(() => undefined); // not a mongod, or one that is going down
  signal.throwIfAborted();
  if (version === undefined) return undefined;
  const source = `already running (process ${pid})`;
  return { ...address(port), version, source, alreadyRunning: true };
}
