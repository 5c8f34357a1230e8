/** Deleting the documents of the nine collections, while their options and indexes stay what they were. */

import type { CollectionName } from '../../../core/model/index.js';
import { command } from '../../../core/options/table.js';
import { ZavaError } from '../../../errors.js';
import { say } from '../../../message.js';
import { idPages } from '../../../mongodb/id-pages.js';
import { LOAD_JOURNAL, refuseWhileLoading } from '../../../mongodb/load-journal.js';
import { forgetLoadRecord } from '../../../mongodb/load-record.js';
import { type Deployment, needing, type Watch } from '../deployment.js';
import { replaceByCopy } from './replace.js';
import { type CollectionState, differences, stateOf } from './state.js';
import type { Method, Survey, SurveyedCollection } from './survey.js';

export interface Cleared {
  readonly collection: CollectionName;
  readonly documents: number;
  readonly method: Method;
}

/** Documents of one delete command: a few hundredths of a second, so that Ctrl-C is heard. */
const BATCH = 2000;

/**
 * The last collections come first, so that what is left after Ctrl-C refers to nothing that is gone.
 * @throws ZavaError where a load is at work, the user lacks the right, or options or indexes are not what they were before;
 * the reason of `signal` after Ctrl-C, with every collection still standing and its indexes in place.
 */
export async function clear(
  deployment: Deployment,
  { collections, whole }: Survey,
  watch: Watch,
): Promise<Cleared[]> {
  const cleared: Cleared[] = [];
  await refuseWhileLoading(deployment.db, deployment.host);
  // Its rows would claim documents that are gone, so an unfinished load must not be resumed after this.
  await needing({ to: 'delete documents', right: 'remove', role: 'readWrite' }, deployment, () =>
    deployment.db.collection(LOAD_JOURNAL).deleteMany({}),
  );
  // It says what was loaded. Of collections that are left somebody still wants to know.
  if (whole) {
    await needing(
      { to: 'remove the record of the load', right: 'remove', role: 'readWrite' },
      deployment,
      () => forgetLoadRecord(deployment.db),
    );
  }
  for (const surveyed of [...collections].reverse()) {
    watch.signal.throwIfAborted();
    const { collection } = surveyed;
    const before = await stateOf(deployment, collection);
    if (before === undefined) continue;
    cleared.unshift(await clearOne(deployment, surveyed, before, watch));
    await prove(deployment, collection, before);
  }
  return cleared;
}

async function clearOne(
  deployment: Deployment,
  { collection, documents, method }: SurveyedCollection,
  state: CollectionState,
  watch: Watch,
): Promise<Cleared> {
  if (method === 'replace' && (await replaceByCopy(deployment, collection, state, watch.signal))) {
    watch.done?.(documents);
    return { collection, documents, method };
  }
  return { collection, documents: await deleteAll(deployment, collection, watch), method: 'delete' };
}

/** @returns how many were deleted. */
async function deleteAll(
  deployment: Deployment,
  name: CollectionName,
  { signal, done }: Watch,
): Promise<number> {
  const need = { to: 'delete documents', right: 'remove', role: 'readWrite' };
  const collection = deployment.db.collection(name);
  let deleted = 0;
  for await (const ids of idPages(collection, {}, BATCH)) {
    signal.throwIfAborted();
    const { deletedCount } = await needing(need, deployment, () =>
      collection.deleteMany({ _id: { $in: ids as never[] } }),
    );
    deleted += deletedCount;
    done?.(deletedCount);
  }
  return deleted;
}

/** @throws ZavaError where the collection is not empty, or no longer what it was. */
async function prove(deployment: Deployment, name: CollectionName, before: CollectionState): Promise<void> {
  const { db, host } = deployment;
  const after = await stateOf(deployment, name);
  const changed = after === undefined ? ['all of it'] : differences(before, after);
  if (changed.length > 0) {
    throw new ZavaError(
      say`${host}: ${name} is not what it was before: ${changed.join(', ')} changed meanwhile; look at it with ${command('indexes list')}.`,
    );
  }
  const left = await db.collection(name).countDocuments({}, { limit: 1000 });
  if (left > 0) {
    throw new ZavaError(
      `${host}: ${name} holds ${left === 1000 ? 'many' : left} documents that came while it was cleared; stop what writes them and run this again.`,
    );
  }
}
