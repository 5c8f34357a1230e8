/** An inventory that stands in the target with its opening stock before the orders and moves with them. */
import type { StockUpdate } from '../../core/generate/stock/inventory.js';

export interface LiveInventory {
  /**
   * Sets rows to absolute values: doing it twice does no harm.
   * @param last true for the final levels of a run, which prove everything that was written before them.
   */
  update(updates: readonly StockUpdate[], last: boolean): Promise<void>;
}
