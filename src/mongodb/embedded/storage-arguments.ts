/** How mongod keeps data, as its command line has it. */
import { EVICTION } from './eviction.js';
import { cacheArguments } from './memory.js';

/** @param engine more of WiredTiger's settings. */
export function storageArguments(dataDir: string, ...engine: readonly string[]): string[] {
  const storage = ['--dbpath', dataDir, '--storageEngine', 'wiredTiger', ...cacheArguments()];
  return [...storage, '--wiredTigerEngineConfigString', [EVICTION, ...engine].join(',')];
}
