/** What tells at once that a database is not what it was loaded as, so that nobody need wait for it to be read. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Db } from 'mongodb';
import type { CollectionName } from '../../core/model/index.js';
import { followableSince, loadOrigin } from '../../mongodb/load-record.js';

/** How many documents the server reckons to hold; it counts none for that. */
export async function reckonedCounts(
  db: Db,
  names: readonly CollectionName[],
): Promise<ReadonlyMap<CollectionName, number>> {
  const count = async (name: CollectionName) =>
    [name, await db.collection(name).estimatedDocumentCount()] as const;
  return new Map(await Promise.all(names.map(count)));
}

/**
 * How long to look for a change, in milliseconds. The server searches its oplog for it, which may hold hours of other
 * databases' writes.
 */
const LOOK_MS = 100;

/** Whether a database has changed since it was loaded; unknown where nobody can tell, or not soon. */
export type Changed = 'yes' | 'no' | 'unknown';

/**
 * Asks a change stream that begins where the load ended, by the record of it. Unknown on a server alone, in a copy, where the
 * oplog does not reach back as far, or without the right to look. It is a hint and no more: a change may have been
 * taken back since, and others may come.
 */
export async function changedSinceLoad(
  db: Db,
  names: readonly CollectionName[],
  patienceMs = LOOK_MS,
): Promise<Changed> {
  const patience = new AbortController();
  const late = sleep(patienceMs, 'unknown' as const, { signal: patience.signal }).catch(
    () => 'unknown' as const,
  );
  const looking = look(db, names, late).catch(() => 'unknown' as const);
  try {
    return await Promise.race([looking, late]);
  } finally {
    patience.abort();
  }
}

async function look(db: Db, names: readonly CollectionName[], late: Promise<unknown>): Promise<Changed> {
  const origin = await loadOrigin(db);
  const followable = origin && (await followableSince(db, origin));
  if (followable === undefined || !('since' in followable)) return 'unknown';
  const session = db.client.startSession();
  try {
    const { cursor } = await db.command(
      {
        aggregate: 1,
        pipeline: [
          { $changeStream: { startAtOperationTime: followable.since } },
          { $match: { 'ns.coll': { $in: [...names] } } },
          { $project: { _id: 1 } },
        ],
        // Asked for documents, the first answer comes when all of the oplog has been searched; the second one does not.
        cursor: { batchSize: 0 },
      },
      { session },
    );
    const killed = { killCursors: '$cmd.aggregate', cursors: [cursor.id] };
    const kill = () => db.command(killed, { session }).catch(() => {});
    // The server stops searching then.
    late.then(kill);
    const more = { getMore: cursor.id, collection: '$cmd.aggregate', batchSize: 1, maxTimeMS: 1 };
    const { cursor: next } = await db.command(more, { session });
    await kill();
    // An answer without a change has come to the end of the oplog.
    return next.nextBatch.length === 0 ? 'no' : 'yes';
  } finally {
    await session.endSession();
  }
}
