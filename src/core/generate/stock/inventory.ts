/** inventory documents: the rows of the stock ledger, with where the goods lie. */

import { productId } from '../../model/ids.js';
import type { Inventory } from '../../model/inventory.js';
import { type Stream, streamFor } from '../../random/stream.js';
import { uuidText, variantWord, versionWord } from '../../random/uuid.js';
import { momentOf, SECONDS_PER_DAY } from '../../settings/calendar.js';
import type { World } from '../../settings/settings.js';
import type { Assortment } from '../assortment.js';
import type { StockLedger } from './ledger.js';

const SHELVES = ['A', 'B', 'C', 'D', 'E', 'F'];
const BINS = 24;

/** A physical count lies at most so many days before the levels it stands beside. */
const COUNTED_WITHIN_DAYS = 90;

const NOTES = [
  'High demand item - check weekly',
  'Seasonal item - move to the front before the peak',
  'Fragile - keep on the lower shelves',
  'Overstock is in the back room',
  'Display sample is not for sale',
  'Damaged packaging is sold at the desk',
  'Recount after the next delivery',
];

/** What stays the same about a row, whatever its level. */
export interface InventoryRow {
  readonly cell: number;
  readonly id: string;
  readonly location: Inventory['location'];
  readonly notes: string | undefined;
  /** Where in the days before a count lies, from 0 to 1. */
  readonly counted: number;
}

/** A different aisle for each category, so that a worker finds like things together. */
function aisle(category: number, stream: Stream): string {
  return String(category * 3 + 1 + stream.below(3));
}

/** The rows of everything that is stocked, in order of cells. */
export function makeInventoryRows(world: World, assortment: Assortment): InventoryRow[] {
  const stream = streamFor(world.seed, 'inventory');
  const rows: InventoryRow[] = [];
  for (let cell = 0; cell < assortment.stocked.length; cell++) {
    const words = [
      stream.word(),
      versionWord(stream.word()),
      variantWord(stream.word()),
      stream.word(),
    ] as const;
    const location = {
      aisle: aisle(assortment.categoryOf[cell % assortment.products], stream),
      shelf: SHELVES[stream.below(SHELVES.length)],
      bin: String(1 + stream.below(BINS)),
    };
    const noted = stream.fraction() < world.stock.noted_share;
    const note = NOTES[stream.below(NOTES.length)];
    const counted = stream.fraction();
    if (assortment.stocked[cell] === 0) continue;
    rows.push({ cell, id: uuidText(...words), location, notes: noted ? note : undefined, counted });
  }
  return rows;
}

/** What changes about a row as stock moves: absolute values, so that writing them twice does no harm. */
export interface StockState {
  readonly stock_level: number;
  readonly last_updated: string;
  readonly last_counted: string;
}

/** The state of a row, by its `_id`. */
export interface StockUpdate {
  readonly id: string;
  readonly state: StockState;
}

/** The state of a row now. @param now seconds since 1970, the moment up to which the ledger has folded. */
export function stockState(world: World, ledger: StockLedger, row: InventoryRow, now: number): StockState {
  const start = world.firstDay * SECONDS_PER_DAY;
  const since = Math.min(COUNTED_WITHIN_DAYS * SECONDS_PER_DAY, now - start);
  return {
    stock_level: ledger.level[row.cell],
    last_updated: momentOf(ledger.moved[row.cell]),
    last_counted: momentOf(now - Math.floor(row.counted * since)),
  };
}

/** The documents of rows. @param thresholds by cell. @param stateOf what moves about a row. */
export function makeInventory(
  world: World,
  assortment: Assortment,
  rows: readonly InventoryRow[],
  thresholds: ArrayLike<number>,
  stateOf: (row: InventoryRow) => StockState,
): Inventory[] {
  const { stores, products } = world.catalog;
  return rows.map((row) => {
    const state = stateOf(row);
    return {
      _id: row.id,
      store_id: stores[Math.floor(row.cell / assortment.products)].store_id,
      product_id: productId(products[row.cell % assortment.products].sku),
      location: row.location,
      stock_level: state.stock_level,
      reorder_threshold: thresholds[row.cell],
      last_updated: state.last_updated,
      last_counted: state.last_counted,
      ...(row.notes === undefined ? {} : { notes: row.notes }),
      deleted: false,
    };
  });
}
