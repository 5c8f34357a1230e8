/** The two users that applications log in as: one that may do what zava's commands need, and one that may only read. */

import { isDeepStrictEqual } from 'node:util';
import { type Document, MongoServerError } from 'mongodb';
import { COLLECTION_NAMES } from '../../../core/model/index.js';
import { command } from '../../../core/options/table.js';
import { ZavaError } from '../../../errors.js';
import { say } from '../../../message.js';
import { type Deployment, needing } from '../deployment.js';

export type Kind = 'application' | 'read-only';

/** A user that is wanted. Users live in `admin`, where a connection string looks for them. */
export interface WantedUser {
  readonly kind: Kind;
  readonly name: string;
}

export interface UserOutcome extends WantedUser {
  readonly state: 'created' | 'unchanged';
  readonly roles: readonly Role[];
  /** Set where a user of that name was there with other roles. */
  readonly note?: string;
}

export interface Role {
  readonly role: string;
  readonly db: string;
}

/** The role of the application user, made in the database that it is for. */
const APPLICATION_ROLE = 'zavaApplication';

/**
 * What the built-in readWrite lacks: changing options of the nine collections, and reading how much their indexes are
 * used. Reading, writing, indexes and change streams are in readWrite.
 */
export function applicationPrivileges(database: string): Document[] {
  return COLLECTION_NAMES.map((collection) => ({
    resource: { db: database, collection },
    actions: ['collMod', 'indexStats'],
  }));
}

export function rolesOf(kind: Kind, database: string): Role[] {
  return [{ role: kind === 'application' ? APPLICATION_ROLE : 'read', db: database }];
}

const NEED = { right: 'createUser', role: 'userAdminAnyDatabase' } as const;

/** Those of the wanted users that the server knows already, with their roles. @throws ZavaError without the right. */
export async function existingUsers(
  deployment: Deployment,
  wanted: readonly WantedUser[],
): Promise<Map<string, readonly Role[]>> {
  if (wanted.length === 0) return new Map();
  const usersInfo = wanted.map(({ name }) => ({ user: name, db: 'admin' }));
  const need = { ...NEED, to: 'see users', right: 'viewUser' };
  const { users } = await needing(need, deployment, () =>
    refusedByAtlas(deployment, () => deployment.client.db('admin').command({ usersInfo })),
  );
  return new Map(users.map(({ user, roles }: Document) => [user, roles]));
}

/** Makes the role and the user. One that is there keeps its password and roles. */
export async function setUpUser(
  deployment: Deployment,
  { kind, name }: WantedUser,
  existing: readonly Role[] | undefined,
  password: string | undefined,
): Promise<UserOutcome> {
  const database = deployment.db.databaseName;
  const wanted = rolesOf(kind, database);
  if (kind === 'application') await setUpRole(deployment);
  if (existing !== undefined || password === undefined) {
    const roles = existing ?? [];
    const lacking = wanted.filter((role) => !roles.some((one) => isDeepStrictEqual({ ...one }, { ...role })));
    const note = lacking.map(({ role, db }) => `it has no role ${role} on ${db}`).join(' and ');
    return { kind, name, state: 'unchanged', roles, ...(note === '' ? {} : { note }) };
  }
  const need = { ...NEED, to: 'create users' };
  await needing(need, deployment, () =>
    refusedByAtlas(deployment, () =>
      deployment.client.db('admin').command({ createUser: name, pwd: password, roles: wanted }),
    ),
  );
  return { kind, name, state: 'created', roles: wanted };
}

/** The role of the application user as this version of zava wants it. */
async function setUpRole(deployment: Deployment): Promise<void> {
  const { db } = deployment;
  const definition = {
    privileges: applicationPrivileges(db.databaseName),
    roles: [{ role: 'readWrite', db: db.databaseName }],
  };
  const need = { to: 'create roles', right: 'createRole', role: 'userAdmin' };
  await needing(need, deployment, () =>
    refusedByAtlas(deployment, async () => {
      const { roles } = await db.command({ rolesInfo: APPLICATION_ROLE, showPrivileges: true });
      if (roles.length === 0) await db.command({ createRole: APPLICATION_ROLE, ...definition });
      else if (!sameRole(roles[0], definition)) {
        await db.command({ updateRole: APPLICATION_ROLE, ...definition });
      }
    }),
  );
}

/** The server tells actions and privileges in an order of its own. */
function sameRole(found: Document, wanted: Document): boolean {
  const plain = ({ privileges, roles }: Document) => ({
    privileges: (privileges as Document[])
      .map(({ resource, actions }) => `${resource.db}.${resource.collection}: ${[...actions].sort().join()}`)
      .sort(),
    roles: (roles as Document[]).map(({ role, db }) => `${role}@${db}`).sort(),
  });
  return isDeepStrictEqual(plain(found), plain(wanted));
}

/** Atlas keeps users and roles itself, and answers these commands with an error of its own. */
async function refusedByAtlas<T>({ host }: Deployment, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    // 13 is a missing right, 59 an unknown command, 8000 Atlas's own.
    const refused = error instanceof MongoServerError && [13, 59, 8000].includes(Number(error.code));
    if (!refused || !/mongodb(-\w+)?\.net/.test(host)) throw error;
    throw new ZavaError(
      say`${host} is Atlas, which makes users by its own interface alone: ${error.message}; use ${command('setup atlas')}, or the page Database Access.`,
    );
  }
}
