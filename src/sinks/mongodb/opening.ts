/** Whether a load may use a target: empty, to be replaced, or half-finished by an earlier run of the same load. */
import type { Db } from 'mongodb';
import { ZavaError } from '../../errors.js';
import { COLLECTION_NAMES, type CollectionName, MODELS } from '../../model/index.js';
import { collectionOptions } from '../../mongodb/index-specs.js';
import { difference } from '../identity.js';
import type { LoadIdentity } from '../sink.js';
import { type LoadLedger, WHOLE } from './ledger.js';

/** How a load treats what is there and what comes after the documents. */
export interface LoadOptions {
  /** Drop those of the nine collections that are there; without it documents in them are a reason to refuse. */
  readonly drop: boolean;
  /** Build the secondary indexes after the documents. */
  readonly indexes: boolean;
  /** Go on with a load that was interrupted; begin where there is none. */
  readonly resume?: boolean | undefined;
  /** Leave the ledger there when all is done. */
  readonly keepLedger?: boolean | undefined;
  /** The shards are there, by parts; what is left is everything else. */
  readonly finishing?: boolean | undefined;
  /** Options and indexes of the collections, where they are not the model's. */
  readonly keeping?: ReadonlyMap<CollectionName, Keeping> | undefined;
}

/** How a collection is kept, as the commands create and createIndexes take it. */
export interface Keeping {
  readonly options: Readonly<Record<string, unknown>>;
  readonly indexes: readonly object[];
}

/** The part of a load that a process makes; undefined for all of it. */
export type PartName = string | undefined;

const missing = async (db: Db, names: readonly CollectionName[]): Promise<CollectionName[]> => {
  const first = await Promise.all(
    names.map((name) => db.collection(name).findOne({}, { projection: { _id: 1 } })),
  );
  return names.filter((_, i) => first[i] === null);
};

/** What opening a target needs besides what it is asked for. */
export interface Surroundings {
  /** The server for people to read. */
  readonly where: string;
  /** Called where another process took this load over. */
  readonly lost: () => void;
  /** Does work that may be done twice, and does it again while the server is not well. */
  readonly steadily: <T>(work: () => Promise<T>) => Promise<T>;
}

/**
 * Makes the nine collections where they are not there; empty ones keep the validators and options that they have.
 * @returns true where an earlier run is gone on with.
 * @throws ZavaError where the target must not be used, in one sentence that says what to do.
 */
export async function openTarget(
  db: Db,
  ledger: LoadLedger,
  identity: LoadIdentity,
  options: LoadOptions,
  part: PartName,
  { where, lost, steadily }: Surroundings,
): Promise<boolean> {
  const { drop } = options;
  const place = `database ${db.databaseName} at ${where}`;
  const found = await steadily(() => ledger.found());
  const existing = await steadily(() => collectionsOf(db));
  if (!drop) {
    if (found !== undefined) refuseUnlessSame(found, identity, options, part, place);
    else if (options.finishing === true) throw new ZavaError(`There is no load in ${place} to finish.`);
    else await steadily(() => refuseUnlessEmpty(db, ledger, existing, part, place));
    refuseIfGone(found, existing, place);
  }
  // Whoever holds the lease works on what would be dropped.
  await steadily(() => ledger.take(part ?? WHOLE, lost));
  if (drop) {
    // First, as a ledger must never tell of documents that are gone.
    await steadily(() => ledger.forget());
    await Promise.all(existing.map((name) => steadily(() => db.dropCollection(name))));
  }
  const begun = await steadily(() => ledger.begin(identity));
  refuseUnlike(begun, identity, 'an unfinished load', place);
  const there = drop ? [] : existing;
  await Promise.all(
    COLLECTION_NAMES.filter((name) => !there.includes(name)).map((name) =>
      steadily(() => createCollection(db, name, options)),
    ),
  );
  return found !== undefined && !drop;
}

type Found = Awaited<ReturnType<LoadLedger['found']>>;

async function collectionsOf(db: Db): Promise<CollectionName[]> {
  const names = new Set((await db.listCollections({}, { nameOnly: true }).toArray()).map(({ name }) => name));
  return COLLECTION_NAMES.filter((name) => names.has(name));
}

async function createCollection(db: Db, name: CollectionName, { keeping }: LoadOptions): Promise<void> {
  try {
    await db.createCollection(name, keeping?.get(name)?.options ?? collectionOptions(MODELS[name]));
  } catch (error) {
    // Another part of the load was faster, or an earlier try.
    if ((error as { code?: unknown }).code !== NAMESPACE_EXISTS) throw error;
  }
}

function refuseUnlike(there: LoadIdentity, here: LoadIdentity, what: string, place: string): void {
  const unlike = difference(there, here);
  if (unlike === undefined) return;
  throw new ZavaError(
    `There is ${what} of other settings in ${place}: ${unlike}. Use the same settings with --resume, or --drop to replace it.`,
  );
}

function refuseUnlessSame(
  found: NonNullable<Found>,
  identity: LoadIdentity,
  { resume, finishing }: LoadOptions,
  part: PartName,
  place: string,
): void {
  refuseUnlike(found.identity, identity, found.finished ? 'a load' : 'an unfinished load', place);
  if (found.finished)
    throw new ZavaError(
      `The load into ${place} is finished; there is nothing to resume, and --drop begins anew.`,
    );
  if (resume !== true && finishing !== true && part === undefined) {
    throw new ZavaError(
      `There is an unfinished load in ${place}: --resume goes on with it, --drop begins anew.`,
    );
  }
}

async function refuseUnlessEmpty(
  db: Db,
  ledger: LoadLedger,
  existing: readonly CollectionName[],
  part: PartName,
  place: string,
): Promise<void> {
  const empty = await missing(db, existing);
  const held = existing.filter((name) => !empty.includes(name));
  // Another part of the same load may have begun meanwhile; whether it is the same is seen when the plan is written.
  if (held.length === 0 || (part !== undefined && (await ledger.found()) !== undefined)) return;
  throw new ZavaError(
    `The ${place} already holds ${held.join(', ')}; use --drop to replace them, or another --database.`,
  );
}

/** A collection that was dropped by somebody does not hold what the ledger says of it. */
function refuseIfGone(found: Found, existing: readonly CollectionName[], place: string): void {
  const gone = COLLECTION_NAMES.filter((name) => !existing.includes(name));
  if (found === undefined || found.steps === 0 || gone.length === 0) return;
  throw new ZavaError(
    `There is an unfinished load in ${place}, but ${gone.join(', ')} of it ${gone.length === 1 ? 'is' : 'are'} not there any more: use --drop to begin anew.`,
  );
}

const NAMESPACE_EXISTS = 48;
