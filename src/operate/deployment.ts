/** A database of a deployment, as the commands that operate it see it. */
import { type Db, type Document, type MongoClient, MongoServerError } from 'mongodb';
import { SettingsError, ZavaError } from '../errors.js';
import { COLLECTION_NAMES, type CollectionName, MODELS } from '../model/index.js';
import type { CollectionModel } from '../model/schema.js';

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

/** The eight that Ditto follows. */
export const SYNCED: readonly CollectionName[] = COLLECTION_NAMES.filter(
  (name) => modelOf(name).dittoId !== undefined,
);

/** Waits for `work`, but not after Ctrl-C; what it does in the server then goes on there. */
export async function unlessAborted<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  // How abandoned work ends is nobody's business any more.
  work.catch(() => {});
  signal.throwIfAborted();
  let stop = () => {};
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason);
    signal.addEventListener('abort', stop);
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

/**
 * Those of the nine collections that are there, with their options as listCollections has them.
 * @throws ZavaError where one of the names is a view's.
 */
export async function findCollections({ db, host }: Deployment): Promise<Map<CollectionName, Document>> {
  const found = await db.listCollections({ name: { $in: [...COLLECTION_NAMES] } }).toArray();
  for (const { name, type } of found) {
    if (type !== 'collection' && type !== undefined) {
      throw new ZavaError(
        `${name} in database ${db.databaseName} at ${host} is a ${type} and no collection; drop or rename it, or use another --database.`,
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

/** True where changes of a collection come with the documents before and after. */
export const keepsImages = (options: Document): boolean =>
  options.changeStreamPreAndPostImages?.enabled === true;

/**
 * The collections that --collections names, in the model's order; all that are allowed where it is not given.
 * @throws SettingsError
 */
export function pickCollections(
  given: string | undefined,
  allowed: readonly CollectionName[],
): readonly CollectionName[] {
  if (given === undefined) return allowed;
  const names = given.split(',').map((name) => name.trim());
  const wrong = names.find((name) => !(allowed as readonly string[]).includes(name));
  if (wrong !== undefined) {
    throw new SettingsError(
      `--collections names '${wrong}'; allowed is a list, separated by commas, of ${allowed.join(', ')}.`,
    );
  }
  return allowed.filter((name) => names.includes(name));
}

/** What a user must be allowed to do for a piece of work. */
export interface Need {
  /** After "the user may not". */
  readonly to: string;
  /** MongoDB's name of the action. */
  readonly right: string;
  /** A built-in role that has it. */
  readonly role: string;
}

/** True where the server refused for want of a right; Atlas' small tiers have a code of their own. */
export function isDenied(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code } = error as { code?: unknown };
  return code === 13 || (code === 8000 && /not allowed to do action|not authorized/i.test(error.message));
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
