/** Whole processes, measured: how long they take, and what processor time they and the server take for it. */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { ZavaError } from '../../dist/src/index.js';
import { CLI, cleanEnvironment } from '../compare/harness.mjs';

/** Clock ticks of /proc in a second; the same on every Linux that Node.js runs on. */
const TICKS = 100;

/** The fields of a process's line in /proc, after its name, which may hold anything. */
function fieldsOf(pid) {
  const line = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return line.slice(line.lastIndexOf(')') + 2).split(' ');
}

/** Core-seconds that a process has taken so far, all its threads together. */
export function coreSecondsOf(pid) {
  const [user, system] = fieldsOf(pid).slice(11, 13);
  return (Number(user) + Number(system)) / TICKS;
}

/** Those of this process's children that have ended, and of theirs. */
function coreSecondsOfEnded() {
  const [user, system] = fieldsOf('self').slice(13, 15);
  return (Number(user) + Number(system)) / TICKS;
}

/** A command that runs on one core alone; as it is where none is said. */
export const onCore = (core, command) =>
  core === undefined ? command : ['taskset', '-c', String(core), ...command];

/**
 * Runs a program to its end, and nothing else of ours meanwhile.
 * @param core the only one that it may run on, where there is one. @param codes exit codes that are no failure.
 * @returns its standard output, `wallSeconds` from start to end, and `clientSeconds` of processor time.
 */
export async function runMeasured(bench, command, { core, codes = [0], cwd = bench.folder, env } = {}) {
  const [file, ...args] = onCore(core, command);
  const before = coreSecondsOfEnded();
  const start = performance.now();
  const child = spawn(file, args, { cwd, env: env ?? cleanEnvironment() });
  const texts = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr']) {
    child[name].setEncoding('utf8').on('data', (text) => {
      texts[name] += text;
    });
  }
  const end = () => child.kill('SIGKILL');
  bench.signal.addEventListener('abort', end);
  const code = await new Promise((done, fail) => child.once('error', fail).once('close', done));
  const wallSeconds = (performance.now() - start) / 1000;
  bench.signal.removeEventListener('abort', end);
  bench.signal.throwIfAborted();
  if (!codes.includes(code)) {
    const words = texts.stderr.trim().split('\n').slice(-3).join(' ') || `exit code ${code}`;
    throw new ZavaError(`${basename(command[0])} ${command.slice(1).join(' ')} failed: ${words}`);
  }
  return { ...texts, code, wallSeconds, clientSeconds: coreSecondsOfEnded() - before };
}

/** zava as people run it. @returns the same. */
export const runZava = (bench, args, options) =>
  runMeasured(bench, [process.execPath, CLI, ...args], options);

/** Figures of work beside which the server with this process id works: what `work` says, and `serverSeconds`. */
export async function withServerTime(pid, work) {
  const before = coreSecondsOf(pid);
  const figures = await work();
  return { ...figures, serverSeconds: coreSecondsOf(pid) - before };
}
