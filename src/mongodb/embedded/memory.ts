/** The memory mongod may take. */

import { totalmem } from 'node:os';

const GIB = 2 ** 30;

/**
 * The arguments that bound mongod's cache, none if its own default fits. That default is half of the machine's
 * memory, which is too much beside a loader on a small machine, and in a container whose limit it may not see.
 */
export function cacheArguments(): string[] {
  const memory = Math.min(totalmem(), process.constrainedMemory() || Number.POSITIVE_INFINITY);
  if (memory === totalmem() && memory >= 4 * GIB) return [];
  return ['--wiredTigerCacheSizeGB', Math.max(0.25, memory / 4 / GIB).toFixed(2)];
}
