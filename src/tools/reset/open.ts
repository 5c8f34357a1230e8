/** Which database is to be reset, to what, and whether it may be. */
import type { Db } from 'mongodb';
import type { StockState } from '../../core/generate/stock/inventory.js';
import { COLLECTION_NAMES } from '../../core/model/index.js';
import { command, option } from '../../core/options/table.js';
import { cellOf, DocumentsById, type Recorded } from '../../core/world/documents-by-id.js';
import type { ManifestContent } from '../../engine/manifest/read-manifest.js';
import { ZavaError } from '../../errors.js';
import { say } from '../../message.js';
import { CONNECTOR_SESSIONS } from '../../mongodb/connector.js';
import { refuseWhileLoading, unfinishedLoad } from '../../mongodb/load-journal.js';
import { type FoundRecord, followableSince, readLoadRecord } from '../../mongodb/load-record.js';
import { isSharded } from '../../mongodb/wire/raw-read.js';
import { Reset, type Resetting, type Since } from './reset.js';

/**
 * The record of the load that a database is to be set back to.
 * @param where host and port for people to read.
 * @throws ZavaError where there is none, or the database must not be reset.
 */
export async function recordToResetTo(db: Db, where: string, soft: boolean): Promise<FoundRecord> {
  const place = `database ${db.databaseName} at ${where}`;
  const listed = await db.listCollections({}, { nameOnly: true }).toArray();
  const names = new Set(listed.map(({ name }) => name));
  if (names.has(CONNECTOR_SESSIONS) && !soft) {
    throw new ZavaError(
      say`Ditto's connector follows ${place} (it holds ${CONNECTOR_SESSIONS}), and what is deleted there is deleted on devices for good: ${option('soft')} resets it without deleting.`,
    );
  }
  await refuseWhileLoading(db, where);
  const unfinished = await unfinishedLoad(db);
  if (unfinished !== undefined) throw new ZavaError(unfinished);
  const record = await readLoadRecord(db);
  if (record !== undefined) return record;
  const ours = COLLECTION_NAMES.filter((name) => names.has(name));
  const held = await Promise.all(
    ours.map((name) => db.collection(name).findOne({}, { projection: { _id: 1 } })),
  );
  if (held.every((document) => document === null)) {
    throw new ZavaError(
      say`There is nothing to reset in ${place}, as it holds no documents of ours and no record of a load; ${command('load')} fills it.`,
    );
  }
  const cure = soft
    ? say``
    : say`; ${command('load', option('drop'))} replaces what it holds, and leaves a record`;
  throw new ZavaError(
    say`There is no record of a load in ${place}, so that nobody knows what it should hold${cure}.`,
  );
}

export interface ResetRequest {
  /** Mark extra documents as deleted, and delete none. */
  readonly soft: boolean;
  /** Compare everything, whatever the log tells. */
  readonly full: boolean;
}

/**
 * A reset that knows where it stands; nothing is written before its `apply`.
 * @param content of the record, checked. @param stock the text of stock.jsonl.
 * @param compare finds what differs by reading everything.
 */
export async function openReset(
  db: Db,
  { origin }: FoundRecord,
  { world, slice, written }: ManifestContent,
  stock: string,
  { soft, full }: ResetRequest,
  compare: Resetting['compare'],
): Promise<Reset> {
  const sharded = await isSharded(db);
  const { indexes = true, images = true } = origin.made ?? {};
  const resetting: Resetting = {
    db,
    sharded,
    soft,
    truth: new DocumentsById(world, slice, COLLECTION_NAMES, () => recordedStates(stock)),
    made: { indexes, images, collections: COLLECTION_NAMES },
    counts: new Map([...written].map(([name, { count }]) => [name, count])),
    compare,
  };
  const since = full ? { why: undefined } : await sinceWhen(db, origin, sharded);
  return new Reset(resetting, since);
}

async function sinceWhen(db: Db, origin: FoundRecord['origin'], sharded: boolean): Promise<Since> {
  if (sharded) return { why: 'this is a sharded cluster, whose shards have logs of their own' };
  return followableSince(db, origin);
}

/** The states of the inventory in a record; undefined where it does not have them. */
export function recordedStates(stock: string): Recorded | undefined {
  const states = new Map<string, StockState>();
  for (const line of stock.split('\n')) {
    if (line === '') continue;
    const { store_id, product_id, level, last_updated, last_counted } = JSON.parse(line);
    if (last_updated === undefined || last_counted === undefined) return undefined;
    states.set(cellOf(store_id, product_id), { stock_level: level, last_updated, last_counted });
  }
  return states;
}
