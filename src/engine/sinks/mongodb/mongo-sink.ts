/** A MongoDB database: the coordinator's half. Shards are sent by the workers; see batch-writer.ts. */
import { setImmediate as sent } from 'node:timers/promises';
import { type Db, type MongoClient, ReadConcern } from 'mongodb';
import type { Encoded } from '../../../core/encode/documents.js';
import { COLLECTION_NAMES, type CollectionName } from '../../../core/model/index.js';
import { SHARD_COLLECTIONS } from '../../../core/model/made-by.js';
import { STOCK_STEP } from '../../../core/plan/shards.js';
import type { LoadIdentity } from '../../../core/settings/identity.js';
import { ZavaError } from '../../../errors.js';
import { makeClient } from '../../../mongodb/connect.js';
import { hostsOf } from '../../../mongodb/connection-string.js';
import { refuseOtherCounts } from '../../../mongodb/counts.js';
import type { ElectionTerm } from '../../../mongodb/election-term.js';
import { reasonOf } from '../../../mongodb/failures.js';
import { unlessRefused } from '../../../mongodb/first-contact.js';
import { LoadJournal } from '../../../mongodb/load-journal.js';
import {
  forgetLoadRecord,
  originOf,
  type RecordContent,
  writeLoadRecord,
} from '../../../mongodb/load-record.js';
import { closeWithTimeout } from '../../../mongodb/presence.js';
import type { MongoTarget } from '../../../mongodb/target.js';
import { rawDriver } from '../../../mongodb/wire/raw-sequence.js';
import type { Part } from '../../part.js';
import type { Tally } from '../../tally.js';
import type { Delivery } from '../delivery.js';
import { type LoadControl, Stopped } from '../load-control.js';
import type { RateLimiter } from '../rate-limiter.js';
import type { Finalizing, FinishedSteps, Sink } from '../sink.js';
import { ANSWER_MS, BatchWriter } from './batch-writer.js';
import { type FinishedLoad, finishedLoad } from './finished-load.js';
import { indexedFirst } from './index-first.js';
import type { LoadOptions } from './load-options.js';
import { CollectionMaker, type Making } from './making.js';
import { MongoInventory } from './mongo-inventory.js';
import { openTarget, type Samples } from './opening.js';
import { RetryingCommands } from './retrying-commands.js';

/** How long the end waits for a server that may be gone, in milliseconds. */
const PARTING_MS = 500;

/** What a load has besides its options; the control and the limiter are shared by its threads. */
export interface Shared {
  readonly control: LoadControl;
  readonly limiter?: RateLimiter | undefined;
  readonly samples: Samples;
  /** The inventory stands first and moves with the orders; else it comes when all of them are there. */
  readonly live: boolean;
  /** How many documents each collection is to take, about, each of their changes counted as one more. */
  readonly writes: ReadonlyMap<CollectionName, number>;
}

/** Makes the record of what was delivered, when all of it was. */
export type RecordMaker = (tally: Tally) => Promise<RecordContent>;

export class MongoSink implements Sink {
  readonly delivery: Delivery;
  liveInventory: MongoInventory | undefined;
  private readonly client: MongoClient;
  private readonly db: Db;
  private readonly control: LoadControl;
  private readonly inventory: MongoInventory;
  private readonly writer: BatchWriter;
  private readonly journal: LoadJournal;
  private readonly commands: RetryingCommands;
  private readonly maker: CollectionMaker;
  /** Collections that may not be there yet. */
  private making: Making = new Map();
  /** The collections of the shards are there, and the journal says which load it is. */
  private ready: Promise<void> = Promise.resolve();
  /** Steps that may be lost, as there was an election between their documents and their row. */
  private readonly suspects = new Set<string>();
  /** Rows of the inventory stand there already, or may do so. */
  private inventoryStands = false;
  /** The target is this load's own from now on. */
  opened = false;
  /** It replaced a load of the very same documents. */
  repeated = false;
  /** Ditto's connector follows the database. */
  followed = false;
  /** Why there is no record of the load although one was wanted. */
  unrecorded: Error | undefined;

  /**
   * @param part the part of the load that is made here, if not all of it.
   * @param recordOf makes the record that the load leaves; none unless given.
   */
  constructor(
    private readonly target: MongoTarget,
    private readonly options: LoadOptions,
    private readonly identity: LoadIdentity,
    private readonly shared: Shared,
    private readonly part?: Part,
    private readonly recordOf?: RecordMaker,
  ) {
    const { control, limiter } = shared;
    this.control = control;
    this.delivery = { kind: 'mongodb', ...target };
    this.client = makeClient({ ...target, connections: target.coordinatorConnections }, ANSWER_MS);
    // The journal is read and written as it must be, whatever the connection string says.
    this.db = this.client.db(target.database, {
      readPreference: 'primary',
      readConcern: new ReadConcern('local'),
      writeConcern: { w: 'majority' },
    });
    this.writer = new BatchWriter(target, control, limiter, this.client);
    this.commands = new RetryingCommands(this.db, target, control);
    // A part leaves the indexes to the run that finishes.
    const indexFirst = part === undefined ? indexedFirst(shared.writes) : new Set<CollectionName>();
    this.maker = new CollectionMaker(this.db, options, indexFirst, (work) => this.commands.withRetry(work));
    this.inventory = new MongoInventory(this.commands, target.batchDocuments, limiter);
    this.journal = new LoadJournal(this.db, hostsOf(target.uri));
  }

  /**
   * Finds the run to resume, or takes the target and begins to make the collections and the journal: what is to be
   * written is made meanwhile, and waits until they are there.
   * @throws ZavaError where the target must not be used.
   */
  async open(): Promise<FinishedSteps> {
    const { msg, setName } = await this.hello();
    // The shards of a cluster have oplogs of their own, so there no later write proves an earlier one; a server alone
    // has no terms to tell by that it was gone for a while. Nor are they told by the driver's public interface.
    if (msg === 'isdbgrid' || setName === undefined || rawDriver === undefined) this.control.demandMajority();
    const { resumed, repeated, followed, making, planned } = await openTarget(
      this.db,
      this.journal,
      this.identity,
      this.options,
      this.part,
      {
        where: hostsOf(this.target.uri),
        lost: () => this.takenOver(),
        samples: this.shared.samples,
        withRetry: (work) => this.commands.withRetry(work),
        maker: this.maker,
      },
    );
    this.making = making;
    this.repeated = repeated;
    this.followed = followed;
    this.inventoryStands = resumed;
    this.control.hold();
    this.ready = Promise.all([planned, ...SHARD_COLLECTIONS.map((name) => making.get(name))]).then(
      () => {
        this.opened = true;
        this.control.release();
      },
      (error) => {
        this.commands.failure ??= error;
        this.control.stop();
        throw error;
      },
    );
    // Met by whoever writes.
    this.ready.catch(() => {});
    const { steps } = this.journal;
    if (this.shared.live || steps.has(STOCK_STEP)) this.liveInventory = this.inventory;
    return new Set(steps);
  }

  /**
   * What an earlier run has brought where nothing is left to do; called instead of `open`, or before it.
   * @param known how many documents some collections must hold. @throws as `finishedLoad`
   */
  async finished(known: ReadonlyMap<CollectionName, number>): Promise<FinishedLoad | undefined> {
    await this.hello();
    const place = `database ${this.target.database} at ${hostsOf(this.target.uri)}`;
    return this.commands.withRetry(() =>
      finishedLoad(this.db, this.journal, this.identity, this.options, known, place),
    );
  }

  /** Whoever cannot be reached at all is not waited for. */
  private async hello() {
    const { uri } = this.target;
    return unlessRefused(this.client, uri, this.db.admin().command({ hello: 1 })).catch((error) => {
      throw reasonOf(error, uri);
    });
  }

  private takenOver(): void {
    this.control.stop();
    this.commands.failure ??= new ZavaError(
      'Another load has taken this one over, as this one could not reach the server for a while; it stops here.',
    );
  }

  /** What a run failed with, or, where all were stopped, why. */
  reasonFor(error: unknown): unknown {
    return error instanceof Stopped ? (this.commands.failure ?? error) : error;
  }

  async write(collection: CollectionName, documents: Encoded): Promise<ElectionTerm> {
    await this.ready;
    await this.making.get(collection);
    if (collection !== 'inventory') return this.writer.write(collection, documents.bytes);
    // Rows that stand there may have moved since, and will be set to what they must be in the end.
    const stands = this.inventoryStands;
    this.inventoryStands = true;
    return stands ? this.inventory.replace(documents) : this.writer.write(collection, documents.bytes);
  }

  async commit(step: string, term: ElectionTerm): Promise<void> {
    await this.made();
    const noted = await this.commands.withRetry(() => this.journal.add(step));
    if (this.control.majority || term === undefined || noted === undefined || noted === term) return;
    // Another primary has the row than had the documents, and need not have got them all.
    this.suspects.add(step);
    await this.commands.withRetry(() => this.journal.remove(step));
  }

  /** All collections are there: where any step is done, one that is not was dropped by somebody. */
  private async made(): Promise<void> {
    await Promise.all([this.ready, ...this.making.values()]);
  }

  async finalize({ tally, durable, ...told }: Finalizing): Promise<readonly string[]> {
    await this.made();
    const lost = new Set([...this.suspects, ...(await this.commands.withRetry(() => this.journal.settle()))]);
    this.suspects.clear();
    if (lost.size > 0) return [...lost];
    durable();
    // Indexes are built, and the load is finished, by the run that has all of it.
    if (this.part !== undefined) return [];
    // The record is made while the server builds and counts.
    const complete = this.buildIndexes(told).then(() => this.compareCounts(tally.documents));
    const record = this.makeRecord(tally);
    await complete;
    await this.writeRecord(record);
    // Where the record does not say that all is there, the journal does.
    const keep = this.options.keepJournal === true || this.unrecorded !== undefined;
    await this.commands.withRetry(() => this.journal.finish(keep));
    return [];
  }

  /** What the record says, and where the load is; a failure is met by whoever waits for one of them. */
  private makeRecord(tally: Tally) {
    const { recordOf } = this;
    if (recordOf === undefined) return undefined;
    const made = { indexes: this.options.indexes, images: true };
    const origin = this.commands.withRetry(() => originOf(this.db, this.journal.settledAt, made));
    // It computes for a while, so what the server is asked for leaves first.
    const content = sent().then(() => recordOf(tally));
    for (const one of [origin, content]) one.catch(() => {});
    return { origin, content };
  }

  /** The documents are what was asked for, so that a load without a record is a load all the same. */
  private async writeRecord(record: ReturnType<MongoSink['makeRecord']>): Promise<void> {
    if (record === undefined) return;
    const content = await record.content;
    try {
      const origin = await record.origin;
      await this.commands.withRetry(() => writeLoadRecord(this.db, content, origin));
    } catch (error) {
      if (error instanceof Stopped || error === this.commands.failure) throw error;
      this.unrecorded = error as Error;
      // Half a record is none, but would stay.
      await forgetLoadRecord(this.db).catch(() => {});
    }
  }

  /** Those of the collections that have none yet, side by side, the largest first. */
  private async buildIndexes({ indexing, indexed }: Pick<Finalizing, 'indexing' | 'indexed'>): Promise<void> {
    if (!this.options.indexes) return;
    indexing();
    await Promise.all(
      [...COLLECTION_NAMES].reverse().map(async (name) => {
        if (!this.maker.indexed.has(name)) await this.maker.makeIndexes(name);
        indexed(name);
      }),
    );
  }

  /** @throws OtherCount where the server does not hold as many documents as it acknowledged. */
  private async compareCounts(acknowledged: ReadonlyMap<CollectionName, number>): Promise<void> {
    const { uri, database } = this.target;
    const all = new Map(COLLECTION_NAMES.map((name) => [name, acknowledged.get(name) ?? 0]));
    const place = `database ${database} at ${hostsOf(uri)}`;
    await this.commands.withRetry(() => refuseOtherCounts(this.db, all, place));
  }

  async close(): Promise<void> {
    const parting = async () => {
      // Where the server is gone, the lease ends by itself.
      await this.journal.release().catch(() => {});
      await this.client.close();
    };
    await closeWithTimeout(parting(), PARTING_MS);
  }
}
