/** The inventory in a database: it stands with its opening stock before the orders, and moves with them. */
import type { Encoded } from '../../../core/encode/documents.js';
import type { StockUpdate } from '../../../core/generate/stock/inventory.js';
import { type ElectionTerm, joined } from '../../../mongodb/election-term.js';
import { documentsOf } from '../../../mongodb/wire/raw-insert.js';
import type { LiveInventory } from '../live-inventory.js';
import type { RateLimiter } from '../rate-limiter.js';
import type { RetryingCommands } from './retrying-commands.js';

export class MongoInventory implements LiveInventory {
  /** @param batch rows that one command updates at most. */
  constructor(
    private readonly commands: RetryingCommands,
    private readonly batch: number,
    private readonly limiter: RateLimiter | undefined,
  ) {}

  /**
   * Absolute values, unordered. The last ones wait for a majority, journalled; as a replica set applies writes in order,
   * that proves everything before them, which was acknowledged by one member. One batch after the other: side by side
   * they meet at the same pages, and took mongod 6.0.5 a quarter more work and no less time.
   */
  async update(updates: readonly StockUpdate[], last: boolean): Promise<void> {
    const writeConcern = { w: last ? ('majority' as const) : (1 as const) };
    const statements = updates.map(({ id, state }) => ({ q: { _id: id }, u: { $set: state } }));
    for (const batch of this.batches(statements)) await this.send(batch, writeConcern);
  }

  /** By a plain command and not bulkWrite: its retryable writes, which the server records, took 1.5 times as long. */
  private async send(statements: readonly object[], writeConcern: { w: 1 | 'majority' }): Promise<void> {
    // They are documents, too, for whoever follows.
    await this.limiter?.admit(statements.length);
    await this.commands.update('inventory', statements, writeConcern);
  }

  /** Sets whole rows, which may stand there already and may have moved since. */
  async replace({ bytes }: Encoded): Promise<ElectionTerm> {
    const updates = documentsOf(bytes).map((u) => ({ q: { _id: u._id }, u, upsert: true }));
    const terms: ElectionTerm[] = [];
    for (const batch of this.batches(updates)) {
      terms.push(await this.commands.update('inventory', batch, { w: 'majority' }));
    }
    return joined(terms);
  }

  private batches<T>(statements: readonly T[]): T[][] {
    const batches: T[][] = [];
    for (let from = 0; from < statements.length; from += this.batch) {
      batches.push(statements.slice(from, from + this.batch));
    }
    return batches;
  }
}
