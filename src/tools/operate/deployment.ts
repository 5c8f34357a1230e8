/** A database of a deployment, as the commands that operate it see it. */

import { type Db, type Document, type MongoClient, MongoServerError } from 'mongodb';
import { COLLECTION_NAMES, type CollectionName, MODELS } from '../../core/model/index.js';
import type { CollectionModel } from '../../core/model/schema.js';
import { command, option } from '../../core/options/table.js';
import { ZavaError } from '../../errors.js';
import { type Message, say } from '../../message.js';
import { isDenied } from '../../mongodb/privileges.js';

export interface Deployment {
  readonly client: MongoClient;
  readonly db: Db;
  /** Host and port for people to read, without user or password. */
  readonly host: string;
}

/** How a piece of work is watched and stopped. */
export interface Watch {
  readonly signal: AbortSignal;
  /** Told how many documents or collections more are done. */
  readonly done?: ((count: number) => void) | undefined;
}

export const modelOf = (name: CollectionName): CollectionModel => MODELS[name];

/**
 * Those of the nine collections that are there, with their options as listCollections has them.
 * @throws ZavaError where one of the names is a view's.
 */
export async function findCollections({ db, host }: Deployment): Promise<Map<CollectionName, Document>> {
  const found = await db.listCollections({ name: { $in: [...COLLECTION_NAMES] } }).toArray();
  for (const { name, type } of found) {
    if (type !== 'collection' && type !== undefined) {
      throw new ZavaError(
        say`${name} in database ${db.databaseName} at ${host} is a ${type} and no collection; drop or rename it, or use another ${option('database')}.`,
      );
    }
  }
  const options = new Map(found.map((info) => [info.name, (info as { options?: Document }).options ?? {}]));
  return new Map(
    COLLECTION_NAMES.flatMap((name) => {
      const own = options.get(name);
      return own === undefined ? [] : [[name, own] as const];
    }),
  );
}

/** The commands that make collections that are not there. A load refuses a database that holds others of the nine. */
export async function makers(deployment: Deployment): Promise<Message> {
  const there = await findCollections(deployment);
  return there.size === 0 ? say`${command('setup')} or ${command('load')}` : say`${command('setup')}`;
}

/** True where changes of a collection come with the documents before and after. */
export const keepsImages = (options: Document): boolean =>
  options.changeStreamPreAndPostImages?.enabled === true;

/** What a user must be allowed to do for a piece of work. */
export interface Need {
  /** After "the user may not". */
  readonly to: string;
  /** MongoDB's name of the action. */
  readonly right: string;
  /** A built-in role that has it. */
  readonly role: string;
}

/** The server's code of an error, if it is the server's. */
export const codeOf = (error: unknown): number | undefined =>
  error instanceof MongoServerError ? Number(error.code) : undefined;

/** Does `work`. @throws ZavaError which names the right that the user lacks; any other error as it is. */
export async function needing<T>(
  { to, right, role }: Need,
  { db, host }: Deployment,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!isDenied(error)) throw error;
    throw new ZavaError(
      `${host}: the user may not ${to}: the right ${right} on database ${db.databaseName} is missing; the role ${role} has it.`,
    );
  }
}
