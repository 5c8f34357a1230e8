/** One attempt to start mongod and bring it to the point where it can be written to. */

import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { newLogFile } from './log-file.js';
import { type MongodProcess, spawnMongod } from './mongod-process.js';
import { accepts, freePort } from './port.js';
import { becomePrimary, dataFolderOf, REPLICA_SET, withAdmin } from './replica-set.js';
import { readServerRecord, writeServerRecord } from './server-file.js';
import { explain, folderInUse, StartFailure } from './start-failure.js';
import { storageArguments } from './storage-arguments.js';
import { EmbeddedServerError, type FoundMongod, type StartOptions } from './types.js';
import type { ServerUsers } from './users.js';

export interface LaunchOptions {
  found: FoundMongod;
  /** The folder of server.json and the logs. */
  home: string;
  /** The data folder, without symbolic links. */
  dataDir: string;
  signal: AbortSignal;
  options: StartOptions;
  /** Who else uses the server: they are waited for before it stops. */
  users: ServerUsers;
  /** Do not take another port than the remembered one while a mongod seems to be ending on the data folder. */
  waitForPort: boolean;
}

/**
 * Starts mongod and waits until it is the writable primary.
 *
 * @throws StartFailure, EmbeddedServerError or the signal's reason; mongod has ended then.
 */
export async function launch(
  task: LaunchOptions,
): Promise<{ port: number; ended: Promise<void>; stop(): Promise<void> }> {
  const { found, home, dataDir, signal, options } = task;
  signal.throwIfAborted();
  const port = await choosePort(task);
  const logFile = await newLogFile(join(home, 'log'));
  const mongod = await spawnMongod(found.path, mongodArguments(task, port), logFile, options.env);
  let ready = false;
  try {
    await Promise.race([
      makeReady(task, mongod, port).then(() => {
        ready = true;
      }),
      mongod.ended.then(async () => {
        if (!ready) throw await explain(mongod, dataDir, port);
      }),
      rejectOnAbort(signal),
    ]);
    const ended = mongod.ended.then(() => {});
    return { port, ended, stop: stopOnce(task, port, mongod) };
  } catch (error) {
    await mongod.stop();
    // Such a start only found another one at work; its log would push out those that tell something.
    if (error instanceof StartFailure && error.kind === 'folder-in-use') await rm(logFile, { force: true });
    if (error instanceof EmbeddedServerError || signal.aborted) throw error;
    const message = `mongod was started but could not be made ready: ${(error as Error).message} (log: ${logFile})`;
    throw new EmbeddedServerError(message, { cause: error });
  }
}

/** How often it is looked whether others still use the server, in milliseconds. */
const USERS_MS = 200;

function stopOnce(
  { home, users, options }: LaunchOptions,
  port: number,
  mongod: MongodProcess,
): () => Promise<void> {
  const record = (pid?: number) => writeServerRecord(home, { port, ...(pid === undefined ? {} : { pid }) });
  const stop = async () => {
    let ended = false;
    void mongod.ended.then(() => {
      ended = true;
    });
    for (let told = false; ; told = true) {
      // Taken out of the record first, so that no other process starts to use a server that is shutting down.
      const ours = (await readServerRecord(home))?.pid === mongod.pid;
      if (ours) await record().catch(() => {}); // a lost record must not keep mongod running
      const others = await users.others();
      if (others.length === 0 || ended) break;
      if (ours) await record(mongod.pid).catch(() => {});
      if (!told) options.log?.(`The server is stopped when process ${others.join(', ')} has done with it.`);
      await sleep(USERS_MS);
    }
    await mongod.stop();
  };
  let stopping: Promise<void> | undefined;
  return () => {
    stopping ??= stop();
    return stopping;
  };
}

function rejectOnAbort(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}

/**
 * The wanted port, else the remembered one, else any that is free.
 * @throws StartFailure where the wanted port is taken, or the remembered one by a mongod on the same data folder.
 */
async function choosePort({ home, dataDir, options, waitForPort }: LaunchOptions): Promise<number> {
  if (options.port !== undefined) {
    if ((await freePort(options.port)) !== undefined) return options.port;
    throw new StartFailure('port-in-use', `port ${options.port} on 127.0.0.1 is taken by another program`);
  }
  const remembered = (await readServerRecord(home))?.port;
  const port = remembered === undefined ? undefined : await freePort(remembered);
  if (port !== undefined) return port;
  if (remembered !== undefined) {
    if (waitForPort && (await holderRuns(dataDir))) throw folderInUse(dataDir);
    options.log?.(
      `port ${remembered} is taken; the server moves to another one, which can take half a minute`,
    );
  }
  const other = await freePort(0);
  if (other === undefined) throw new EmbeddedServerError('no port is free on 127.0.0.1');
  return other;
}

/**
 * True where the process that mongod.lock names exists and is this user's, as a mongod on these data is: after a crash its
 * number may be that of another program. mongod empties that file at a clean shutdown.
 */
async function holderRuns(dataDir: string): Promise<boolean> {
  const pid = Number(await readFile(join(dataDir, 'mongod.lock'), 'utf8').catch(() => ''));
  if (!(pid > 0)) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

function mongodArguments({ dataDir, options }: LaunchOptions, port: number): string[] {
  const network = ['--bind_ip', '127.0.0.1', '--port', String(port), '--nounixsocket'];
  const commands = options.enableTestCommands ? ['--setParameter', 'enableTestCommands=1'] : [];
  return [...network, ...storageArguments(dataDir), '--replSet', REPLICA_SET, '--quiet', ...commands];
}

async function makeReady(
  { home, dataDir, signal }: LaunchOptions,
  mongod: MongodProcess,
  port: number,
): Promise<void> {
  while (!(await accepts(port))) {
    signal.throwIfAborted();
    await sleep(5);
  }
  await withAdmin(port, async (admin) => {
    if ((await dataFolderOf(admin)) !== dataDir) {
      throw new StartFailure('port-in-use', `port ${port} on 127.0.0.1 was taken by another mongod`);
    }
    // As soon as mongod can be asked, so that a second process finds this one and the port is not forgotten.
    await writeServerRecord(home, { pid: mongod.pid, port });
    await becomePrimary(admin, port, signal);
  });
}
