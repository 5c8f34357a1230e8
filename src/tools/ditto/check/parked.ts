/** What a connector has left in the database: that it follows, and writes of devices that MongoDB refused. */
import type { Db, Document } from 'mongodb';
import { CONNECTOR_SESSIONS, UNSYNCED_DOCUMENTS } from '../../../mongodb/connector.js';
import { mayHoldPassword } from '../../../secrets.js';
import { grouped } from '../../../ui/terminal/numbers.js';
import { counted } from '../../../ui/terminal/words.js';
import type { Surveyed } from './database.js';
import { type Finding, fail, pass } from './finding.js';

/** Names under which a parked write may say where it belongs and why it was refused; which ones is not documented. */
const COLLECTIONS = ['collection', 'collectionName', 'collection_name', 'ns.coll', 'namespace.collection'];
const REASONS = ['reason', 'error.message', 'errorMessage', 'error_message', 'message', 'error'];

/** So many of the newest are asked for their reason, of which so many characters are shown. */
const NEWEST = 20;
const SHOWN = 100;

export async function checkConnector({ db, others, followed }: Surveyed): Promise<readonly Finding[]> {
  const follows = followed
    ? `A connector follows this database (it holds ${CONNECTOR_SESSIONS}), so that what is deleted here is deleted on devices for good`
    : 'No connector has followed this database yet';
  return [
    pass('connector.follows', follows),
    others.has(UNSYNCED_DOCUMENTS) ? await parked(db) : pass('connector.parked', 'No write is parked'),
  ];
}

async function parked(db: Db): Promise<Finding> {
  const [byCollection, newest] = await Promise.all([
    db
      .collection(UNSYNCED_DOCUMENTS)
      .aggregate(
        [{ $group: { _id: first(COLLECTIONS), writes: { $sum: 1 } } }, { $sort: { writes: -1, _id: 1 } }],
        { allowDiskUse: true },
      )
      .toArray(),
    db
      .collection(UNSYNCED_DOCUMENTS)
      .find({}, { projection: { _id: 0, reason: first(REASONS) }, sort: { $natural: -1 }, limit: NEWEST })
      .toArray(),
  ]);
  const all = byCollection.reduce((sum, { writes }) => sum + writes, 0);
  if (all === 0) return pass('connector.parked', 'No write is parked');
  const counts = byCollection.map(
    ({ _id, writes }) => `${typeof _id === 'string' ? _id : 'collection not named'}: ${grouped(writes)}`,
  );
  const reasons = [...new Set(newest.flatMap(({ reason }) => reasonOf(reason)))].slice(0, 3);
  const why = reasons.length === 0 ? '' : `; newest reasons: ${reasons.join('; ')}`;
  return fail(
    'connector.parked',
    undefined,
    `${counted(all, 'write')} of devices ${all === 1 ? 'is' : 'are'} parked in ${UNSYNCED_DOCUMENTS}, as MongoDB refused ${all === 1 ? 'it' : 'them'} (${counts.join(', ')})${why}`,
    `take the cause away, mostly a validator or a unique index, and let the devices write again; in mongosh: db.${UNSYNCED_DOCUMENTS}.find().sort({ $natural: -1 }).limit(5)`,
  );
}

/** The first of some fields that is there. */
const first = (paths: readonly string[]): Document => ({
  $ifNull: [...paths.map((path) => `$${path}`), null],
});

/** The server's words without the values that they quote, which are of somebody's document. */
function reasonOf(reason: unknown): string[] {
  if (typeof reason !== 'string') return [];
  const [words = ''] = reason.replaceAll(/\s+/g, ' ').split(/[{"]/);
  const short = words.length > SHOWN ? `${words.slice(0, SHOWN)}...` : words.trim();
  return short === '' || mayHoldPassword(short) ? [] : [short];
}
