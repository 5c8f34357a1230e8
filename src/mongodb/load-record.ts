/**
 * The record of a load: a collection of ours in the target that says which load its nine collections come from. It says
 * what was loaded, not what is there now, so only a load, a restore, a clear and a drop write or remove it. The document
 * `load` is the record; what is too long for it stands before it in parts, and without it those are nothing.
 */
import { type Db, type Document, MongoServerError, Timestamp, type UUID } from 'mongodb';
import { COLLECTION_NAMES, type CollectionName } from '../core/model/index.js';
import type { LoadIdentity } from '../core/settings/identity.js';
import { isDenied } from './privileges.js';
import { LOAD_RECORD } from './record-name.js';

export { LOAD_RECORD };

/** The `_id` of the document that makes it a record. */
const HEAD = 'load';

/** Characters of a part; in UTF-8 four times as many bytes at most, far from the 16 MB of a document. */
const PART_LENGTH = 1 << 20;

/** What of a record is the same on every server. */
export interface RecordContent {
  /** As manifest.json has it. */
  readonly manifest: object;
  /** The text of stock.jsonl. */
  readonly stock: string;
  /** The catalog as JSON, where it is known. */
  readonly catalog?: string | undefined;
}

/** Where and when a load ended: what another server, or another collection of the same name, does not share. */
export interface LoadOrigin {
  /** The name of the replica set; null for a server alone and for a sharded cluster. */
  readonly replica_set: string | null;
  /** By the cluster's clock, when all documents stood; null for a server alone. */
  readonly operation_time: Timestamp | null;
  /** By collection. */
  readonly uuids: Partial<Record<CollectionName, UUID>>;
  /** What the load gave the collections besides documents; absent in records of before, when it was both. */
  readonly made?: MadeWith | undefined;
}

/** What collections have besides their documents. */
export interface MadeWith {
  /** The secondary indexes of the model. */
  readonly indexes: boolean;
  /** Images of documents before and after a change. */
  readonly images: boolean;
}

/** A record as it is found. Nothing about it has been checked. */
export interface FoundRecord {
  readonly manifest: Document;
  readonly origin: LoadOrigin;
  /** The texts that stand in parts, empty where there are none. */
  readonly stock: string;
  readonly catalog: string;
}

/** The documents of a record, in the order in which they must be written. */
export const recordDocuments = (
  { manifest, stock, catalog = '' }: RecordContent,
  origin: LoadOrigin,
): Document[] => [
  ...partsOf('stock', stock),
  ...partsOf('catalog', catalog),
  { _id: HEAD, ...manifest, ...origin },
];

function* partsOf(name: string, text: string): Generator<Document> {
  for (let from = 0, number = 0; from < text.length; number++) {
    let end = from + PART_LENGTH;
    // Half of a character cannot be stored.
    if (/[\uD800-\uDBFF]/.test(text.charAt(end - 1))) end--;
    yield { _id: `${name}/${String(number).padStart(6, '0')}`, text: text.slice(from, end) };
    from = end;
  }
}

/** Replaces whatever record is there; a try that fails midway leaves none. */
export async function writeLoadRecord(db: Db, content: RecordContent, origin: LoadOrigin): Promise<void> {
  await forgetLoadRecord(db);
  await db.collection<Document>(LOAD_RECORD).insertMany(recordDocuments(content, origin), { ordered: true });
}

/** The server's code where a collection is not there. */
const NAMESPACE_NOT_FOUND = 26;

/** What it tells is about to become untrue. @throws the server's error where one is there and may not be removed. */
export async function forgetLoadRecord(db: Db): Promise<void> {
  const rows = db.collection<{ _id: string }>(LOAD_RECORD);
  try {
    await rows.drop();
  } catch (error) {
    if (error instanceof MongoServerError && error.code === NAMESPACE_NOT_FOUND) return;
    if (!isDenied(error)) throw error;
    const there = await db.listCollections({ name: LOAD_RECORD }, { nameOnly: true }).toArray();
    if (there.length === 0) return;
    // Who may not drop a collection may delete documents, perhaps.
    await rows.deleteOne({ _id: HEAD });
    await rows.deleteMany({});
  }
}

/** The record that a database holds; undefined where there is none, or nobody may look. */
export async function readLoadRecord(db: Db): Promise<FoundRecord | undefined> {
  try {
    return recordAmong(await db.collection<Document>(LOAD_RECORD).find().toArray());
  } catch (error) {
    if (isDenied(error)) return undefined;
    throw error;
  }
}

/** Where and when the load of a record ended, without the rest of it; undefined where there is none. @throws the server's error. */
export async function loadOrigin(db: Db): Promise<LoadOrigin | undefined> {
  const projection = { _id: 0, replica_set: 1, operation_time: 1, uuids: 1 };
  const head = await db.collection<{ _id: string }>(LOAD_RECORD).findOne({ _id: HEAD }, { projection });
  return (head as unknown as LoadOrigin | null) ?? undefined;
}

/** Which load a database holds by its record; undefined where there is none, or nobody may look. */
export async function recordedIdentity(db: Db): Promise<LoadIdentity | undefined> {
  const projection = { seed: 1, format_version: 1, settings: 1 };
  const head = await db
    .collection<Document>(LOAD_RECORD)
    .findOne({ _id: HEAD as never }, { projection })
    .catch((error: unknown) => {
      if (!isDenied(error)) throw error;
      return null;
    });
  if (head === null) return undefined;
  return { format: head.format_version, seed: head.seed, settings: head.settings ?? {} };
}

/** The record that documents of its collection make; undefined where they make none. */
export function recordAmong(documents: readonly Document[]): FoundRecord | undefined {
  const head = documents.find(({ _id }) => _id === HEAD);
  if (head === undefined) return undefined;
  const { _id, replica_set, operation_time, uuids, made, ...manifest } = head;
  const textOf = (name: string): string =>
    documents
      .filter((part) => String(part._id).startsWith(`${name}/`))
      .sort((a, b) => (a._id < b._id ? -1 : 1))
      .map(({ text }) => String(text))
      .join('');
  const origin = { replica_set, operation_time, uuids, ...(made && { made }) } as LoadOrigin;
  return { manifest, origin, stock: textOf('stock'), catalog: textOf('catalog') };
}

/** Where a load is that ends now. @param operationTime when all its documents stood. */
export async function originOf(
  db: Db,
  operationTime: Timestamp | undefined,
  made?: MadeWith,
): Promise<LoadOrigin> {
  const [{ setName }, found] = await Promise.all([
    db.command({ hello: 1 }),
    db.listCollections({ name: { $in: [...COLLECTION_NAMES] } }).toArray(),
  ]);
  const uuids = found.flatMap((one) => {
    const { uuid } = (one as { info?: { uuid?: UUID } }).info ?? {};
    return uuid === undefined ? [] : [[one.name, uuid] as const];
  });
  return {
    replica_set: setName ?? null,
    operation_time: operationTime ?? null,
    uuids: Object.fromEntries(uuids),
    ...(made && { made }),
  };
}

/** All is again as the record says: later changes are to be followed from here. @param origin of this very database. */
export async function moveLoadRecord(db: Db, { made: _, ...origin }: LoadOrigin): Promise<void> {
  const rows = db.collection<Document>(LOAD_RECORD);
  try {
    await rows.updateOne({ _id: HEAD as never }, { $set: origin }, { writeConcern: { w: 'majority' } });
  } catch (error) {
    // From the earlier moment on they can be followed as well; it takes longer.
    if (!isDenied(error)) throw error;
  }
}

/**
 * Says in the record of a database where it is and that it stands as it was loaded: a copy of its files, before anybody
 * wrote to it. From now on its changes can be followed here. Nothing where there is no record.
 */
export async function moveOrigin(db: Db): Promise<void> {
  const { operationTime } = await db.command({ hello: 1 });
  const origin = await originOf(db, operationTime);
  const concern = { writeConcern: { w: 'majority' } } as const;
  await db.collection<{ _id: string }>(LOAD_RECORD).updateOne({ _id: HEAD }, { $set: origin }, concern);
}

/**
 * From when on a change stream tells all that has happened to the nine collections since they were loaded, or why it
 * cannot: a copy by other tools has the record and the documents, but its collections and its oplog are others.
 */
export async function followableSince(
  db: Db,
  origin: LoadOrigin,
): Promise<{ readonly since: Timestamp } | { readonly why: string }> {
  const followable = await followableCollections(db, origin);
  if ('why' in followable) return followable;
  const { since, others } = followable;
  if (others.length === 0) return { since };
  return {
    why: `${others.join(', ')} ${others.length === 1 ? 'is not the one' : 'are not those'} that the load made`,
  };
}

/** The same for those of them that are still the ones of the load; `others` are there no more, or were made again. */
export async function followableCollections(
  db: Db,
  { operation_time, replica_set, uuids }: LoadOrigin,
): Promise<
  { readonly since: Timestamp; readonly others: readonly CollectionName[] } | { readonly why: string }
> {
  if (operation_time === null) return { why: 'they were loaded into a server alone, which has no oplog' };
  const here = await originOf(db, operation_time);
  if (here.replica_set !== replica_set) {
    const [there, name] = [replica_set, here.replica_set].map((set) => set ?? 'none');
    return { why: `they were loaded into the replica set ${there}, and this is ${name}` };
  }
  const others = COLLECTION_NAMES.filter((name) => !isSame(uuids[name], here.uuids[name]));
  return { since: justAfter(operation_time), others };
}

/** The next moment of the cluster's clock: a change stream that starts at a moment has what was written at it. */
export const justAfter = ({ high, low }: Timestamp): Timestamp =>
  new Timestamp({ t: high >>> 0, i: (low >>> 0) + 1 });

const isSame = (one: UUID | undefined, other: UUID | undefined): boolean =>
  one !== undefined && other !== undefined && Buffer.from(one.buffer).equals(Buffer.from(other.buffer));
