/**
 * The journal of a load: a collection of ours in the target that says which load it is and what of it is done, so that
 * an interrupted one can go on. A row is written when the server has acknowledged all that it stands for. A primary
 * that loses its last writes loses them in order, the row before the documents, so a row of the same term that is there
 * proves its documents (for other servers see `MongoSink`).
 */

import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Collection, type Db, MongoServerError, type Timestamp } from 'mongodb';
import { option } from '../core/options/table.js';
import type { LoadIdentity } from '../core/settings/identity.js';
import { ZavaError } from '../errors.js';
import { type Message, say } from '../message.js';
import { processRuns } from '../process-runs.js';
import type { ElectionTerm } from './election-term.js';
import { DUPLICATE_KEY, Refused } from './failures.js';
import type { Taking } from './obstacles.js';
import { writeCommand } from './wire/raw-insert.js';

export const LOAD_JOURNAL = '_zava_load';

/** The name of the lease on all of a load. */
export const WHOLE = 'whole';

/** A lease that is not renewed ends after this, in milliseconds. */
const LEASE_MS = 10_000;
const RENEW_MS = 2500;

/** `plan`, `lease <name>` and `done <step>`, by their `_id`. */
interface Row {
  readonly _id: string;
  readonly identity?: LoadIdentity;
  readonly finished?: boolean;
  readonly settled?: Date;
  readonly token?: string;
  readonly until?: Date;
  readonly host?: string;
  readonly pid?: number;
}

const DONE = 'done ';
const LEASE = 'lease ';
const PLAN = 'plan';

/** When a lease that is renewed now ends, by the server's clock. */
const UNTIL = { $add: ['$$NOW', LEASE_MS] };

/** What the journal's collection takes: it must not lose a row either. */
export const JOURNAL_TAKING: Taking = {
  documents: { fields: [], indexes: [] },
  indexes: [],
  samples: async () => [
    { _id: PLAN, identity: {} },
    { _id: LEASE + WHOLE, token: '' },
    { _id: `${DONE}step` },
  ],
};

/** For inserts that another process, or an earlier try, may have made. */
function noDuplicate(error: unknown): undefined {
  if (error instanceof MongoServerError && error.code === DUPLICATE_KEY) return undefined;
  throw error;
}

/** True where the process that holds a lease is one of this machine and has ended. */
const hasEnded = ({ host, pid }: Row): boolean =>
  host === hostname() && pid !== undefined && !processRuns(pid);

export class LoadJournal {
  private readonly rows: Collection<Row>;
  private readonly token = randomUUID();
  private readonly done = new Set<string>();
  private renewal: NodeJS.Timeout | undefined;
  private lease: string | undefined;
  /** By the cluster's clock, when a majority was last seen to have everything; undefined for a server alone. */
  settledAt: Timestamp | undefined;

  /** @param where the server for people to read. */
  constructor(
    private readonly db: Db,
    private readonly where: string,
  ) {
    this.rows = db.collection<Row>(LOAD_JOURNAL);
  }

  /** What the journal in the target says, if there is one. */
  async found(): Promise<{ identity: LoadIdentity; finished: boolean; steps: number } | undefined> {
    const plan = await this.rows.findOne({ _id: PLAN });
    if (plan?.identity === undefined) return undefined;
    await this.read();
    return { identity: plan.identity, finished: plan.finished === true, steps: this.done.size };
  }

  /**
   * Writes down which load this is; another part of it may have done so already.
   * @returns the one that is written there.
   */
  async begin(identity: LoadIdentity): Promise<LoadIdentity> {
    const inserted = await this.rows.insertOne({ _id: PLAN, identity }).catch(noDuplicate);
    if (inserted !== undefined) return identity;
    return (await this.rows.findOne({ _id: PLAN }))?.identity ?? identity;
  }

  /**
   * Makes this process the only one that works on a part of the load, or on the whole of it.
   * @param lost called where another one has taken over, as this one could not renew in time.
   * @throws ZavaError where another process is at it.
   */
  async take(part: string, lost: () => void): Promise<void> {
    // Known before it is taken, so that it is given back also where the answer is lost.
    this.lease = part;
    const end = performance.now() + LEASE_MS + RENEW_MS;
    for (;;) {
      const holder = await this.tryToTake(part);
      if (holder === undefined) break;
      if (hasEnded(holder)) {
        await this.rows.deleteOne({ _id: holder._id, token: holder.token as string });
        continue;
      }
      // What ended in this very process may not have been able to say so.
      const running = holder.host === hostname() && holder.pid !== process.pid;
      if (running || performance.now() > end) {
        throw atWork(this.db, this.where, holder);
      }
      await sleep(RENEW_MS / 5);
    }
    clearInterval(this.renewal);
    this.renewal = setInterval(() => {
      this.renew(part).then(
        (kept) => {
          if (!kept && this.lease === part) lost();
        },
        // The server is not there now. Whoever takes over meanwhile is met when it is back.
        () => {},
      );
    }, RENEW_MS);
    this.renewal.unref();
  }

  /** @returns who holds the lease, or one that excludes it. */
  private async tryToTake(part: string): Promise<Row | undefined> {
    const id = LEASE + part;
    const mine = { token: this.token, host: hostname(), pid: process.pid };
    // The server's clock alone counts.
    const taking = [{ $set: { ...mine, until: UNTIL } }];
    for (;;) {
      // Where there is none, or our own, as the answer to an earlier try was lost.
      const own = { _id: id, token: this.token };
      if ((await this.rows.updateOne(own, taking, { upsert: true }).catch(noDuplicate)) !== undefined) break;
      const ended = { _id: id, $expr: { $lt: ['$until', '$$NOW'] } };
      if ((await this.rows.updateOne(ended, taking)).matchedCount === 1) break;
      const holder = await this.rows.findOne({ _id: id });
      if (holder !== null && holder.token !== this.token) return holder;
    }
    // The whole excludes its parts, and a part the whole: both look after they have written, so one of them sees it.
    const others = part === WHOLE ? { $regex: `^${LEASE}`, $ne: id } : { $eq: LEASE + WHOLE };
    const other = await this.rows.findOne({ _id: others, $expr: { $gt: ['$until', '$$NOW'] } });
    if (other === null) return undefined;
    await this.rows.deleteOne({ _id: id, token: this.token });
    return other;
  }

  private async renew(part: string): Promise<boolean> {
    const { matchedCount } = await this.rows.updateOne({ _id: LEASE + part, token: this.token }, [
      { $set: { until: UNTIL } },
    ]);
    return matchedCount === 1;
  }

  /** Reads what is done, as a majority has it, and forgets what it was told before. */
  async read(): Promise<void> {
    const rows = this.rows
      .find({ _id: { $regex: `^${DONE}` } }, { projection: { _id: 1 }, readConcern: 'majority' })
      .map(({ _id }) => _id.slice(DONE.length));
    this.done.clear();
    for await (const step of rows) this.done.add(step);
  }

  /** The steps that are done. */
  get steps(): ReadonlySet<string> {
    return this.done;
  }

  /**
   * A second time does no harm. One member is enough, and does not write its journal for it: a resumed load reads
   * what a majority has, and `settle` proves the rest.
   * @returns the term in which it was taken.
   */
  async add(step: string): Promise<ElectionTerm> {
    const { errors, term } = await writeCommand(this.db, {
      insert: LOAD_JOURNAL,
      documents: [{ _id: DONE + step }],
      writeConcern: { w: 1 },
    });
    const failed = errors.find(({ code }) => code !== DUPLICATE_KEY);
    if (failed !== undefined) {
      throw new Refused(`The server refused a row of ${LOAD_JOURNAL}: ${failed.message}.`, failed.code);
    }
    this.done.add(step);
    return term;
  }

  /** The step has to be done again. */
  async remove(step: string): Promise<void> {
    this.done.delete(step);
    await this.rows.deleteOne({ _id: DONE + step });
  }

  /** Lets others work on it; also after a failure. */
  async release(): Promise<void> {
    clearInterval(this.renewal);
    const { lease } = this;
    this.lease = undefined;
    if (lease !== undefined) await this.rows.deleteOne({ _id: LEASE + lease, token: this.token });
  }

  /** The load is finished: the journal goes, and the lease with it, or says so. */
  async finish(keep: boolean): Promise<void> {
    await this.rows.updateOne({ _id: PLAN }, { $set: { finished: true } });
    if (keep) return this.release();
    clearInterval(this.renewal);
    this.lease = undefined;
    await this.drop();
  }

  /** Takes down everything but the leases: another load begins. */
  async forget(): Promise<void> {
    await this.rows.deleteMany({ _id: { $not: { $regex: `^${LEASE}` } } });
    this.done.clear();
  }

  private async drop(): Promise<void> {
    await this.rows.drop();
    this.done.clear();
  }

  /** Waits until a majority has everything written so far. @returns the steps that are not there any more. */
  async settle(): Promise<string[]> {
    const { errors, operationTime } = await writeCommand(this.db, {
      update: LOAD_JOURNAL,
      updates: [{ q: { _id: PLAN }, u: { $currentDate: { settled: true } } }],
      writeConcern: { w: 'majority' },
    });
    const [failed] = errors;
    if (failed !== undefined) {
      throw new Refused(`The server refused a row of ${LOAD_JOURNAL}: ${failed.message}.`, failed.code);
    }
    this.settledAt = operationTime;
    const before = [...this.done];
    await this.read();
    return before.filter((step) => !this.done.has(step));
  }
}

/** Which load a database holds that is not finished; undefined where there is none, or nobody may look. */
export async function unfinishedIdentity(db: Db): Promise<LoadIdentity | undefined> {
  const plan = await db
    .collection<Row>(LOAD_JOURNAL)
    .findOne({ _id: PLAN })
    .catch((error) => {
      if (error instanceof MongoServerError) return null;
      throw error;
    });
  return plan?.finished === true ? undefined : plan?.identity;
}

/** The same for people to read. */
export async function unfinishedLoad(db: Db): Promise<Message | undefined> {
  const identity = await unfinishedIdentity(db);
  if (identity === undefined) return undefined;
  return say`Database ${db.databaseName} holds a load of seed ${identity.seed} that is not finished: its command with ${option('resume')} goes on with it.`;
}

/** @throws ZavaError where a load is at work on the database. */
export async function refuseWhileLoading(db: Db, where: string): Promise<void> {
  const leases = db.collection<Row>(LOAD_JOURNAL).find({
    _id: { $regex: `^${LEASE}` },
    $expr: { $gt: ['$until', '$$NOW'] },
  });
  for await (const holder of leases) if (!hasEnded(holder)) throw atWork(db, where, holder);
}

const atWork = (db: Db, where: string, { pid, host }: Row): ZavaError =>
  new ZavaError(
    `Another load is at work on database ${db.databaseName} at ${where}: process ${pid} on ${host}. Wait for its end, or stop it.`,
  );
