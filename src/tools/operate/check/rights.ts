/** What the user may do in the nine collections, from the privileges that the server tells. */

import { COLLECTION_NAMES } from '../../../core/model/index.js';
import { command, option } from '../../../core/options/table.js';
import { say } from '../../../message.js';
import { may, type Privilege } from '../../../mongodb/privileges.js';
import { type Check, failure, notTried, ok } from './result.js';

/** A thing that zava's commands do, and the server's actions that it takes. */
interface Right {
  readonly id: string;
  readonly subject: string;
  readonly actions: readonly string[];
  /** The commands that do not work without it. */
  readonly needed: string;
}

export const RIGHTS: readonly Right[] = [
  {
    id: 'read',
    subject: 'read',
    actions: ['find', 'listCollections', 'listIndexes'],
    needed: 'every command',
  },
  {
    id: 'write',
    subject: 'write',
    actions: ['insert', 'update', 'remove'],
    needed: 'load, clear and trigger-sync',
  },
  {
    id: 'collections',
    subject: 'create and drop collections',
    actions: ['createCollection', 'dropCollection'],
    needed: 'setup and load',
  },
  {
    id: 'indexes',
    subject: 'create and drop indexes',
    actions: ['createIndex', 'dropIndex'],
    needed: 'load and indexes',
  },
  {
    id: 'collMod',
    subject: 'change options of collections (collMod)',
    actions: ['collMod'],
    needed: 'setup and change-streams enable',
  },
  {
    id: 'change-streams',
    subject: 'open change streams',
    actions: ['find', 'changeStream'],
    needed: "change-streams verify and Ditto's connector",
  },
];

/** @param privileges undefined where the server lets everybody do everything. */
export function checkRights(privileges: readonly Privilege[] | undefined, database: string): Check[] {
  return RIGHTS.map(({ id, subject, actions, needed }) => {
    const name = `rights.${id}`;
    if (privileges === undefined)
      return ok(name, `Rights: may ${subject}; the server asks nobody who they are`);
    const missing = actions.filter((action) =>
      COLLECTION_NAMES.some((collection) => !may(privileges, database, collection, action)),
    );
    if (missing.length === 0) return ok(name, `Rights: may ${subject}`);
    return failure(
      name,
      `Rights: may not ${subject} in database ${database} (${missing.join(', ')} is missing), which ${needed} need`,
      say`use another user, or let an administrator run ${command('setup', option('appUser', 'NAME'))}`,
    );
  });
}

export const rightsNotTried = (because: string): Check[] =>
  RIGHTS.map(({ id, subject }) => notTried(`rights.${id}`, `Rights to ${subject}`, because));
