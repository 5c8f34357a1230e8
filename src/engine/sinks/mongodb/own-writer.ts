/** A writer with a client of its own. */
import { makeClient } from '../../../mongodb/connect.js';
import { closeWithTimeout } from '../../../mongodb/presence.js';
import type { MongoTarget } from '../../../mongodb/target.js';
import type { LoadControl } from '../load-control.js';
import type { RateLimiter } from '../rate-limiter.js';
import { ANSWER_MS, BatchWriter } from './batch-writer.js';

export class OwnWriter extends BatchWriter {
  private readonly client;

  constructor(target: MongoTarget, control: LoadControl, limiter: RateLimiter | undefined) {
    const client = makeClient(target, ANSWER_MS);
    super(target, control, limiter, client);
    this.client = client;
  }

  /** Closes the connections, but does not wait for a server that has gone away. */
  async close(): Promise<void> {
    await closeWithTimeout(this.client.close());
  }
}
