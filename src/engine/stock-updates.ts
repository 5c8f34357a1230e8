/** The stock while orders arrive: folded month by month, and brought up to date in a sink with a live inventory. */
import type { Stock, StockMark } from '../core/world/stock.js';
import type { Piece } from './piece.js';
import type { LiveInventory } from './sinks/live-inventory.js';

export class StockUpdates {
  /** The update that is under way, if any; the first thing to wait for is that the inventory stands at all. */
  private updated: Promise<void> = Promise.resolve();
  /** Orders have been delivered by this run, so that levels move on. */
  private moves = false;
  /** As the sink was told last; at first the opening stock, of which every row is told that has moved since. */
  private told: StockMark | undefined;

  /** @param every so many calendar months the levels in the sink are brought up to date; each year unless given. */
  constructor(
    private readonly stock: Stock | undefined,
    private readonly inventory: LiveInventory | undefined,
    private readonly every = 12,
  ) {
    this.told = stock?.mark();
  }

  /** @param stands resolves when the inventory stands with its opening stock. */
  begin(stands: Promise<void>): void {
    this.updated = stands;
  }

  /**
   * Takes what a shard of orders sold, in order of time. Everything before its first month has come then, so those
   * months are complete. What an earlier run did is only added up again: levels in a database never go back in time.
   */
  async take({ sales, alreadyDelivered }: Piece): Promise<void> {
    if (this.stock === undefined || sales === undefined) return;
    this.moves ||= !alreadyDelivered;
    await this.foldUntil(this.stock, sales.fromMonth);
    this.stock.add(sales);
  }

  /** All orders have come. Resolves when no update is under way. */
  async end(): Promise<void> {
    if (this.stock !== undefined) await this.foldUntil(this.stock, this.stock.prepared.months.count);
    await this.updated;
  }

  /** Sets the final levels. */
  async settle(): Promise<void> {
    if (this.stock !== undefined) await this.inventory?.update(this.stock.updates(), true);
  }

  /** One update after the other, while the next shards are on their way. */
  private async foldUntil(stock: Stock, month: number): Promise<void> {
    while (stock.foldNext(month)) {
      if (!stock.isEndOf(this.every) || this.inventory === undefined || !this.moves) continue;
      await this.updated;
      // When a row was counted, the last levels tell.
      const moved = stock.updates(this.told);
      this.told = stock.mark();
      this.updated = this.inventory.update(moved, false);
      // A failure is met by whoever awaits the next update or the end.
      this.updated.catch(() => {});
    }
  }
}
