/**
 * The stock of every cell (store and product) through the period, month by month in order of time.
 *
 * Goods are received at the first moment of a month: where stock has run down to the reorder threshold it is filled
 * up, and where a month sells more than was there, so much more is received (a shop orders ahead of a rush). Within a
 * month stock only falls, so a level that is not negative at its end was not negative at any moment:
 *   opening + received - sold = level >= 0.
 *
 * A share of the cells runs short: their supplier sends what a month sells and no more, from an opening at or below the
 * threshold. So there is something to reorder in a world of any size, also where hardly anything is sold.
 */

import { MONTHS } from '../../model/categories.js';
import { streamFor } from '../../random/stream.js';
import { SECONDS_PER_DAY } from '../../settings/calendar.js';
import type { World } from '../../settings/settings.js';
import type { Assortment } from '../assortment.js';
import type { Months, Sales } from '../sales.js';

/** Goods received: `units` of a cell at the first moment of a month. */
export interface Receipt {
  readonly month: number;
  readonly cell: number;
  readonly units: number;
}

/** What a run holds of the months that it has not folded yet. */
interface OpenMonth {
  readonly units: Uint32Array;
  readonly last: Uint32Array;
}

export class StockLedger {
  /** By cell, in units. Cells that a store does not stock stay 0. */
  readonly opening: Uint32Array;
  readonly threshold: Uint32Array;
  readonly received: Float64Array;
  readonly sold: Float64Array;
  readonly level: Uint32Array;
  /** The last sale or receipt by cell, in seconds since 1970. */
  readonly moved: Uint32Array;
  readonly receipts: Receipt[] = [];
  /** Months folded so far. */
  folded = 0;
  /** 1 for cells that run short. */
  readonly short: Uint8Array;
  private readonly fillTo: Uint32Array;
  private readonly open = new Map<number, OpenMonth>();

  constructor(
    private readonly world: World,
    private readonly assortment: Assortment,
    private readonly months: Months,
    demand: Float64Array,
  ) {
    const cells = assortment.stores * assortment.products;
    const { stores } = world.catalog;
    const { opening, lead_time_days, minimum_threshold, cover_days, short_share } = world.stock;
    this.opening = new Uint32Array(cells);
    this.threshold = new Uint32Array(cells);
    this.short = new Uint8Array(cells);
    this.fillTo = new Uint32Array(cells);
    this.received = new Float64Array(cells);
    this.sold = new Float64Array(cells);
    this.moved = new Uint32Array(cells).fill(world.firstDay * SECONDS_PER_DAY);
    const meanWeight = stores.reduce((sum, store) => sum + store.customer_weight, 0) / stores.length;
    const stream = streamFor(world.seed, 'stock');
    const ofShort = streamFor(world.seed, 'stock', 'short');
    for (let cell = 0; cell < cells; cell++) {
      // Drawn for every cell, stocked or not, so that a change of one assortment leaves the others alone.
      const units = opening[0] + stream.fraction() * (opening[1] - opening[0]);
      const short = ofShort.fraction() < short_share;
      const left = ofShort.fraction();
      if (assortment.stocked[cell] === 0) continue;
      const store = stores[Math.floor(cell / assortment.products)];
      const season = assortment.multiplier(cell % assortment.products, MONTHS[months.calendar[0]]);
      this.opening[cell] = Math.max(1, Math.round((units * store.customer_weight * season) / meanWeight));
      this.threshold[cell] = Math.max(minimum_threshold, Math.ceil(demand[cell] * lead_time_days));
      if (short) {
        this.short[cell] = 1;
        this.opening[cell] = Math.floor(left * (this.threshold[cell] + 1));
      }
      const cover = this.threshold[cell] + Math.max(1, Math.ceil(demand[cell] * cover_days));
      this.fillTo[cell] = Math.max(this.opening[cell], cover);
    }
    this.level = this.opening.slice();
  }

  /** Takes in what a shard sold. Shards may come in any order; `fold` must wait until a month is complete. */
  add(sales: Sales): void {
    const cells = this.level.length;
    for (let i = 0; i < sales.months; i++) {
      const month = sales.fromMonth + i;
      let open = this.open.get(month);
      if (open === undefined) {
        open = { units: new Uint32Array(cells), last: new Uint32Array(cells) };
        this.open.set(month, open);
      }
      const { units, last } = open;
      for (let cell = 0, at = i * cells; cell < cells; cell++, at++) {
        if (sales.units[at] === 0) continue;
        units[cell] += sales.units[at];
        if (sales.last[at] > last[cell]) last[cell] = sales.last[at];
      }
    }
  }

  /** Folds every month before `month`: no sale of those is to come any more. */
  fold(month: number): void {
    for (; this.folded < month; this.folded++) this.foldMonth(this.folded);
  }

  private foldMonth(month: number): void {
    const { level, received, threshold, short, fillTo, sold, moved } = this;
    const { stocked } = this.assortment;
    const open = this.open.get(month);
    this.open.delete(month);
    const lot = this.world.stock.lot_size;
    const start = (this.world.firstDay + this.months.firstDay[month]) * SECONDS_PER_DAY;
    for (let cell = 0; cell < level.length; cell++) {
      if (stocked[cell] === 0) continue;
      const units = open?.units[cell] ?? 0;
      const refilled = month > 0 && short[cell] === 0 && level[cell] <= threshold[cell];
      let needed = refilled ? fillTo[cell] - level[cell] : 0;
      if (level[cell] + needed < units) needed = units - level[cell];
      if (needed > 0) {
        const arriving = Math.ceil(needed / lot) * lot;
        this.receipts.push({ month, cell, units: arriving });
        received[cell] += arriving;
        level[cell] += arriving;
        moved[cell] = start;
      }
      level[cell] -= units;
      sold[cell] += units;
      if (open !== undefined && open.last[cell] > 0) moved[cell] = open.last[cell];
    }
  }
}
