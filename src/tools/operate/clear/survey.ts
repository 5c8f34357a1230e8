/** What a clear would delete, and how: the documents one after the other, or atomically by an empty copy. */
import type { Document } from 'mongodb';
import { COLLECTION_NAMES, type CollectionName } from '../../../core/model/index.js';
import { option } from '../../../core/options/table.js';
import { type Message, say } from '../../../message.js';
import { CONNECTOR_SESSIONS, isFollowed } from '../../../mongodb/connector.js';
import { isDenied } from '../../../mongodb/privileges.js';
import { grouped } from '../../../ui/terminal/numbers.js';
import { type Deployment, findCollections, needing } from '../deployment.js';
import { searchIndexesOf, withVectors } from '../indexes/vector.js';

/**
 * `delete` leaves the collection standing: change streams see each delete. `replace` puts an empty copy with the same
 * options and indexes in its place: quick, but it ends change streams on the collection.
 */
export type Method = 'delete' | 'replace';

/** `auto` replaces where no change stream can be open. */
export type Wish = 'auto' | Method;

export interface SurveyedCollection {
  readonly collection: CollectionName;
  readonly documents: number;
  readonly method: Method;
  /** Why its documents are deleted one after the other, or why that is not necessary. */
  readonly why: Message;
}

export interface Survey {
  /** Those that hold documents. */
  readonly collections: readonly SurveyedCollection[];
  /** Nothing of the nine collections will be left. */
  readonly whole: boolean;
  /** Ditto's connector follows the database. */
  readonly followed: boolean;
}

/** Fewer documents than these are deleted as fast as a copy is made. */
const WORTH_A_COPY = 2000;

/** Options whose collections have parts besides themselves, which a copy would not have. */
const WITH_PARTS = ['encryptedFields', 'timeseries', 'viewOn'];

/** @throws ZavaError where the user may not read. */
export async function survey(
  deployment: Deployment,
  names: readonly CollectionName[],
  wish: Wish,
): Promise<Survey> {
  const followed = await isFollowed(deployment.db);
  const decision = await decide(deployment, wish, followed);
  const there = await findCollections(deployment);
  const need = { to: 'read the collections', right: 'find', role: 'read' };
  const collections = await needing(need, deployment, () =>
    Promise.all(
      names.map(async (collection) => {
        const options = there.get(collection);
        const documents =
          options === undefined ? 0 : await deployment.db.collection(collection).countDocuments();
        const against =
          decision.replace && options !== undefined
            ? await againstACopy(deployment, collection, options, documents, wish)
            : decision.why;
        const method: Method = against === undefined ? 'replace' : 'delete';
        return { collection, documents, method, why: against ?? decision.why };
      }),
    ),
  );
  const whole = names.length === COLLECTION_NAMES.length;
  return { collections: collections.filter(({ documents }) => documents > 0), whole, followed };
}

/** Why a collection is not replaced on a server where it could be; undefined where it is. */
async function againstACopy(
  deployment: Deployment,
  name: CollectionName,
  options: Document,
  documents: number,
  wish: Wish,
): Promise<Message | undefined> {
  if (documents < WORTH_A_COPY && wish !== 'replace') {
    return `fewer than ${grouped(WORTH_A_COPY)} documents are deleted as fast as a copy is made`;
  }
  const part = WITH_PARTS.find((one) => options[one] !== undefined);
  if (part !== undefined) return `a copy would not have its ${part}`;
  if (withVectors([name]).length === 0) return undefined;
  const search = await searchIndexesOf(deployment, name);
  if (search === 'not allowed') return 'the user may not see whether it has search indexes';
  return search !== 'no search' && search.length > 0 ? 'a copy would not have its search indexes' : undefined;
}

async function decide(
  deployment: Deployment,
  wish: Wish,
  followed: boolean,
): Promise<{ replace: boolean; why: Message }> {
  if (wish === 'delete') return { replace: false, why: say`${option('keepCollections')} was given` };
  const hello: Document = await deployment.db.command({ hello: 1 });
  if (hello.msg === 'isdbgrid') return { replace: false, why: 'this is a sharded cluster' };
  if (wish === 'replace') return { replace: true, why: say`${option('recreate')} was given` };
  // One that is stopped for now has no stream open, and goes on where it was.
  if (followed)
    return { replace: false, why: `Ditto's connector follows it (${CONNECTOR_SESSIONS} is there)` };
  if (hello.setName === undefined) return { replace: true, why: 'a standalone server has no change streams' };
  const members = [...(hello.hosts ?? []), ...(hello.passives ?? [])].length;
  if (members > 1) {
    return { replace: false, why: 'a change stream may be open on another member of the replica set' };
  }
  const open = await openStreams(deployment);
  if (open === undefined)
    return { replace: false, why: 'the server does not tell whether change streams are open' };
  if (open > 0) return { replace: false, why: `change streams are open (${open})` };
  return { replace: true, why: 'no change stream is open' };
}

/** Change streams on this database, its collections or the whole server; undefined where the user may not see them. */
async function openStreams({ client, db }: Deployment): Promise<number | undefined> {
  const stages = [
    { $currentOp: { allUsers: true, idleCursors: true } },
    { $match: { 'cursor.originatingCommand.pipeline.0.$changeStream': { $exists: true } } },
    { $match: { 'cursor.originatingCommand.$db': { $in: [db.databaseName, 'admin'] } } },
    { $count: 'open' },
  ];
  try {
    const [counted] = await client.db('admin').aggregate(stages).toArray();
    return Number(counted?.open ?? 0);
  } catch (error) {
    if (isDenied(error)) return undefined;
    // Atlas' small tiers do not have the stage at all.
    if ((error as { code?: unknown }).code === 8000) return undefined;
    throw error;
  }
}
