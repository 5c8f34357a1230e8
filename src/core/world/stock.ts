/** The stock of a prepared world while its orders are made: what a run changes, while the world stays what it is. */
import { type Encoded, encodeDocuments } from '../encode/documents.js';
import type { ShardMaker } from '../encode/shard-maker.js';
import type { Sales } from '../generate/sales.js';
import { expectedDemand } from '../generate/stock/demand.js';
import {
  type InventoryRow,
  makeInventory,
  type StockState,
  type StockUpdate,
  stockState,
} from '../generate/stock/inventory.js';
import { StockLedger } from '../generate/stock/ledger.js';
import { MODELS } from '../model/index.js';
import { SECONDS_PER_DAY } from '../settings/calendar.js';
import type { PreparedWorld } from './prepared-world.js';

/** How the stock stood at some moment, by cell. */
export type StockMark = Pick<StockLedger, 'level' | 'moved'>;

/** Begins with the opening stock; shards of orders are added in order of time, each once. */
export class Stock {
  readonly ledger: StockLedger;

  constructor(readonly prepared: PreparedWorld) {
    const { world, plan, segments, assortment, months } = prepared;
    const demand = expectedDemand(world, plan, segments, assortment, months);
    this.ledger = new StockLedger(world, assortment, months, demand);
  }

  /** Takes in what a shard sold, after folding the months before it: as shards come in order, those are complete. */
  add(sales: Sales): void {
    this.ledger.fold(sales.fromMonth);
    this.ledger.add(sales);
  }

  /** All orders have been added: folds the months that are left. */
  finish(): void {
    this.ledger.fold(this.prepared.months.count);
  }

  /**
   * Folds one month, for whoever looks at the stock in between.
   * @returns false where every month before `month` is folded.
   */
  foldNext(month: number): boolean {
    const { ledger } = this;
    if (ledger.folded >= month) return false;
    ledger.fold(ledger.folded + 1);
    return true;
  }

  /** True where the folded months end a run of so many calendar months, such as 12 for a year, and others follow. */
  isEndOf(calendarMonths: number): boolean {
    const { folded } = this.ledger;
    const { count, calendar } = this.prepared.months;
    const [firstMonth = 0] = calendar;
    return folded < count && (firstMonth + folded) % calendarMonths === 0;
  }

  /**
   * Draws all orders, without making documents of them, and folds what they sold.
   * @param maker of this thread. @returns how many orders are wanted, and how many lines they have.
   */
  sellAll(maker: ShardMaker): { readonly orders: number; readonly lines: number } {
    const counts = { orders: 0, lines: 0 };
    for (const { shard } of this.prepared.shards('orders')) {
      this.add(maker.drawOrders(shard));
      counts.orders += maker.columns.orders;
      counts.lines += maker.columns.lines;
    }
    this.finish();
    return counts;
  }

  /** The inventory as it stands. */
  inventory(): Encoded {
    const now = this.now();
    return this.inventoryOf((row) => stockState(this.prepared.world, this.ledger, row, now));
  }

  /** Rows of the inventory in states that are known, such as by the record of a load: then no order need be sold for it. */
  inventoryOf(stateOf: (row: InventoryRow) => StockState, rows = this.prepared.rows): Encoded {
    const { world, assortment } = this.prepared;
    const documents = makeInventory(world, assortment, rows, this.ledger.threshold, stateOf);
    return encodeDocuments(MODELS.inventory, documents, rows.length);
  }

  /** How it stands now, to be compared with later. */
  mark(): StockMark {
    return { level: this.ledger.level.slice(), moved: this.ledger.moved.slice() };
  }

  /** What changes about the inventory, as it stands: absolute values. @param since only rows that moved since then. */
  updates(since?: StockMark): StockUpdate[] {
    const { prepared, ledger } = this;
    const now = this.now();
    const rows =
      since === undefined
        ? prepared.rows
        : prepared.rows.filter(
            ({ cell }) =>
              ledger.level[cell] !== since.level[cell] || ledger.moved[cell] !== since.moved[cell],
          );
    return rows.map((row) => ({ id: row.id, state: stockState(prepared.world, ledger, row, now) }));
  }

  /** The last second that is folded, in seconds since 1970; the first one where nothing is. */
  private now(): number {
    const { folded } = this.ledger;
    const { world, months } = this.prepared;
    if (folded === 0) return world.firstDay * SECONDS_PER_DAY;
    // Undefined where all are folded.
    const next = months.firstDay[folded];
    const nextDay = next === undefined ? world.lastDay + 1 : world.firstDay + next;
    return nextDay * SECONDS_PER_DAY - 1;
  }
}
