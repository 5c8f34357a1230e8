/** A MongoDB database: the coordinator's half. Shards are sent by the workers; see batch-writer.ts. */
import type { Db, MongoClient } from 'mongodb';
import type { Encoded } from '../../encode/documents.js';
import { ZavaError } from '../../errors.js';
import { COLLECTION_NAMES, type CollectionName, MODELS } from '../../model/index.js';
import { hostsOf, makeClient, plainError } from '../../mongodb/connect.js';
import { collectionOptions, indexSpec } from '../../mongodb/index-specs.js';
import type { Delivery, MongoTarget } from '../delivery.js';
import type { Sink, StockUpdate } from '../sink.js';
import { BatchWriter } from './batch-writer.js';
import { writeCommand } from './raw-insert.js';

/** How a load treats what is there and what comes after the documents. */
export interface LoadOptions {
  /** Drop those of the nine collections that are there; without it they are a reason to refuse. */
  readonly drop: boolean;
  /** Build the secondary indexes after the documents. */
  readonly indexes: boolean;
}

export class MongoSink implements Sink {
  readonly delivery: Delivery;
  readonly liveInventory = true;
  private readonly client: MongoClient;
  private readonly db: Db;
  private readonly writer: BatchWriter;

  constructor(
    private readonly target: MongoTarget,
    private readonly options: LoadOptions,
  ) {
    this.delivery = { kind: 'mongodb', ...target };
    this.client = makeClient({ ...target, connections: COLLECTION_NAMES.length });
    this.db = this.client.db(target.database);
    this.writer = new BatchWriter(target, this.client);
  }

  /** Those of the nine collections that the database holds. */
  async existing(): Promise<CollectionName[]> {
    return this.plainly(async () => {
      const found = await this.db.listCollections({}, { nameOnly: true }).toArray();
      const names = new Set(found.map((collection) => collection.name));
      return COLLECTION_NAMES.filter((name) => names.has(name));
    });
  }

  /** @throws ZavaError where one of the nine collections is there and may not be dropped. */
  async open(): Promise<void> {
    const existing = await this.existing();
    if (existing.length > 0 && !this.options.drop) {
      throw new ZavaError(
        `The database ${this.target.database} at ${hostsOf(this.target.uri)} already holds ${existing.join(', ')}; use --drop to replace them, or another --database.`,
      );
    }
    await this.plainly(async () => {
      await Promise.all(existing.map((name) => this.db.dropCollection(name)));
      await Promise.all(
        COLLECTION_NAMES.map((name) => this.db.createCollection(name, collectionOptions(MODELS[name]))),
      );
    });
  }

  async write(collection: CollectionName, { bytes }: Encoded): Promise<void> {
    await this.writer.write(collection, bytes);
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
    const command = { update: 'inventory', updates: statements, ordered: false, writeConcern };
    const { error } = await this.plainly(() => writeCommand(this.db, command));
    if (error !== undefined)
      throw new ZavaError(`The server refused updates of inventory: ${error.message}.`);
  }

  /** One createIndexes per collection, side by side, the largest collections first. */
  async buildIndexes(done: (collection: CollectionName) => void): Promise<void> {
    if (!this.options.indexes) return;
    await this.plainly(() =>
      Promise.all(
        [...COLLECTION_NAMES].reverse().map(async (name) => {
          const indexes = MODELS[name].indexes.map(indexSpec);
          if (indexes.length > 0) await this.db.command({ createIndexes: name, indexes });
          done(name);
        }),
      ),
    );
  }

  async close(): Promise<void> {
    await this.client.close();
  }

  private async plainly<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw plainError(error, this.target.uri);
    }
  }
}
