/**
 * What every row of the comparison uses: a fresh server for each measurement, zava as a process of its own, contestants
 * in turn, and a dump that is made once.
 *
 * A server that has had a load before is another server: its cache, its memory and its files change what the next load
 * takes by up to twice. With a new process and an empty data folder for each measurement, results repeat to within
 * some five percent on a quiet machine.
 */
import { execFile, fork } from 'node:child_process';
import { mkdir, mkdtemp, open, readdir, rm } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { MongoClient } from 'mongodb';
import { COLLECTION_NAMES, startEmbeddedServer, ZavaError } from '../../dist/src/index.js';
import { readServerRecord } from '../../dist/src/mongodb/embedded/server-file.js';
import { flagsOf } from './forms.mjs';

const REPOSITORY = resolve(import.meta.dirname, '../..');

/** Where zava keeps its mongod, and where the comparison works and leaves its result. */
export const ZAVA_FOLDER = join(REPOSITORY, '.zava');
export const BENCH_FOLDER = join(ZAVA_FOLDER, 'bench');

export const CLI = join(REPOSITORY, 'dist/src/cli.js');

/** Variables that would decide what a run makes or where it goes. */
const OURS = /^(MONGODB_|NUM_CUSTOMERS|NUM_ORDERS|START_DATE|END_DATE|NODE_OPTIONS)/;

/** Output of a child process that is kept, in bytes. */
const MAX_OUTPUT = 64 * 1024 * 1024;

/** The environment of child processes: the caller's, without what would change the documents. */
export function cleanEnvironment(more = {}) {
  const kept = Object.entries(process.env).filter(([name]) => !OURS.test(name));
  return { ...Object.fromEntries(kept), ...more };
}

/**
 * A bench: its sizes and rounds, the tools found, a folder that `close` removes, and a signal that ends everything.
 * @param say takes a line about what is under way.
 */
export async function openBench({ sizes, rounds, tools, signal, say }) {
  await mkdir(BENCH_FOLDER, { recursive: true });
  // Not the system's folder for temporary files, which may be memory: dumps and data belong on a disk.
  const folder = await mkdtemp(join(BENCH_FOLDER, 'run-'));
  return {
    sizes,
    rounds,
    tools,
    signal,
    say,
    folder,
    dumps: new Map(),
    close: () => rm(folder, { recursive: true, force: true }),
  };
}

/**
 * Runs `work` with an embedded server that has never seen anything before, and throws the server away afterwards.
 * @param work takes the server and the id of its process.
 */
export async function withFreshServer(bench, work) {
  const dataDir = join(bench.folder, 'data');
  const { signal } = bench;
  const server = await startEmbeddedServer({ root: ZAVA_FOLDER, env: process.env, dataDir, signal });
  const { pid } = (await readServerRecord(dataDir)) ?? {};
  try {
    return await work(server, pid);
  } finally {
    // Its data are not wanted, so it need not write them to the disk beforehand.
    if (pid !== undefined) kill(pid);
    await server.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}

function kill(pid) {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    // It has ended by itself; the code that waits for its answer reports that.
    if (error.code !== 'ESRCH') throw error;
  }
}

/** @throws ZavaError where the server does not hold so many documents: a contestant that loses some is disqualified. */
export async function expectDocuments(server, documents, database = 'zava') {
  const client = new MongoClient(server.uri);
  try {
    const counts = await Promise.all(
      COLLECTION_NAMES.map((name) => client.db(database).collection(name).estimatedDocumentCount()),
    );
    const found = counts.reduce((sum, count) => sum + count, 0);
    if (found !== documents)
      throw new ZavaError(`The server holds ${found} documents instead of ${documents}.`);
  } finally {
    await client.close();
  }
}

/**
 * Runs a program to its end.
 * @returns its standard output, and the seconds from its start to its end.
 * @throws ZavaError with the last lines that it wrote where it fails.
 */
export function runProgram(bench, file, args, { env = cleanEnvironment() } = {}) {
  const { signal, folder } = bench;
  const start = performance.now();
  return new Promise((done, fail) => {
    const child = execFile(
      file,
      args,
      { cwd: folder, env, maxBuffer: MAX_OUTPUT },
      (error, stdout, stderr) => {
        const seconds = (performance.now() - start) / 1000;
        signal.removeEventListener('abort', end);
        if (signal.aborted) return fail(signal.reason);
        if (error === null) return done({ stdout, seconds });
        const words = stderr.trim().split('\n').slice(-3).join(' ') || error.message;
        fail(new ZavaError(`${basename(file)} ${args.join(' ')} failed: ${words}`));
      },
    );
    // Killed and waited for, so that it writes nothing into a folder that is being removed.
    const end = () => child.kill('SIGKILL');
    signal.addEventListener('abort', end);
  });
}

/**
 * Runs zava as a process of its own, as people do.
 * @returns what it says by --json, and `wallSeconds` from the start of the process to its end.
 */
export async function zava(bench, args, { nodeArguments = [], env } = {}) {
  const all = [...nodeArguments, CLI, ...args, '--quiet', '--json'];
  const { stdout, seconds } = await runProgram(bench, process.execPath, all, { env });
  return { ...JSON.parse(stdout), wallSeconds: seconds };
}

/**
 * A dump of a world, made at the first call; safely on the disk, so that no write-back is left to run beside what is
 * measured next.
 */
export async function dumpOf(bench, world) {
  const key = flagsOf(world).join(' ');
  let dump = bench.dumps.get(key);
  if (dump === undefined) {
    const folder = join(bench.folder, `dump-${bench.dumps.size}`);
    const { documents, bytes, collections } = await zava(bench, [
      'generate',
      ...flagsOf(world),
      '--out',
      folder,
    ]);
    for (const file of await readdir(join(folder, 'zava'))) {
      const handle = await open(join(folder, 'zava', file), 'r+');
      await handle.sync();
      await handle.close();
    }
    dump = { folder, documents, bytes, collections };
    bench.dumps.set(key, dump);
  }
  return dump;
}

/**
 * Runs each contestant once a round; every round begins with the next one, so that none always follows the same.
 * @param contestants `name`, and `run` which resolves with its figures by their names.
 * @returns the figures of each contestant, round by round.
 */
export async function inTurn(bench, contestants) {
  const rounds = Object.fromEntries(contestants.map(({ name }) => [name, []]));
  for (let round = 0; round < bench.rounds; round++) {
    for (let i = 0; i < contestants.length; i++) {
      const { name, run } = contestants[(round + i) % contestants.length];
      bench.signal.throwIfAborted();
      const figures = await run();
      rounds[name].push(figures);
      const shown = Object.entries(figures).map(([what, value]) => `${what} ${Number(value.toPrecision(4))}`);
      bench.say(`  round ${round + 1} of ${bench.rounds}, ${name}: ${shown.join(', ')}`);
    }
  }
  return rounds;
}

/**
 * Starts a contestant that works inside Node.js, in a process of its own, so that it can make its documents before a
 * round and so that none shares memory with another.
 * @param file in contestants/; it answers messages with `answerMessages`. @param core the only one that it may run on.
 */
export function startContestant(bench, file, { memoryMb, core } = {}) {
  const node = memoryMb === undefined ? [] : [`--max-old-space-size=${memoryMb}`];
  const child = fork(join(import.meta.dirname, 'contestants', file), [], {
    cwd: bench.folder,
    env: cleanEnvironment(),
    ...(core === undefined
      ? { execArgv: node }
      : { execPath: 'taskset', execArgv: ['-c', String(core), process.execPath, ...node] }),
    signal: bench.signal,
    killSignal: 'SIGKILL',
  });
  const ended = new Promise((_, fail) => {
    child.once('error', (error) => fail(bench.signal.aborted ? bench.signal.reason : error));
    child.once('exit', (code) =>
      fail(new ZavaError(`The contestant ${file} ended early with code ${code}.`)),
    );
  });
  ended.catch(() => {});
  return {
    pid: child.pid,
    /** Resolves with the answer to a message. */
    async ask(message) {
      const answered = new Promise((done) => child.once('message', done));
      child.send(message);
      const { answer, error } = await Promise.race([answered, ended]);
      if (error !== undefined) throw new ZavaError(`The contestant ${file} failed: ${error}`);
      return answer;
    },
    /** Lets the process end. */
    close() {
      if (child.connected) child.disconnect();
    },
  };
}

/** The contestant's half: answers every message with what `work` makes of it. */
export function answerMessages(work) {
  process.on('message', async (message) => {
    try {
      process.send({ answer: await work(message) });
    } catch (error) {
      process.send({ error: error.stack ?? String(error) });
    }
  });
}
