/** What most scenarios begin with. */
import type { CollectionName } from '../../../../core/model/index.js';
import type { Subscription } from '../machines/site.js';
import type { Cast } from '../stage/cast.js';
import type { Device } from '../stage/device.js';
import type { Stage } from '../stage/stage.js';
import type { Ref } from '../stage/words.js';

/** Everything of some collections that has this value in this field. */
export const follows = (field: string, value: string, ...collections: CollectionName[]): Subscription[] =>
  collections.map((collection) => ({ collection, where: (document) => document[field] === value }));

export const everythingOf = (...collections: CollectionName[]): Subscription[] =>
  collections.map((collection) => ({ collection, where: () => true }));

/** A row of the inventory that is synced to two workers of its store. */
export function twoWorkers(stage: Stage, { row }: Cast): { row: Ref; anna: Device; ben: Device } {
  const [ref] = stage.load('inventory', row) as [Ref];
  const device = (name: string) => stage.device(name, follows('store_id', row.store_id, 'inventory'));
  const workers = { anna: device('worker 1'), ben: device('worker 2') };
  stage.startConnector();
  stage.settle();
  return { row: ref, ...workers };
}
