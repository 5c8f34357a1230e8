/** A MongoDB database: the coordinator's half. Shards are sent by the workers; see batch-writer.ts. */
import { type Db, type MongoClient, ReadConcern } from 'mongodb';
import type { Encoded } from '../../encode/documents.js';
import { ZavaError } from '../../errors.js';
import { COLLECTION_NAMES, type CollectionName, MODELS } from '../../model/index.js';
import { hostsOf, makeClient } from '../../mongodb/connect.js';
import { indexSpec } from '../../mongodb/index-specs.js';
import { briefly } from '../../mongodb/presence.js';
import { rawDriver } from '../../mongodb/raw-sequence.js';
import type { Delivery, MongoTarget } from '../delivery.js';
import type { Pace } from '../pace.js';
import type { LoadIdentity, Sink, StockUpdate } from '../sink.js';
import { ANSWER_MS, BatchWriter } from './batch-writer.js';
import { classify, Refused, reasonOf } from './failures.js';
import { LoadLedger } from './ledger.js';
import { type LoadOptions, openTarget, type PartName } from './opening.js';
import { documentsOf, writeCommand } from './raw-insert.js';
import { Backoff } from './retry.js';
import { joined, type Term } from './term.js';

/** How long the end waits for a server that may be gone, in milliseconds. */
const PARTING_MS = 500;

/** The step that a collection of the coordinator's is part of. */
const stepFor = (collection: CollectionName): string =>
  collection === 'inventory' ? 'inventory' : 'reference';

export class MongoSink implements Sink {
  readonly delivery: Delivery;
  readonly liveInventory = true;
  private readonly client: MongoClient;
  private readonly db: Db;
  private readonly writer: BatchWriter;
  private readonly ledger: LoadLedger;
  private resumed = false;
  /** In which terms the coordinator's own documents were acknowledged. */
  private readonly terms = new Map<string, Term>();
  /** Steps that may be lost, as there was an election between their documents and their row. */
  private readonly suspects = new Set<string>();
  private inventoryStood = false;
  /** The target is this load's own from now on. */
  opened = false;
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
    const connections = Math.min(COLLECTION_NAMES.length, target.maxConnections);
    this.client = makeClient({ ...target, connections }, ANSWER_MS);
    // The ledger is read and kept as it must be, whatever the connection string says.
    this.db = this.client.db(target.database, {
      readPreference: 'primary',
      readConcern: new ReadConcern('local'),
      writeConcern: { w: 'majority' },
    });
    this.writer = new BatchWriter(target, pace, this.client);
    this.ledger = new LoadLedger(this.db, hostsOf(target.uri));
  }

  /**
   * Makes the nine collections and the ledger, or finds those of the run to go on with.
   * @throws ZavaError where the target must not be used.
   */
  async open(): Promise<void> {
    // Whoever cannot be reached at all is not waited for.
    const { msg, setName } = await this.plainly(() => this.db.admin().command({ hello: 1 }));
    // The shards of a cluster keep books of their own, so there no later write proves an earlier one; a server alone
    // has no terms to tell by that it was gone for a while. Nor are they told by the driver's public interface.
    if (msg === 'isdbgrid' || setName === undefined || rawDriver === undefined) this.pace.demandMajority();
    this.resumed = await openTarget(this.db, this.ledger, this.identity, this.options, this.part, {
      where: hostsOf(this.target.uri),
      lost: () => this.takenOver(),
      steadily: (work) => this.steadily(work),
    });
    this.opened = true;
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

  /** @param term in which its documents were acknowledged; known here where the sink wrote them itself. */
  async finish(step: string, term: Term = this.terms.get(step)): Promise<void> {
    const noted = await this.steadily(() => this.ledger.add(step));
    if (this.pace.majority || term === undefined || noted === undefined || noted === term) return;
    // Another primary has the row than had the documents, and need not have got them all.
    this.suspects.add(step);
    await this.steadily(() => this.ledger.remove(step));
  }

  async settle(): Promise<readonly string[]> {
    const lost = [...new Set([...this.suspects, ...(await this.steadily(() => this.ledger.settle()))])];
    this.suspects.clear();
    for (const step of lost) this.terms.delete(step);
    return lost;
  }

  async write(collection: CollectionName, encoded: Encoded): Promise<void> {
    const step = stepFor(collection);
    // Rows that stand there may have moved since, and will be set to what they must be in the end.
    const stands = collection === 'inventory' && (this.resumed || this.inventoryStood);
    if (collection === 'inventory') this.inventoryStood = true;
    const term = stands
      ? await this.replace(collection, encoded)
      : await this.writer.write(collection, encoded.bytes);
    this.terms.set(step, joined([this.terms.get(step), term]));
  }

  private async replace(collection: CollectionName, { bytes }: Encoded): Promise<Term> {
    const updates = documentsOf(bytes).map((u) => ({ q: { _id: u._id }, u, upsert: true }));
    const { batchDocuments } = this.target;
    const terms: Term[] = [];
    for (let from = 0; from < updates.length; from += batchDocuments) {
      const batch = updates.slice(from, from + batchDocuments);
      const writeConcern = { w: 'majority' };
      terms.push(await this.command({ update: collection, updates: batch, ordered: false, writeConcern }));
    }
    return joined(terms);
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
    // They are documents, too, for whoever follows.
    await this.pace.admit(() => updates.length);
    const statements = updates.map(({ id, state }) => ({ q: { _id: id }, u: { $set: state } }));
    await this.command({ update: 'inventory', updates: statements, ordered: false, writeConcern });
  }

  /** A write that may be made twice. */
  private async command(command: { update: string } & Record<string, unknown>): Promise<Term> {
    return this.steadily(async () => {
      const { errors, term } = await writeCommand(this.db, command);
      if (errors.length === 0) return term;
      const [{ message, code }] = errors;
      throw new Refused(`The server refused updates of ${command.update}: ${message}.`, code);
    });
  }

  /** One createIndexes per collection, side by side, the largest collections first. */
  async buildIndexes(done: (collection: CollectionName) => void): Promise<void> {
    if (!this.options.indexes) return;
    await Promise.all(
      [...COLLECTION_NAMES].reverse().map(async (name) => {
        const indexes = this.options.keeping?.get(name)?.indexes ?? MODELS[name].indexes.map(indexSpec);
        if (indexes.length > 0) {
          const command = { createIndexes: name, indexes, writeConcern: { w: 'majority' } };
          // Without a limit of time: the answer comes when they are built.
          await this.steadily(() => this.db.command(command, { timeoutMS: 0 }));
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
    const parting = async () => {
      // Where the server is gone, the lease ends by itself.
      await this.ledger.release().catch(() => {});
      await this.client.close();
    };
    await briefly(parting(), PARTING_MS);
  }

  /** Does work that may be done twice, and does it again while the server is not well. */
  private async steadily<T>(work: () => Promise<T>): Promise<T> {
    const backoff = new Backoff(this.pace, this.target.retrySeconds);
    for (;;) {
      try {
        return await work();
      } catch (error) {
        if (this.failure !== undefined) throw this.failure;
        const reason = reasonOf(error, this.target.uri);
        if (!/transient|throttled/.test(classify(error))) throw reason;
        await backoff.next(reason);
      }
    }
  }

  private async plainly<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw reasonOf(error, this.target.uri);
    }
  }
}
