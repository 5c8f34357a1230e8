/** A MongoDB database: the coordinator's half. Shards are sent by the workers; see batch-writer.ts. */
import type { Db, MongoClient } from 'mongodb';
import type { Encoded } from '../../encode/documents.js';
import { ZavaError } from '../../errors.js';
import { COLLECTION_NAMES, type CollectionName, MODELS } from '../../model/index.js';
import { hostsOf, makeClient, plainError } from '../../mongodb/connect.js';
import { indexSpec } from '../../mongodb/index-specs.js';
import type { Delivery, MongoTarget } from '../delivery.js';
import type { Pace } from '../pace.js';
import type { LoadIdentity, Sink, StockUpdate } from '../sink.js';
import { BatchWriter } from './batch-writer.js';
import { classify } from './failures.js';
import { LoadLedger } from './ledger.js';
import { type LoadOptions, openTarget, type PartName } from './opening.js';
import { documentsOf, writeCommand } from './raw-insert.js';
import { Backoff } from './retry.js';

export class MongoSink implements Sink {
  readonly delivery: Delivery;
  readonly liveInventory = true;
  private readonly client: MongoClient;
  private readonly db: Db;
  private readonly writer: BatchWriter;
  private readonly ledger: LoadLedger;
  private resumed = false;
  /** Why the load had to stop, where that is not the fault of a write. */
  failure: ZavaError | undefined;

  /** @param pace shared with the workers. @param part the part of the load that is made here, if not all of it. */
  constructor(
    private readonly target: MongoTarget,
    private readonly options: LoadOptions,
    private readonly identity: LoadIdentity,
    private readonly pace: Pace,
    private readonly part?: PartName,
  ) {
    this.delivery = { kind: 'mongodb', ...target };
    this.client = makeClient({
      ...target,
      connections: Math.min(COLLECTION_NAMES.length, target.maxConnections),
    });
    this.db = this.client.db(target.database);
    this.writer = new BatchWriter(target, pace, this.client);
    this.ledger = new LoadLedger(this.db, hostsOf(target.uri));
  }

  /**
   * Makes the nine collections and the ledger, or finds those of the run to go on with.
   * @throws ZavaError where the target must not be used.
   */
  async open(): Promise<void> {
    await this.plainly(async () => {
      const { msg } = await this.db.admin().command({ hello: 1 });
      // The shards of a cluster keep books of their own, so there no later write proves an earlier one.
      if (msg === 'isdbgrid') this.pace.demandMajority();
      const where = hostsOf(this.target.uri);
      const lost = () => this.takenOver();
      this.resumed = await openTarget(this.db, this.ledger, this.identity, this.options, this.part, {
        where,
        lost,
      });
    });
  }

  /** True where an earlier run is gone on with. */
  get goesOn(): boolean {
    return this.resumed;
  }

  private takenOver(): void {
    this.pace.stop();
    this.failure ??= new ZavaError(
      'Another load has taken this one over, as this one could not reach the server for a while; it stops here.',
    );
  }

  isDone(step: string): boolean {
    return this.ledger.has(step);
  }

  async finish(step: string): Promise<void> {
    await this.steadily(() => this.ledger.add(step));
  }

  async settle(): Promise<readonly string[]> {
    return this.steadily(() => this.ledger.settle());
  }

  async write(collection: CollectionName, encoded: Encoded): Promise<void> {
    // Rows of an earlier run have moved since, and will be set to what they must be in the end.
    if (collection === 'inventory' && this.resumed) await this.replace(collection, encoded);
    else await this.writer.write(collection, encoded.bytes);
  }

  private async replace(collection: CollectionName, { bytes }: Encoded): Promise<void> {
    const updates = documentsOf(bytes).map((u) => ({ q: { _id: u._id }, u, upsert: true }));
    const { batchDocuments } = this.target;
    for (let from = 0; from < updates.length; from += batchDocuments) {
      const batch = updates.slice(from, from + batchDocuments);
      await this.command({ update: collection, updates: batch, ordered: false });
    }
  }

  /**
   * Absolute values, unordered: writing them twice does no harm. The last ones wait for a majority, journalled; as a
   * replica set applies writes in order, that proves everything before them, which was acknowledged by one member.
   */
  async updateInventory(updates: readonly StockUpdate[], final: boolean): Promise<void> {
    const writeConcern = { w: final ? ('majority' as const) : 1 };
    const { batchDocuments } = this.target;
    const batches: Promise<void>[] = [];
    for (let from = 0; from < updates.length; from += batchDocuments) {
      batches.push(this.sendUpdates(updates.slice(from, from + batchDocuments), writeConcern));
    }
    await Promise.all(batches);
  }

  /** By a plain command and not bulkWrite, whose retryable writes the server keeps books of: that took it 1.5 times as long. */
  private async sendUpdates(updates: readonly StockUpdate[], writeConcern: { w: number | 'majority' }) {
    const statements = updates.map(({ id, state }) => ({ q: { _id: id }, u: { $set: state } }));
    await this.command({ update: 'inventory', updates: statements, ordered: false, writeConcern });
  }

  /** A write that may be made twice. */
  private async command(command: { update: string } & Record<string, unknown>): Promise<void> {
    await this.steadily(async () => {
      const { errors } = await writeCommand(this.db, command);
      if (errors.length === 0) return;
      throw new ZavaError(`The server refused updates of ${command.update}: ${errors[0].message}.`);
    });
  }

  /** One createIndexes per collection, side by side, the largest collections first. */
  async buildIndexes(done: (collection: CollectionName) => void): Promise<void> {
    if (!this.options.indexes) return;
    await Promise.all(
      [...COLLECTION_NAMES].reverse().map(async (name) => {
        const indexes = MODELS[name].indexes.map(indexSpec);
        if (indexes.length > 0) {
          await this.steadily(() => this.db.command({ createIndexes: name, indexes }));
        }
        done(name);
      }),
    );
  }

  /** All is there for good: nothing is left to resume. */
  async complete(): Promise<void> {
    await this.steadily(() => this.ledger.finish(this.options.keepLedger === true));
  }

  async close(): Promise<void> {
    // Where the server is gone, the lease ends by itself.
    await this.ledger.release().catch(() => {});
    await this.client.close();
  }

  /** Does work that may be done twice, and does it again while the server is not well. */
  private async steadily<T>(work: () => Promise<T>): Promise<T> {
    const backoff = new Backoff(this.pace, this.target.retrySeconds);
    for (;;) {
      try {
        return await work();
      } catch (error) {
        if (this.failure !== undefined) throw this.failure;
        const reason = plainError(error, this.target.uri);
        if (classify(error) !== 'transient') throw reason;
        await backoff.next(reason);
      }
    }
  }

  private async plainly<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw plainError(error, this.target.uri);
    }
  }
}
