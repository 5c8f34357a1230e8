/** What scenarios have in common: how they begin, being offline, and what is said at the end. */
import { isDeepStrictEqual } from 'node:util';
import type { CollectionName } from '../../../../core/model/index.js';
import type { Subscription } from '../machines/site.js';
import type { Outcome, Played, Watched } from '../scenario.js';
import type { Cast } from '../stage/cast.js';
import type { Device } from '../stage/device.js';
import type { Stage } from '../stage/stage.js';
import { MINUTE } from '../stage/timeline.js';
import { type Ref, valueAt } from '../stage/words.js';

/** Everything of some collections that has this value in this field. */
export const follows = (field: string, value: string, ...collections: CollectionName[]): Subscription[] =>
  collections.map((collection) => ({ collection, where: (document) => document[field] === value }));

export const everythingOf = (...collections: CollectionName[]): Subscription[] =>
  collections.map((collection) => ({ collection, where: () => true }));

/** A row of the inventory that is synced to two workers of its store. */
export function twoWorkers(stage: Stage, { row }: Cast): { row: Ref; one: Device; two: Device } {
  const ref = stage.load('inventory', row);
  const worker = (name: string) => stage.device(name, follows('store_id', row.store_id, 'inventory'));
  const workers = { one: worker('worker 1'), two: worker('worker 2') };
  stage.startConnector();
  stage.settle();
  return { row: ref, ...workers };
}

/** All go offline; each then does something, five minutes after the one before; they come back in that order. */
export function whileOffline(stage: Stage, ...acts: readonly (readonly [Device, () => void])[]): void {
  const devices = acts.map(([device]) => device);
  for (const device of devices) device.goOffline();
  for (const [, act] of acts) {
    stage.wait(5 * MINUTE);
    act();
  }
  for (const device of devices) {
    stage.wait(5 * MINUTE);
    device.comeOnline();
    stage.settle();
  }
}

/** What is shown at the end, and what is to be said of it. @param kept whether all that was done is there still. */
export function ended(stage: Stage, watched: readonly Watched[], kept: boolean, sentence: string): Played {
  const agree = watched.every(({ ref, fields }) =>
    fields.every((path) =>
      isDeepStrictEqual(valueAt(stage.inMongo(ref), path), valueAt(stage.inCloud(ref), path)),
    ),
  );
  const outcome: Outcome = !agree ? 'apart' : kept ? 'kept' : 'lost';
  return { watched, verdict: { outcome, sentence } };
}
