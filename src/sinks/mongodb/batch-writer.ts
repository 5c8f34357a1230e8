/** A worker's own way to the database: one client, a small pool, batches in flight on each of its connections. */
import type { Db, MongoClient } from 'mongodb';
import { ZavaError } from '../../errors.js';
import { makeClient, plainError } from '../../mongodb/connect.js';
import { rawDriver } from '../../mongodb/raw-sequence.js';
import type { MongoTarget } from '../delivery.js';
import { batchesOf } from './batches.js';
import { FairShare } from './fair-share.js';
import { insertBson } from './raw-insert.js';

export class BatchWriter {
  private readonly db: Db;
  private readonly share: FairShare;

  /** @param client the connections to use; closing it is the part of whoever made it. */
  constructor(
    private readonly target: MongoTarget,
    client: MongoClient = makeClient(target),
  ) {
    this.db = client.db(target.database);
    this.share = new FairShare(target.connections);
  }

  /** Opens a connection ahead of the first batch. */
  async connect(): Promise<void> {
    await this.db.command({ ping: 1 });
  }

  /** Sends finished BSON in batches and resolves when the server has acknowledged all of it. */
  async write(collection: string, bytes: Uint8Array): Promise<void> {
    const { batchDocuments, batchBytes } = this.target;
    await Promise.all(
      [...batchesOf(bytes, batchDocuments, batchBytes)].map((batch) =>
        this.share.run(collection, () => this.send(collection, batch)),
      ),
    );
  }

  private async send(collection: string, batch: Uint8Array): Promise<void> {
    try {
      const { error } = await insertBson(this.db, collection, batch, rawDriver);
      if (error !== undefined)
        throw new ZavaError(`The server refused documents of ${collection}: ${error.message}.`);
    } catch (error) {
      throw plainError(error, this.target.uri);
    }
  }
}
