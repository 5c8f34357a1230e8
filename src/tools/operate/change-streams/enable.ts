/** Making collections keep the images of documents before and after a change, as Ditto's connector demands. */

import type { Document } from 'mongodb';
import { SYNCED } from '../../../core/model/ditto.js';
import type { CollectionName } from '../../../core/model/index.js';
import { ZavaError } from '../../../errors.js';
import { STANDALONE_CURE } from '../../../mongodb/connect.js';
import { type Deployment, findCollections, keepsImages, needing, type Watch } from '../deployment.js';

export interface Enabled {
  readonly collection: CollectionName;
  readonly result: 'enabled' | 'was enabled' | 'missing';
}

/**
 * Change streams are made of the log of a replica set.
 * @throws ZavaError where the server is a standalone.
 */
export async function requireReplicaSet({ db, host }: Deployment): Promise<void> {
  const hello: Document = await db.command({ hello: 1 });
  if (hello.setName !== undefined || hello.msg === 'isdbgrid') return;
  throw new ZavaError(`${host} is a standalone server, which has no change streams; ${STANDALONE_CURE}.`);
}

/**
 * Turns the images on for the eight synced collections; safe to run twice.
 * @throws ZavaError where the server is a standalone or the user lacks the right.
 */
export async function enableImages(deployment: Deployment, { signal }: Watch): Promise<Enabled[]> {
  await requireReplicaSet(deployment);
  const there = await findCollections(deployment);
  const need = { to: 'change the options of collections', right: 'collMod', role: 'dbAdmin' };
  const results: Enabled[] = [];
  for (const collection of SYNCED) {
    signal.throwIfAborted();
    const options = there.get(collection);
    if (options !== undefined && !keepsImages(options)) {
      const images = { changeStreamPreAndPostImages: { enabled: true } };
      await needing(need, deployment, () => deployment.db.command({ collMod: collection, ...images }));
      results.push({ collection, result: 'enabled' });
    } else {
      results.push({ collection, result: options === undefined ? 'missing' : 'was enabled' });
    }
  }
  return results;
}
