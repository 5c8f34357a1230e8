/** A database as the check sees it: what its collections are, once for all questions. */
import type { Db, Document } from 'mongodb';
import { connectorFields, dittoIdOf, SYNCED } from '../../../core/model/ditto.js';
import { COLLECTION_NAMES, type CollectionName, MODELS } from '../../../core/model/index.js';
import type { DittoProfile } from '../../../core/model/schema.js';
import { command } from '../../../core/options/table.js';
import { ZavaError } from '../../../errors.js';
import { say } from '../../../message.js';
import { CONNECTOR_SESSIONS } from '../../../mongodb/connector.js';
import type { StoredIndex } from '../../../mongodb/index-comparison.js';

/** One of the synced collections, as listCollections has it. */
export interface Synced {
  readonly name: CollectionName;
  /** `collection`, `view` or `timeseries`. */
  readonly type: string;
  readonly options: Document;
  readonly indexes: readonly StoredIndex[];
}

export interface Surveyed {
  readonly db: Db;
  /** Host and port for people to read. */
  readonly host: string;
  readonly profile: DittoProfile;
  /** Those that are there. */
  readonly synced: readonly Synced[];
  readonly missing: readonly CollectionName[];
  /** Names of all other collections. */
  readonly others: ReadonlySet<string>;
  /** A connector follows it or did: what is deleted is deleted on devices for good, and `deleted: true` is the end of a document. */
  readonly followed: boolean;
}

/**
 * The sets of fields that identify a document: those that the connector maps, and those that the apps look it up by, where
 * these are others.
 */
export function idSetsOf(name: CollectionName, profile: DittoProfile): readonly (readonly string[])[] {
  const sets = [connectorFields(MODELS[name], profile) ?? [], dittoIdOf(MODELS[name], profile) ?? []];
  return sets.filter((one, i) => sets.findIndex((other) => other.join() === one.join()) === i);
}

/** All fields that identify documents, each once. */
export const idFieldsOf = (name: CollectionName, profile: DittoProfile): readonly string[] => [
  ...new Set(idSetsOf(name, profile).flat()),
];

/** @throws ZavaError where the database holds none of the nine collections; the server's error where it may not be read. */
export async function surveyDatabase(db: Db, host: string, profile: DittoProfile): Promise<Surveyed> {
  const listed = await db.listCollections().toArray();
  const names = new Set(listed.map(({ name }) => name));
  if (!COLLECTION_NAMES.some((name) => names.has(name))) {
    throw new ZavaError(
      say`Database ${db.databaseName} at ${host} holds none of the nine collections, so there is nothing to check; ${command('load')} fills it.`,
    );
  }
  const there = SYNCED.filter((name) => names.has(name));
  const synced = await Promise.all(
    there.map(async (name): Promise<Synced> => {
      const { type = 'collection', options = {} } = listed.find((one) => one.name === name) as Document;
      const indexes = type === 'collection' ? await db.collection(name).listIndexes().toArray() : [];
      return { name, type, options, indexes: indexes as StoredIndex[] };
    }),
  );
  return {
    db,
    host,
    profile,
    synced,
    missing: SYNCED.filter((name) => !names.has(name)),
    followed: names.has(CONNECTOR_SESSIONS),
    others: new Set([...names].filter((name) => !(COLLECTION_NAMES as readonly string[]).includes(name))),
  };
}

/** Those of the synced collections that hold documents of their own. */
export const readable = ({ synced }: Surveyed): readonly Synced[] =>
  synced.filter(({ type }) => type === 'collection');
