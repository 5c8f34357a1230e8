/** Whether a load may use a target: empty, to be replaced, or half-finished by an earlier run of the same load. */
import type { Db } from 'mongodb';
import { ZavaError } from '../../errors.js';
import { COLLECTION_NAMES, type CollectionName, MODELS } from '../../model/index.js';
import { collectionOptions } from '../../mongodb/index-specs.js';
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
}

/** The part of a load that a process makes; undefined for all of it. */
export type PartName = string | undefined;

/** The first setting in which two loads differ, for people to read; undefined where they are the same. */
export function difference(there: LoadIdentity, here: LoadIdentity): string | undefined {
  const flat = (value: unknown, path: string): [string, string][] =>
    typeof value === 'object' && value !== null
      ? Object.entries(value).flatMap(([key, inner]) => flat(inner, path === '' ? key : `${path}.${key}`))
      : [[path, String(value)]];
  const theirs = new Map(flat(there, ''));
  for (const [path, ours] of flat(here, '')) {
    const found = theirs.get(path);
    if (found !== ours)
      return `${path.replace(/^settings\./, '')} is ${found ?? 'not set'} there and ${ours} here`;
  }
  return undefined;
}

const missing = async (db: Db, names: readonly CollectionName[]): Promise<CollectionName[]> => {
  const first = await Promise.all(
    names.map((name) => db.collection(name).findOne({}, { projection: { _id: 1 } })),
  );
  return names.filter((_, i) => first[i] === null);
};

/**
 * Makes the nine collections where they are not there; empty ones keep the validators and options that they have.
 * @param lost called where another process took this load over.
 * @returns true where an earlier run is gone on with.
 * @throws ZavaError where the target must not be used, in one sentence that says what to do.
 */
export async function openTarget(
  db: Db,
  ledger: LoadLedger,
  identity: LoadIdentity,
  { drop, resume }: LoadOptions,
  part: PartName,
  { where, lost }: { where: string; lost: () => void },
): Promise<boolean> {
  const place = `database ${db.databaseName} at ${where}`;
  const names = new Set((await db.listCollections({}, { nameOnly: true }).toArray()).map(({ name }) => name));
  const existing = COLLECTION_NAMES.filter((name) => names.has(name));
  const found = await ledger.found();
  if (found !== undefined && !drop) {
    const unlike = difference(found.identity, identity);
    if (unlike !== undefined) {
      throw new ZavaError(
        `There is ${found.finished ? 'a load' : 'an unfinished load'} of other settings in ${place}: ${unlike}. Use the same settings with --resume, or --drop to replace it.`,
      );
    }
    if (found.finished)
      throw new ZavaError(`The load into ${place} is finished; there is nothing to resume.`);
    if (resume !== true && part === undefined) {
      throw new ZavaError(
        `There is an unfinished load in ${place}: --resume goes on with it, --drop begins anew.`,
      );
    }
  } else if (existing.length > 0 && !drop) {
    const empty = await missing(db, existing);
    const held = existing.filter((name) => !empty.includes(name));
    if (held.length > 0) {
      throw new ZavaError(
        `The ${place} already holds ${held.join(', ')}; use --drop to replace them, or another --database.`,
      );
    }
  }
  // Whoever holds the lease works on what would be dropped.
  await ledger.take(part ?? WHOLE, lost);
  if (drop) {
    await Promise.all(existing.map((name) => db.dropCollection(name)));
    if (found !== undefined) await ledger.forget();
  }
  await ledger.begin(identity);
  const there = drop ? [] : existing;
  await Promise.all(
    COLLECTION_NAMES.filter((name) => !there.includes(name)).map((name) =>
      db.createCollection(name, collectionOptions(MODELS[name])).catch((error: unknown) => {
        // Another part of the load was faster.
        if ((error as { code?: unknown }).code !== NAMESPACE_EXISTS) throw error;
      }),
    ),
  );
  return found !== undefined && !drop;
}

const NAMESPACE_EXISTS = 48;
