/**
 * A mongod without a replica set, for making the files of a dataset: it writes no oplog, so there is none to be taken
 * out, and what it holds when it has stopped is all there is.
 */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { complaints } from '../log-file.js';
import { type MongodProcess, spawnMongod } from '../mongod-process.js';
import { accepts, freePort } from '../port.js';
import { withAdmin } from '../replica-set.js';
import { explain, StartFailure } from '../start-failure.js';
import { storageArguments } from '../storage-arguments.js';
import { EmbeddedServerError, type FindOptions, type FoundMongod } from '../types.js';

/** A free port may be taken before mongod opens it. */
const ATTEMPTS = 5;

/** A journal in small files that are not made in advance: nothing of it is needed after a clean stop. */
const JOURNAL = 'log=(prealloc=false,file_max=1MB)';

export interface ServerAlone {
  readonly uri: string;
  /** Resolves when it has ended, for whatever reason. */
  readonly ended: Promise<unknown>;
  /** Shuts it down. @throws EmbeddedServerError where it did not end cleanly. */
  stop(): Promise<void>;
  /** Ends it, however. @returns what it complained of last, where it had ended by itself. */
  end(): Promise<string | undefined>;
}

/** @param dataDir a folder without symbolic links. @param logs the folder of its log file. */
export async function startAlone(
  found: FoundMongod,
  dataDir: string,
  logs: string,
  options: FindOptions,
): Promise<ServerAlone> {
  for (let attempt = 1; ; attempt += 1) {
    options.signal?.throwIfAborted();
    const port = await freePort(0);
    if (port === undefined) throw new EmbeddedServerError('no port is free on 127.0.0.1');
    const network = ['--bind_ip', '127.0.0.1', '--port', String(port), '--nounixsocket', '--quiet'];
    const args = [...network, ...storageArguments(dataDir, JOURNAL)];
    const mongod = await spawnMongod(found.path, args, join(logs, 'mongod.log'), options.env);
    try {
      await ready(mongod, dataDir, port, options.signal);
    } catch (error) {
      await mongod.stop();
      if (error instanceof StartFailure && error.kind === 'port-in-use' && attempt < ATTEMPTS) continue;
      throw error;
    }
    return {
      uri: `mongodb://127.0.0.1:${port}/?directConnection=true`,
      ended: mongod.ended,
      stop: () => stopCleanly(mongod),
      end: () => endOf(mongod),
    };
  }
}

async function ready(
  mongod: MongodProcess,
  dataDir: string,
  port: number,
  signal: AbortSignal | undefined,
): Promise<void> {
  let hasEnded = false;
  void mongod.ended.then(() => {
    hasEnded = true;
  });
  while (!(await accepts(port))) {
    if (hasEnded) throw await explain(mongod, dataDir, port);
    signal?.throwIfAborted();
    await sleep(5);
  }
  const folder = await withAdmin(port, async (admin) => {
    const { parsed } = await admin.command({ getCmdLineOpts: 1 });
    return parsed.storage?.dbPath;
  }).catch(() => undefined);
  if (folder === dataDir) return;
  throw new StartFailure('port-in-use', `port ${port} on 127.0.0.1 was taken by another program`);
}

async function stopCleanly(mongod: MongodProcess): Promise<void> {
  await mongod.stop();
  const { code, signal } = await mongod.ended;
  if (code === 0) return;
  throw new EmbeddedServerError(
    `mongod did not shut down cleanly (${signal === null ? `exit code ${code}` : `signal ${signal}`})`,
  );
}

async function endOf(mongod: MongodProcess): Promise<string | undefined> {
  const running = await Promise.race([mongod.ended.then(() => false), sleep(100).then(() => true)]);
  await mongod.stop();
  return running ? undefined : ((await complaints(mongod.logFile)).at(-1) ?? 'it gave no reason');
}
