/** Touching every document of the synced collections, so that Ditto's connector sees a change of each. */

import { type AnyBulkWriteOperation, type Document, type Filter, MongoBulkWriteError } from 'mongodb';
import type { CollectionName } from '../../../core/model/index.js';
import { command, option } from '../../../core/options/table.js';
import { ZavaError } from '../../../errors.js';
import { say } from '../../../message.js';
import { isFollowed } from '../../../mongodb/connector.js';
import { idPages } from '../../../mongodb/id-pages.js';
import { SYNC_FIELD } from '../../../mongodb/sync-field.js';
import { type Deployment, findCollections, keepsImages, needing, type Watch } from '../deployment.js';
import { RateLimiter } from './rate-limiter.js';
import { whyRefused } from './refused.js';

/** `touch` marks every document, `resume` those without the newest mark, `undo` takes the marks away. */
export type Mode = 'touch' | 'resume' | 'undo';

/** What there is to do. */
export interface SyncPlan {
  readonly mode: Mode;
  /** The time at which the run began, as an ISO string; undefined where marks are taken away. */
  readonly mark: string | undefined;
  readonly collections: readonly { readonly collection: CollectionName; readonly documents: number }[];
  /** Collections that are not there, and those of which the connector will want images first. */
  readonly missing: readonly CollectionName[];
  readonly withoutImages: readonly CollectionName[];
  /** Ditto's connector follows the database, or did. */
  readonly followed: boolean;
}

export interface Touched {
  readonly collection: CollectionName;
  readonly documents: number;
}

/** Documents of one command at most, and commands a second at least, so that a low rate is an even one. */
const BATCH = { most: 1000, perSecond: 4 };

const DOCUMENT_VALIDATION_FAILURE = 121;

/**
 * Counts what there is to do. A resumed run takes the newest mark that it finds in the collections for its own.
 * @param now the time at which the run begins, as an ISO string.
 * @throws ZavaError where none of the collections is there, or there is nothing to resume.
 */
export async function planSync(
  deployment: Deployment,
  names: readonly CollectionName[],
  mode: Mode,
  now: string,
): Promise<SyncPlan> {
  const { db, host } = deployment;
  const there = await findCollections(deployment);
  const present = names.filter((name) => there.has(name));
  if (present.length === 0) {
    const cure =
      there.size === 0
        ? say`load it first with ${command('load')}`
        : say`${option('collections')} takes others: it holds ${[...there.keys()].join(', ')}`;
    throw new ZavaError(
      say`The database ${db.databaseName} at ${host} holds none of ${names.join(', ')}; ${cure}.`,
    );
  }
  const need = { to: 'read the collections', right: 'find', role: 'read' };
  return needing(need, deployment, async () => {
    const mark = mode === 'resume' ? await newestMark(deployment, present) : now;
    const collections = await Promise.all(
      present.map(async (collection) => ({
        collection,
        documents: await db.collection(collection).countDocuments(unfinished(mode, mark)),
      })),
    );
    return {
      mode,
      mark: mode === 'undo' ? undefined : mark,
      collections,
      missing: names.filter((name) => !there.has(name)),
      withoutImages: present.filter((name) => !keepsImages(there.get(name) ?? {})),
      followed: await isFollowed(db),
    };
  });
}

/** The documents that a run still has to do. */
const unfinished = (mode: Mode, mark: string): Filter<Document> => {
  if (mode === 'undo') return { [SYNC_FIELD]: { $exists: true } };
  return mode === 'resume' ? { [SYNC_FIELD]: { $ne: mark } } : {};
};

async function newestMark({ db, host }: Deployment, names: readonly CollectionName[]): Promise<string> {
  const newest = await Promise.all(
    names.map(async (name) => {
      const stages = [
        { $match: { [SYNC_FIELD]: { $type: 'string' } } },
        { $group: { _id: null, mark: { $max: `$${SYNC_FIELD}` } } },
      ];
      const [found] = await db.collection(name).aggregate(stages).toArray();
      return (found?.mark ?? '') as string;
    }),
  );
  const mark = newest.reduce((a, b) => (a > b ? a : b));
  if (mark !== '') return mark;
  throw new ZavaError(
    say`No document of database ${db.databaseName} at ${host} has the field ${SYNC_FIELD}, so that there is no run to resume; run it without ${option('resume')}.`,
  );
}

/**
 * @param rate documents a second, at most.
 * @throws ZavaError where the user lacks the right, or a validator refuses the field or a document; the reason of `signal` after
 * Ctrl-C: the rest can be resumed.
 */
export async function triggerSync(
  deployment: Deployment,
  { mode, mark, collections }: SyncPlan,
  rate: number,
  { signal, done }: Watch,
): Promise<Touched[]> {
  const size = Math.max(1, Math.min(BATCH.most, Math.floor(rate / BATCH.perSecond)));
  const limiter = new RateLimiter(rate);
  const update = mark === undefined ? { $unset: { [SYNC_FIELD]: '' } } : { $set: { [SYNC_FIELD]: mark } };
  const touched: Touched[] = [];
  for (const { collection: name } of collections) {
    let documents = 0;
    const filter = unfinished(mode, mark ?? '');
    for await (const ids of idPages(deployment.db.collection(name), filter, size)) {
      signal.throwIfAborted();
      const modified = await touch(deployment, name, ids, update);
      documents += modified;
      done?.(modified);
      await limiter.after(ids.length, signal);
    }
    touched.push({ collection: name, documents });
  }
  return touched;
}

/** One update for each document, as the driver tries these again by itself. @returns how many were changed. */
async function touch(
  deployment: Deployment,
  name: CollectionName,
  ids: readonly unknown[],
  update: Document,
): Promise<number> {
  const need = { to: `update ${name}`, right: 'update', role: 'readWrite' };
  const operations = ids.map(
    (_id): AnyBulkWriteOperation => ({ updateOne: { filter: { _id: _id as never }, update } }),
  );
  return needing(need, deployment, async () => {
    try {
      const result = await deployment.db.collection(name).bulkWrite(operations, { ordered: false });
      return result.modifiedCount;
    } catch (error) {
      if (!(error instanceof MongoBulkWriteError)) throw error;
      const refused = [error.writeErrors].flat().find(({ code }) => code === DOCUMENT_VALIDATION_FAILURE);
      if (refused === undefined) throw error;
      throw new ZavaError(await whyRefused(deployment, name, ids[refused.index], '$unset' in update));
    }
  });
}
