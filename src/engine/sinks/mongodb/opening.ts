/** Whether a load may use a target: empty, to be replaced, or half-finished by an earlier run of the same load. */

import type { Db } from 'mongodb';
import { COLLECTION_NAMES, type CollectionName, MODELS } from '../../../core/model/index.js';
import { option } from '../../../core/options/table.js';
import { difference, type LoadIdentity } from '../../../core/settings/identity.js';
import { ZavaError } from '../../../errors.js';
import { say } from '../../../message.js';
import { CONNECTOR_SESSIONS } from '../../../mongodb/connector.js';
import { JOURNAL_TAKING, LOAD_JOURNAL, type LoadJournal, WHOLE } from '../../../mongodb/load-journal.js';
import { forgetLoadRecord, recordedIdentity } from '../../../mongodb/load-record.js';
import { obstaclesIn, refuseThese, type Taking, takingOf } from '../../../mongodb/obstacles.js';
import { type Part, partName } from '../../part.js';
import { indexesOf, type LoadOptions } from './load-options.js';
import type { CollectionMaker, Making } from './making.js';

/** Some documents of a collection, as they will be written. */
export type Samples = (name: CollectionName) => Promise<readonly object[]>;

/** Those that hold no document. */
const emptyAmong = async (db: Db, names: readonly CollectionName[]): Promise<CollectionName[]> => {
  const first = await Promise.all(
    names.map((name) => db.collection(name).findOne({}, { projection: { _id: 1 } })),
  );
  return names.filter((_, i) => first[i] === null);
};

const leaseOf = (part: Part | undefined): string => (part === undefined ? WHOLE : `part ${partName(part)}`);

/** What opening a target needs besides what it is asked for. */
export interface Surroundings {
  /** The server for people to read. */
  readonly where: string;
  /** Called where another process took this load over. */
  readonly lost: () => void;
  readonly samples: Samples;
  /** Does work that may be done twice, and does it again while the server is not well. */
  readonly withRetry: <T>(work: () => Promise<T>) => Promise<T>;
  readonly maker: CollectionMaker;
}

/** A target that is this load's own. */
export interface Opened {
  /** An earlier run is resumed. */
  readonly resumed: boolean;
  /** What is dropped came of a load of the very same documents. */
  readonly repeated: boolean;
  /** Ditto's connector follows the database. */
  readonly followed: boolean;
  /** Those of the nine collections that are being made; the others are there. */
  readonly making: Making;
  /** Resolves when the journal says which load this is, before which no document may be written. */
  readonly planned: Promise<void>;
}

/**
 * Takes the target, and begins to make the nine collections where they are not there; empty ones keep the validators and
 * options that they have. What waits for no answer is asked for at once, as each answer takes a round trip.
 * @throws ZavaError where the target must not be used, in one sentence that says what to do.
 */
export async function openTarget(
  db: Db,
  journal: LoadJournal,
  identity: LoadIdentity,
  options: LoadOptions,
  part: Part | undefined,
  { where, lost, samples, withRetry, maker }: Surroundings,
): Promise<Opened> {
  const { drop } = options;
  const place = `database ${db.databaseName} at ${where}`;
  const journalTaking = new Map([[LOAD_JOURNAL, JOURNAL_TAKING]]);
  const takings = new Map([...(drop ? [] : takingsOf(options, samples)), ...journalTaking]);
  const [found, { existing, followed }, obstacles, recorded] = await inOrder([
    withRetry(() => journal.found()),
    withRetry(() => collectionsOf(db)),
    withRetry(() => obstaclesIn(db, takings)),
    drop ? withRetry(() => recordedIdentity(db)) : undefined,
  ] as const);
  if (!drop) {
    refuseThese(obstacles, place);
    if (found !== undefined) refuseUnlessSame(found, identity, options, part, place);
    else if (options.finishing === true) throw new ZavaError(`There is no load in ${place} to finish.`);
    else await withRetry(() => refuseUnlessEmpty(db, journal, existing, part, place));
    refuseIfGone(found, existing, place);
  }
  if (drop && obstacles.length > 0) await withRetry(() => db.dropCollection(LOAD_JOURNAL));
  // Whoever holds the lease works on what would be dropped.
  await withRetry(() => journal.take(leaseOf(part), lost));
  // Both before anything that makes them untrue: neither may tell of documents that are gone.
  await inOrder([
    withRetry(() => forgetLoadRecord(db)),
    drop ? withRetry(() => journal.forget()) : undefined,
  ] as const);
  const begin = async () =>
    refuseUnlike(await withRetry(() => journal.begin(identity)), identity, 'an unfinished load', place);
  if (!drop) {
    await begin();
    return {
      resumed: found !== undefined,
      repeated: false,
      followed,
      making: maker.begin(existing, new Map()),
      planned: Promise.resolve(),
    };
  }
  const dropping: Making = new Map(
    existing.map((name) => [name, withRetry(() => db.dropCollection(name)).then(() => {})]),
  );
  const making = maker.begin(existing, dropping);
  // When all are gone: a run that is resumed takes what it finds for its own.
  const planned = inOrder([...dropping.values()]).then(begin);
  const repeated = recorded !== undefined && difference(recorded, identity) === undefined;
  return { resumed: false, repeated, followed, making, planned };
}

/** What all of these bring, which are under way at once. @throws what the first of them in this order fails with. */
async function inOrder<T extends readonly unknown[]>(
  works: T,
): Promise<{ -readonly [P in keyof T]: Awaited<T[P]> }> {
  await Promise.allSettled(works);
  return Promise.all(works);
}

const takingsOf = (options: LoadOptions, samples: Samples): Map<string, Taking> =>
  new Map(
    COLLECTION_NAMES.map((name) => [
      name,
      takingOf(MODELS[name], indexesOf(name, options), () => samples(name)),
    ]),
  );

type Found = Awaited<ReturnType<LoadJournal['found']>>;

/** Those of the nine that are there, and whether a connector's own are. */
async function collectionsOf(db: Db): Promise<{ existing: CollectionName[]; followed: boolean }> {
  const names = new Set((await db.listCollections({}, { nameOnly: true }).toArray()).map(({ name }) => name));
  return {
    existing: COLLECTION_NAMES.filter((name) => names.has(name)),
    followed: names.has(CONNECTOR_SESSIONS),
  };
}

/** @throws ZavaError where two loads differ. @param what words for the one that is there. */
export function refuseUnlike(there: LoadIdentity, here: LoadIdentity, what: string, place: string): void {
  const unlike = difference(there, here);
  if (unlike === undefined) return;
  throw new ZavaError(
    say`There is ${what} of other settings in ${place}: ${unlike}. Use the same settings with ${option('resume')}, or ${option('drop')} to replace it.`,
  );
}

function refuseUnlessSame(
  found: NonNullable<Found>,
  identity: LoadIdentity,
  { resume, finishing }: LoadOptions,
  part: Part | undefined,
  place: string,
): void {
  refuseUnlike(found.identity, identity, found.finished ? 'a load' : 'an unfinished load', place);
  if (found.finished)
    throw new ZavaError(
      say`The load into ${place} is finished; there is nothing to resume, and ${option('drop')} starts from scratch.`,
    );
  if (resume !== true && finishing !== true && part === undefined) {
    throw new ZavaError(
      say`There is an unfinished load in ${place}: ${option('resume')} goes on with it, ${option('drop')} starts from scratch.`,
    );
  }
}

async function refuseUnlessEmpty(
  db: Db,
  journal: LoadJournal,
  existing: readonly CollectionName[],
  part: Part | undefined,
  place: string,
): Promise<void> {
  const empty = await emptyAmong(db, existing);
  const held = existing.filter((name) => !empty.includes(name));
  // Another part of the same load may have begun meanwhile; whether it is the same is seen when the plan is written.
  if (held.length === 0 || (part !== undefined && (await journal.found()) !== undefined)) return;
  throw new ZavaError(
    say`The ${place} already holds ${held.join(', ')}; use ${option('drop')} to replace them, or another ${option('database')}.`,
  );
}

/** A collection that was dropped by somebody does not hold what the journal says of it. */
function refuseIfGone(found: Found, existing: readonly CollectionName[], place: string): void {
  const gone = COLLECTION_NAMES.filter((name) => !existing.includes(name));
  if (found === undefined || found.steps === 0 || gone.length === 0) return;
  throw new ZavaError(
    say`There is an unfinished load in ${place}, but ${gone.join(', ')} of it ${gone.length === 1 ? 'is' : 'are'} not there any more: use ${option('drop')} to start from scratch.`,
  );
}
