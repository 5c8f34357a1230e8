/**
 * A worker's own way to the database: one client, a small pool, batches in flight on each of its connections. A batch
 * that a server could not take now is sent again until it can. As the answer may be what was lost, a try after the
 * first one finds documents of its own there, which count as done where they are the same.
 */
import type { Db, MongoClient } from 'mongodb';
import { ZavaError } from '../../errors.js';
import { makeClient, plainError } from '../../mongodb/connect.js';
import { rawDriver } from '../../mongodb/raw-sequence.js';
import type { MongoTarget } from '../delivery.js';
import { Pace, Stopped } from '../pace.js';
import { batchesOf, halvesOf, sizeOf } from './batches.js';
import { documentsAt, firstConflict } from './duplicates.js';
import { classify, classifyCode, DUPLICATE_KEY, type Failure } from './failures.js';
import { FairShare } from './fair-share.js';
import { insertBson, type WriteError } from './raw-insert.js';
import { Backoff } from './retry.js';

/** A batch that broke the connection so often is taken to be too large for the server, or for what lies before it. */
const BREAKS_BEFORE_HALVING = 3;

export class BatchWriter {
  private readonly db: Db;
  private readonly share: FairShare;
  /** Lowered where the server or something before it does not take as much. */
  private maxBytes: number;

  /**
   * @param client the connections to use; closing it is the part of whoever made it.
   * @param pace shared with all threads of the load.
   */
  constructor(
    private readonly target: MongoTarget,
    private readonly pace: Pace = new Pace(),
    client: MongoClient = makeClient(target),
  ) {
    this.db = client.db(target.database);
    this.share = new FairShare(target.connections);
    this.maxBytes = target.batchBytes;
  }

  /** Opens a connection ahead of the first batch. */
  async connect(): Promise<void> {
    await this.db.command({ ping: 1 });
  }

  /**
   * Sends finished BSON in batches and resolves when the server has acknowledged all of it.
   * @throws Stopped where the load was told to stop, after the batches in flight; ZavaError for what no retry mends.
   */
  async write(collection: string, bytes: Uint8Array): Promise<void> {
    const batches = [...batchesOf(bytes, this.target.batchDocuments, this.maxBytes)];
    const sent = await Promise.allSettled(
      batches.map((batch) => this.share.run(collection, () => this.send(collection, batch))),
    );
    const reasons = sent.flatMap((one) => (one.status === 'rejected' ? [one.reason as unknown] : []));
    // Why it stopped comes before that it stopped.
    if (reasons.length > 0) throw reasons.find((reason) => !(reason instanceof Stopped)) ?? reasons[0];
  }

  private async send(collection: string, batch: Uint8Array): Promise<void> {
    const backoff = new Backoff(this.pace, this.target.retrySeconds);
    for (let breaks = 0; ; ) {
      await this.pace.admit(sizeOf(batch));
      const { failure, reason } = await this.attempt(collection, batch);
      if (failure === undefined) return;
      if (failure === 'transient') breaks++;
      if (failure === 'too-large' || breaks === BREAKS_BEFORE_HALVING) {
        const halves = halvesOf(batch);
        if (halves !== undefined) {
          this.maxBytes = Math.min(this.maxBytes, Math.ceil(batch.length / 2));
          for (const half of halves) await this.send(collection, half);
          return;
        }
        if (failure === 'too-large') throw reason;
      }
      if (failure === 'final') {
        // What the others would still send could not make the load whole.
        this.pace.stop();
        throw reason;
      }
      if (failure === 'throttled') this.share.narrow();
      try {
        await backoff.next(reason);
      } catch (error) {
        this.pace.stop();
        throw error;
      }
    }
  }

  /** One try. Without a failure, every document of the batch is there. */
  private async attempt(
    collection: string,
    batch: Uint8Array,
  ): Promise<{ failure?: Failure; reason?: unknown }> {
    try {
      const { errors = [] } = await insertBson(this.db, collection, batch, rawDriver, {
        ordered: false,
        writeConcern: { w: this.pace.majority ? 'majority' : 1 },
      });
      return await this.judge(collection, batch, errors);
    } catch (error) {
      return { failure: classify(error), reason: plainError(error, this.target.uri) };
    }
  }

  private async judge(collection: string, batch: Uint8Array, errors: readonly WriteError[]) {
    if (errors.length === 0) return {};
    const others = errors.filter(({ code }) => code !== DUPLICATE_KEY);
    const final = others.find(({ code, message }) => classifyCode(code, message) === 'final');
    const worst = final ?? others[0];
    if (worst !== undefined) {
      const reason = new ZavaError(`The server refused documents of ${collection}: ${worst.message}.`);
      return { failure: classifyCode(worst.code, worst.message), reason };
    }
    const positions = errors.flatMap(({ index }) => index ?? []).sort((a, b) => a - b);
    const conflict = await firstConflict(this.db, collection, documentsAt(batch, positions));
    if (conflict === undefined) return {};
    const reason = new ZavaError(
      `${collection} already holds another document than the one of this load with _id ${String(conflict)}, or with one of its unique values: ${errors[0].message}.`,
    );
    return { failure: 'final' as const, reason };
  }
}
