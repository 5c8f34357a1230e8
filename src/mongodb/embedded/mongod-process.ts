/** A mongod process that outlives Ctrl-C but never its parent. */

import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import type { Writable } from 'node:stream';

/** A checkpoint of a large cache onto a slow disk takes long; killing mongod then means a recovery next time. */
const STOP_TIMEOUT_MS = 60_000;

/**
 * The shell starts a guard and then becomes mongod. The guard reads a pipe whose other end only the parent
 * holds: however the parent ends, the pipe ends and the guard stops mongod. A line in the pipe
 * tells the guard that mongod has ended, so that it never signals a process id that has gone to another.
 */
const GUARDED = '{ read -r _ || kill -TERM $$; } <&3 & exec "$@" 3<&-';

export interface MongodProcess {
  pid: number;
  logFile: string;
  /** Resolves, never rejects, when mongod has ended. */
  ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  /** Shuts mongod down cleanly, or kills it after a minute, and waits for its end. */
  stop(): Promise<void>;
}

/**
 * Starts `binary` with its output in `logFile`. It gets a session of its own, as Ctrl-C in a terminal goes to
 * the whole process group and would end mongod before its user is done. A log file instead of a pipe, because
 * mongod would stand still whenever a busy parent does not empty the pipe.
 *
 * @throws Error if the log file or the process cannot be created.
 */
export async function spawnMongod(
  binary: string,
  args: string[],
  logFile: string,
  env: NodeJS.ProcessEnv,
): Promise<MongodProcess> {
  const log = openSync(logFile, 'a');
  const child = spawn('/bin/sh', ['-c', GUARDED, 'sh', binary, ...args], {
    detached: true,
    env,
    stdio: ['ignore', log, log, 'pipe'],
  });
  closeSync(log);
  await new Promise((resolve, reject) => child.once('spawn', resolve).once('error', reject));

  const guard = child.stdio[3] as Writable;
  guard.on('error', () => {}); // the guard is gone: nothing is left to notify
  const ended: MongodProcess['ended'] = new Promise((resolve) => {
    child.once('exit', (code, signal) => {
      guard.end('\n');
      resolve({ code, signal });
    });
  });
  const stop = async () => {
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
    await ended;
    clearTimeout(timer);
  };
  return { pid: child.pid as number, logFile, ended, stop };
}
