/** Commands of the coordinator that may be done twice: they are tried again while the server is not well. */
import type { Db } from 'mongodb';
import type { ElectionTerm } from '../../../mongodb/election-term.js';
import { classify, Refused, reasonOf } from '../../../mongodb/failures.js';
import type { MongoTarget } from '../../../mongodb/target.js';
import { writeCommand } from '../../../mongodb/wire/raw-insert.js';
import type { LoadControl } from '../load-control.js';
import { Backoff } from './backoff.js';

export class RetryingCommands {
  /** Why nothing more may be done, where that is not the fault of a command. */
  failure: Error | undefined;

  constructor(
    private readonly db: Db,
    private readonly target: MongoTarget,
    private readonly control: LoadControl,
  ) {}

  /** @throws the plain reason why it was given up; Stopped where the load is to stop. */
  async withRetry<T>(work: () => Promise<T>): Promise<T> {
    const backoff = new Backoff(this.control, this.target.retrySeconds);
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

  /** An update command. @returns the term in which it was acknowledged. */
  async update(
    collection: string,
    updates: readonly object[],
    writeConcern: { readonly w: 1 | 'majority' },
  ): Promise<ElectionTerm> {
    this.control.throwIfStopping();
    return this.withRetry(async () => {
      const command = { update: collection, updates, ordered: false, writeConcern };
      const { errors, term } = await writeCommand(this.db, command);
      const [error] = errors;
      if (error === undefined) return term;
      throw new Refused(`The server refused updates of ${collection}: ${error.message}.`, error.code);
    });
  }
}
