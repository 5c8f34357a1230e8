/** Where things are measured: in threads like those that make shards, and in processes of their own. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { defined } from '../../../core/defined.js';
import type { Flags, Surroundings } from '../../../core/settings/resolve.js';
import { ShardThreads } from '../../../engine/pool/shard-threads.js';
import { ZavaError } from '../../../errors.js';
import { workerFile } from '../../../package-files.js';
import type { Answers, Job } from './jobs.js';

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
  const running = jobs.map((job) => ({ job, thread: new ShardThreads(1, 'make') }));
  const close = () => Promise.all(running.map(({ thread }) => thread.close()));
  signal?.addEventListener('abort', close, { once: true });
  try {
    return await Promise.all(running.map(({ job, thread }) => thread.pool.run(job, { filename })));
  } finally {
    signal?.removeEventListener('abort', close);
    await close();
  }
}

/** The same for one job. */
export async function inThread<K extends Job['kind']>(
  job: Extract<Job, { kind: K }>,
  signal?: AbortSignal,
): Promise<Answers[K]> {
  const [answer] = await inThreads<K>([job], signal);
  return defined(answer, 'the answer of a thread');
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
