/** The scratch database of a run: claimed while it is empty, dropped in the end, and nothing else is touched. */

import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Db, type MongoClient, MongoServerError } from 'mongodb';
import { MODELS } from '../../../core/model/index.js';
import { option } from '../../../core/options/table.js';
import { ZavaError } from '../../../errors.js';
import { say } from '../../../message.js';
import { hostsOf } from '../../../mongodb/connection-string.js';
import { collectionOptions, indexSpec } from '../../../mongodb/index-specs.js';
import { connectTo } from './connection.js';
import { COLLECTIONS } from './workload.js';

/** Says whose the database is, and keeps it from being empty between two repeats. */
const CLAIM = { collection: 'bench_run', id: 'claim' };

/** The server's code for it. */
const DUPLICATE_KEY = 11_000;

/** How long to look for the server before giving the drop up, in milliseconds. */
const DROP_TIMEOUT_MS = 5000;

/** How often to drop what an insert has brought back that was under way, and the milliseconds between. */
const DROPS = { most: 20, every: 100 };

/** How many of its collections are named when a database is refused. */
const NAMED = 5;

export class Scratch {
  /** Written into the claim, so that only this run's database is dropped. */
  private readonly run = randomUUID();
  private tried = false;

  constructor(
    private readonly uri: string,
    readonly name: string,
  ) {}

  /** @throws ZavaError where the database holds any collection. */
  async claim(client: MongoClient): Promise<void> {
    const db = client.db(this.name);
    await this.refuseUnlessEmpty(db);
    this.tried = true;
    try {
      const claim = { _id: CLAIM.id as never, run: this.run };
      await db.collection(CLAIM.collection).insertOne(claim, { writeConcern: { w: 'majority' } });
    } catch (error) {
      // Another run was faster by a moment.
      if (error instanceof MongoServerError && error.code === DUPLICATE_KEY) await this.refuseUnlessEmpty(db);
      throw error;
    }
  }

  /** True once something may stand there. */
  get used(): boolean {
    return this.tried;
  }

  /**
   * Empty collections, with or without the secondary indexes of the model. The majority of a replica set has then
   * caught up with all that was written before.
   */
  async recreate(client: MongoClient, indexes: boolean): Promise<void> {
    const db = client.db(this.name);
    const writeConcern = { w: 'majority' } as const;
    for (const name of COLLECTIONS) {
      await db.dropCollection(name);
      await db.createCollection(name, { ...collectionOptions(MODELS[name]), writeConcern });
      if (indexes) await db.command({ createIndexes: name, indexes: MODELS[name].indexes.map(indexSpec) });
    }
  }

  /**
   * Drops what this run made, over a connection of its own; a database that it did not claim is left alone.
   * @throws ZavaError where that is not possible.
   */
  async drop(): Promise<void> {
    if (!this.tried) return;
    const client = connectTo(this.uri, { connections: 1, selectionTimeoutMs: DROP_TIMEOUT_MS });
    try {
      await this.dropFrom(client.db(this.name));
    } catch (error) {
      throw new ZavaError(
        `The scratch database ${this.name} at ${hostsOf(this.uri)} could not be dropped: ${(error as Error).message.replace(/\.+$/, '')}.`,
      );
    } finally {
      await client.close();
    }
  }

  private async dropFrom(db: Db): Promise<void> {
    const claim = db.collection<{ _id: string; run: string }>(CLAIM.collection);
    if ((await claim.findOne({ _id: CLAIM.id, run: this.run })) === null) return;
    for (let attempt = 1; ; attempt++) {
      const names = await collectionsOf(db);
      const ours = COLLECTIONS.filter((name) => names.includes(name));
      if (ours.length === 0 && attempt > 1) break;
      if (attempt > DROPS.most) throw new Error(`${ours.join(' and ')} came back each time`);
      for (const name of ours) await db.dropCollection(name);
      // An insert that was in flight at an interruption may still arrive.
      if (ours.length > 0) await sleep(DROPS.every);
    }
    await db.dropCollection(CLAIM.collection);
    // Gone by now, but for its name on a sharded cluster. A collection that another client made meanwhile stays.
    if ((await collectionsOf(db)).length === 0) await dropEmpty(db);
  }

  private async refuseUnlessEmpty(db: Db): Promise<void> {
    const names = await collectionsOf(db);
    if (names.length === 0) return;
    const shown = names.slice(0, NAMED).join(', ') + (names.length > NAMED ? ', ...' : '');
    const left = names.includes(CLAIM.collection)
      ? ' Another run is using it, or was killed: then drop it yourself.'
      : '';
    throw new ZavaError(
      say`The scratch database ${this.name} at ${hostsOf(this.uri)} exists and holds ${shown}; allowed is a ${option('scratchDatabase')} that does not exist.${left}`,
    );
  }
}

async function collectionsOf(db: Db): Promise<string[]> {
  const found = await db.listCollections({}, { nameOnly: true }).toArray();
  return found.map(({ name }) => name).sort();
}

/** A user may be allowed to drop collections and not databases; an empty database does no harm. */
async function dropEmpty(db: Db): Promise<void> {
  try {
    await db.dropDatabase();
  } catch (error) {
    if (!(error instanceof MongoServerError)) throw error;
  }
}
