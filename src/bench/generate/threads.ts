/** Where things are measured: in threads like those that make shards, and in processes of their own. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { ShardThreads } from '../../coordinator/shard-threads.js';
import { ZavaError } from '../../errors.js';
import type { Flags, Surroundings } from '../../settings/resolve.js';
import type { Answers, Job } from './jobs.js';

/** A compiled file of workers/; sources that run uncompiled (in tests) use it too. */
function workerFile(name: string): string {
  for (const folder of ['../../../workers/', '../../../dist/workers/']) {
    const file = fileURLToPath(new URL(`${folder}${name}`, import.meta.url));
    if (existsSync(file)) return file;
  }
  throw new ZavaError(`The compiled worker dist/workers/${name} is missing; run \`make setup\`.`);
}

/**
 * Runs each job in a new thread, all at the same time, and ends the threads.
 * @throws what a job failed with; the threads then end as well, and they do where the signal is aborted.
 */
export async function inThreads<K extends Job['kind']>(
  jobs: readonly Extract<Job, { kind: K }>[],
  signal?: AbortSignal,
): Promise<Answers[K][]> {
  signal?.throwIfAborted();
  const filename = workerFile('bench-generate.js');
  // One pool for each, as a pool may give two jobs to one thread, and jobs wait for one another.
  const threads = jobs.map(() => new ShardThreads(1, 'make'));
  const close = () => Promise.all(threads.map((thread) => thread.close()));
  signal?.addEventListener('abort', close, { once: true });
  try {
    return await Promise.all(jobs.map((job, i) => threads[i].pool.run(job, { filename })));
  } finally {
    signal?.removeEventListener('abort', close);
    await close();
  }
}

/** A run from the start of its process until all is made. */
export interface WholeRun {
  readonly documents: number;
  readonly bytes: number;
  readonly seconds: number;
  /** The most memory of the process, in bytes. */
  readonly peakMemory: number;
}

/**
 * Generates everything in a process of its own and keeps nothing.
 * @throws ZavaError where the process failed.
 */
export async function wholeRun(
  flags: Flags,
  surroundings: Surroundings,
  signal?: AbortSignal,
): Promise<WholeRun> {
  const child = fork(workerFile('bench-whole-run.js'), [JSON.stringify(flags)], {
    ...surroundings,
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    ...(signal === undefined ? {} : { signal }),
  });
  let result: WholeRun | undefined;
  let said = '';
  child.on('message', (message) => {
    result = message as WholeRun;
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  const [code, killed] = await once(child, 'close');
  if (result !== undefined) return result;
  const why = said.trim() || `it ended with ${killed ?? `exit code ${code}`}.`;
  throw new ZavaError(`A run that was to be measured failed: ${why}`);
}
