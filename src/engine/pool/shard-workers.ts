/** Who makes the shards of a run: worker threads, or this one where a world is so small that they would come too late. */
import type { Settings } from '../../core/settings/settings.js';
import { ThisThread } from './this-thread.js';
import type { ShardWorkers, WorkersTask } from './workers.js';

/** Up to so many orders or customers they are made before threads would have loaded their code. */
const FEW = 10_000;

/**
 * @param settings with the number of threads where one was asked for. @param threads how many there are unless it was.
 */
export async function shardWorkers(
  { workers, world }: Pick<Settings, 'workers' | 'world'>,
  threads: number,
  task: WorkersTask,
): Promise<ShardWorkers> {
  if (workers === undefined && Math.max(world.orders, world.customers) <= FEW) return new ThisThread(task);
  // The pool of threads takes a while to load.
  const { ShardThreads } = await import('./shard-threads.js');
  return new ShardThreads(workers ?? threads, task);
}
