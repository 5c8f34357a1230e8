/**
 * A worker's own way to the database: one client, a small pool, batches in flight on each of its connections. A batch
 * that a server could not take now is sent again until it can. As the answer may be what was lost, a try after the
 * first one finds documents of its own there, which count as done where they are the same.
 */
import { type Db, type MongoClient, MongoServerError, ReadConcern } from 'mongodb';
import { defined } from '../../../core/defined.js';
import { ZavaError } from '../../../errors.js';
import { makeClient } from '../../../mongodb/connect.js';
import { type ElectionTerm, joined } from '../../../mongodb/election-term.js';
import {
  brokeOff,
  classify,
  classifyCode,
  DUPLICATE_KEY,
  type Failure,
  reasonOf,
} from '../../../mongodb/failures.js';
import type { MongoTarget } from '../../../mongodb/target.js';
import { batchesOf, halvesOf, sizeOf } from '../../../mongodb/wire/batches.js';
import { insertBson, type WriteError } from '../../../mongodb/wire/raw-insert.js';
import { rawDriver } from '../../../mongodb/wire/raw-sequence.js';
import { type LoadControl, valuesOf } from '../load-control.js';
import type { RateLimiter } from '../rate-limiter.js';
import { Backoff } from './backoff.js';
import { documentsAt, firstConflict } from './duplicates.js';
import { FairShare } from './fair-share.js';

/** A batch that broke the connection so often is taken to be too large for the server, or for what lies before it. */
const BREAKS_BEFORE_HALVING = 3;

/** A connection that brings no answer for so long, in milliseconds, is given up: a link may be lost without a word. */
export const ANSWER_MS = 60_000;

/** What came of one try: every document is there where nothing failed. */
interface Attempt {
  readonly failure?: Failure;
  readonly reason?: unknown;
  /** The connection broke while the batch was on its way. */
  readonly broke?: boolean;
  readonly term?: ElectionTerm;
}

export class BatchWriter {
  private readonly db: Db;
  private readonly share: FairShare;
  /** Lowered where the server or something before it does not take as much. */
  private maxBytes: number;
  private journalled = true;
  /** When the server took a batch last, by performance.now(). */
  private taken = 0;

  /**
   * @param control shared with all threads of the load, as is the limiter where there is one.
   * @param client the connections to use; closing it is the part of whoever made it.
   */
  constructor(
    private readonly target: MongoTarget,
    private readonly control: LoadControl,
    private readonly limiter?: RateLimiter,
    client: MongoClient = makeClient(target, ANSWER_MS),
  ) {
    // What is compared must be what the primary has now, whatever the connection string wants of readers.
    this.db = client.db(target.database, {
      readPreference: 'primary',
      readConcern: new ReadConcern('local'),
    });
    this.share = new FairShare(target.connections);
    this.maxBytes = target.batchBytes;
  }

  /** Opens a connection ahead of the first batch. */
  async connect(): Promise<void> {
    await this.db.command({ ping: 1 });
  }

  /**
   * Sends finished BSON in batches and resolves when the server has acknowledged all of it.
   * @returns the term in which it did.
   * @throws Stopped where the load was told to stop, after the batches in flight; ZavaError for what no retry mends.
   */
  async write(collection: string, bytes: Uint8Array): Promise<ElectionTerm> {
    await this.control.released();
    const batches = [...batchesOf(bytes, this.target.batchDocuments, this.maxBytes)];
    const sent = await Promise.allSettled(
      batches.map((batch) => this.share.run(collection, () => this.send(collection, batch))),
    );
    return joined(valuesOf(sent));
  }

  private async send(collection: string, batch: Uint8Array): Promise<ElectionTerm> {
    if (this.target.sendOnce) return this.sendOnce(collection, batch);
    if (batch.length > this.maxBytes) {
      const halves = halvesOf(batch);
      if (halves !== undefined) return this.sendHalves(collection, halves);
    }
    const backoff = new Backoff(this.control, this.target.retrySeconds);
    for (let breaks = 0; ; ) {
      this.control.throwIfStopping();
      if (this.limiter !== undefined) await this.limiter.admit(sizeOf(batch));
      const { failure, reason, broke, term } = await this.attempt(collection, batch);
      if (failure === undefined) {
        this.taken = performance.now();
        this.share.widen();
        return term;
      }
      // Only in a row, and while the server takes other messages: else the batch is not to blame.
      breaks = broke === true ? breaks + 1 : 0;
      if (failure === 'too-large' || (breaks >= BREAKS_BEFORE_HALVING && (await this.answers()))) {
        const halves = halvesOf(batch);
        if (halves !== undefined) {
          this.maxBytes = Math.min(this.maxBytes, Math.max(halves[0].length, halves[1].length));
          return this.sendHalves(collection, halves);
        }
      }
      if (failure === 'final' || failure === 'too-large') this.giveUp(reason);
      if (failure === 'throttled') this.share.narrow();
      try {
        // A server that asks for less while it takes others' batches will take this one, too.
        await backoff.next(reason, failure === 'throttled' ? this.taken : undefined);
      } catch (error) {
        this.giveUp(error);
      }
    }
  }

  private async sendOnce(collection: string, batch: Uint8Array): Promise<undefined> {
    const { errors: [error] = [] } = await insertBson(this.db, collection, batch, rawDriver);
    if (error !== undefined) throw new Error(error.message);
  }

  private async sendHalves(
    collection: string,
    [first, second]: [Uint8Array, Uint8Array],
  ): Promise<ElectionTerm> {
    return joined([await this.send(collection, first), await this.send(collection, second)]);
  }

  /** What the others would still send could not make the load whole. */
  private giveUp(reason: unknown): never {
    this.control.stop();
    throw reason;
  }

  private answers(): Promise<boolean> {
    return this.connect().then(
      () => true,
      () => false,
    );
  }

  private async attempt(collection: string, batch: Uint8Array): Promise<Attempt> {
    const safe = this.journalled ? JOURNALLED : MAJORITY;
    const mode = { ordered: false, writeConcern: this.control.majority ? safe : ONE };
    try {
      const { errors = [], term } = await insertBson(this.db, collection, batch, rawDriver, mode);
      return { ...(await this.judge(collection, batch, errors)), term };
    } catch (error) {
      if (mode.writeConcern === JOURNALLED && hasNoJournal(error)) {
        this.journalled = false;
        return this.attempt(collection, batch);
      }
      return {
        failure: classify(error),
        reason: reasonOf(error, this.target.uri),
        broke: brokeOff(error),
      };
    }
  }

  private async judge(
    collection: string,
    batch: Uint8Array,
    errors: readonly WriteError[],
  ): Promise<Attempt> {
    if (errors.length === 0) return {};
    const others = errors.filter(({ code }) => code !== DUPLICATE_KEY);
    const final = others.find(({ code, message }) => classifyCode(code, message) === 'final');
    const worst = final ?? others[0];
    if (worst !== undefined) {
      const reason = new ZavaError(`The server refused documents of ${collection}: ${worst.message}.`);
      return { failure: classifyCode(worst.code, worst.message), reason };
    }
    const duplicates = errors
      .filter(({ index }) => index !== undefined)
      .sort((a, b) => Number(a.index) - Number(b.index));
    const documents = documentsAt(
      batch,
      duplicates.map(({ index }) => Number(index)),
    );
    const conflict = await firstConflict(this.db, collection, documents);
    if (conflict === undefined) return {};
    const { message } = defined(duplicates[conflict.position], 'the error of a conflict');
    const held = conflict.taken
      ? `another document with _id ${String(conflict.id)} than the one of this load`
      : `a document that has a unique value of the one of this load with _id ${String(conflict.id)}`;
    const reason = new ZavaError(`${collection} already holds ${held}: ${message}.`);
    // One that was there a moment ago has gone with a server that failed.
    const gone = !conflict.taken && /index: _id_\b/.test(message);
    return { failure: gone ? 'transient' : 'final', reason };
  }
}

const ONE = { w: 1 } as const;
const MAJORITY = { w: 'majority' } as const;
/** A server that is no member of a replica set has nothing but its journal to keep something by. */
const JOURNALLED = { ...MAJORITY, j: true } as const;

/** True where the server was told to keep no journal, or keeps all in memory: it loses everything, or nothing. */
const hasNoJournal = (error: unknown): boolean =>
  error instanceof MongoServerError && /journaling/.test(error.message);
