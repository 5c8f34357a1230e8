/** When the embedded server, and that of docker-compose.yml, writes changed pages out of its cache. */

/**
 * A load is one long write. By default pages are written out and split as soon as a twentieth of the cache is dirty, or
 * a fortieth of it holds updates, in competition with the inserts; here they stay until a checkpoint. With a load of
 * `full` that takes mongod 3.2 instead of 6 to 7 core-seconds (6.0.5; six loads in a row, before and after the limit
 * was reached).
 */
export const EVICTION = [
  'eviction_dirty_target=60,eviction_dirty_trigger=80',
  'eviction_updates_target=60,eviction_updates_trigger=80',
].join(',');
