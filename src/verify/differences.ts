/**
 * Which documents differ, for collections whose digests do. What the server holds is read into tables of hashes, then
 * the world is generated once more and held against them.
 *
 * A table takes some 24 bytes a document. What does not fit at once is done in passes, each of which takes the documents
 * of its part of the hashes of ids, reads everything and generates everything. Counts are exact unless two of n ids in
 * a collection have one hash, for which the chance is n^2 / 2^65.
 */
import { deserialize, EJSON, ObjectId } from 'bson';
import type { Db } from 'mongodb';
import { documentsIn, type Hash64 } from '../encode/digest.js';
import type { CollectionName } from '../model/index.js';
import { rawBatches } from '../mongodb/raw-read.js';
import type { Settings } from '../settings/settings.js';
import { discardSink } from '../sinks/discard.js';
import type { Sink } from '../sinks/sink.js';
import { generateInto } from './expected.js';
import { differingFields } from './explain.js';
import { HashTable } from './hash-table.js';
import { idOf } from './raw-documents.js';
import { forEachCollection, type Source } from './read.js';
import type { CollectionDifferences, FieldDifference } from './result.js';

/** Sampled ids of each kind. */
const SAMPLES = 5;

/** Documents whose hashes are held at once, over all collections: about 100 MB. */
export const DOCUMENTS_PER_PASS = 3_000_000;

interface Search {
  readonly source: Source;
  readonly settings: Settings;
  readonly signal: AbortSignal;
  readonly explain: boolean;
}

/** What is known of one kind of difference so far; `samples` are the expected documents, or ids alone. */
class Kind {
  documents = 0;
  readonly samples: Uint8Array[] = [];

  add(document: Uint8Array): void {
    this.documents++;
    this.sample(document);
  }

  /** Keeps a copy: the buffer that it stands in is used again. */
  sample(document: Uint8Array): void {
    if (this.samples.length < SAMPLES) this.samples.push(document.slice());
  }

  get sampled() {
    return { documents: this.documents, ids: this.samples.map(idText) };
  }
}

interface Found {
  readonly missing: Kind;
  readonly extra: Kind;
  readonly changed: Kind;
}

/** @param passes at least as many as it takes to hold no more than DOCUMENTS_PER_PASS at once. */
export async function findDifferences(
  names: readonly CollectionName[],
  passes: number,
  search: Search,
): Promise<ReadonlyMap<CollectionName, CollectionDifferences>> {
  const found = new Map<CollectionName, Found>();
  for (const name of names) found.set(name, { missing: new Kind(), extra: new Kind(), changed: new Kind() });
  for (let pass = 0; pass < passes; pass++) {
    // The upper half of the hash tells the pass; the table uses the lower one.
    const mine = (id: bigint) => Number(id >> 32n) % passes === pass;
    const tables = await readTables(names, mine, search.source);
    await generateInto(comparing(tables, found, mine, search.source.hash), search.settings, search.signal);
    await forEachCollection(names, (name) => countExtra(name, tables, found, mine, search.source));
  }
  const differences = new Map<CollectionName, CollectionDifferences>();
  for (const [name, { missing, extra, changed }] of found) {
    const kinds = { missing: missing.sampled, extra: extra.sampled, changed: changed.sampled };
    const explained = search.explain ? { explained: await explainAll(name, changed, search.source) } : {};
    differences.set(name, { ...kinds, ...explained });
  }
  return differences;
}

type Mine = (id: bigint) => boolean;
type Tables = ReadonlyMap<CollectionName, HashTable>;

async function readTables(names: readonly CollectionName[], mine: Mine, source: Source): Promise<Tables> {
  const tables = new Map<CollectionName, HashTable>();
  await forEachCollection(names, async (name) => {
    const table = new HashTable();
    tables.set(name, table);
    for await (const batch of rawBatches(source.db, { find: name }, source.sharded)) {
      for (const document of batch) {
        const id = source.hash(idOf(document));
        if (mine(id)) table.add(id, source.hash(source.compared(document)));
      }
    }
  });
  return tables;
}

/** A sink that holds what is generated against the tables. */
function comparing(
  tables: Tables,
  found: ReadonlyMap<CollectionName, Found>,
  mine: Mine,
  hash: Hash64,
): Sink {
  return {
    ...discardSink(),
    delivery: { kind: 'transfer' },
    write: async (name, { bytes }) => {
      const [table, kinds] = [tables.get(name), found.get(name)];
      if (table === undefined || kinds === undefined) return;
      for (const document of documentsIn(bytes)) {
        const id = hash(idOf(document));
        if (!mine(id)) continue;
        const there = table.meet(id);
        if (there === undefined) kinds.missing.add(document);
        else if (there !== hash(document)) kinds.changed.add(document);
      }
    },
  };
}

/** Counts what nothing generated has met, and reads ids once more for as long as samples are wanting. */
async function countExtra(
  name: CollectionName,
  tables: Tables,
  found: ReadonlyMap<CollectionName, Found>,
  mine: Mine,
  { db, sharded, hash }: Source,
): Promise<void> {
  const [table, extra] = [tables.get(name), found.get(name)?.extra];
  if (table === undefined || extra === undefined || table.unmet === 0) return;
  extra.documents += table.unmet;
  let wanting = Math.min(SAMPLES - extra.samples.length, table.unmet);
  for await (const batch of rawBatches(db, { find: name, projection: { _id: 1 } }, sharded)) {
    for (const document of batch) {
      if (wanting === 0) return;
      const id = hash(idOf(document));
      if (!mine(id) || !table.isUnmet(id)) continue;
      extra.sample(document);
      wanting--;
    }
  }
}

async function explainAll(name: CollectionName, changed: Kind, source: Source) {
  const explained: { id: string; fields: FieldDifference[] }[] = [];
  for (const expected of changed.samples) {
    const found = await documentLike(source.db, name, expected);
    // One that has gone since is not what it was, and has nothing to show.
    const fields = found === undefined ? [] : differingFields(expected, source.compared(found));
    explained.push({ id: idText(expected), fields });
  }
  return explained;
}

/** The server's document with the id of another one. */
async function documentLike(
  db: Db,
  name: CollectionName,
  document: Uint8Array,
): Promise<Uint8Array | undefined> {
  const { _id } = deserialize(document, { promoteValues: false });
  const found = await db.collection(name).findOne({ _id }, { raw: true });
  return found === null ? undefined : (found as unknown as Uint8Array);
}

/** An id for people: a string and an ObjectId as they are, anything else as Extended JSON. */
function idText(document: Uint8Array): string {
  const { _id } = deserialize(document);
  if (typeof _id === 'string') return _id;
  return _id instanceof ObjectId ? _id.toHexString() : (EJSON.stringify(_id) ?? 'none');
}
