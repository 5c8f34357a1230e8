/** What the coordinator holds of a world while it runs: the plan, the stock, and the documents that are few. */
import { type Encoded, encodeDocuments } from '../encode/documents.js';
import { Assortment } from '../generate/assortment.js';
import type { Names } from '../generate/name-parts.js';
import { makeNames } from '../generate/names.js';
import {
  makeCategories,
  makeEmbeddings,
  makeProducts,
  makeProductTypes,
  makeStores,
} from '../generate/reference.js';
import { Months } from '../generate/sales.js';
import { type CollectionName, MODELS } from '../model/index.js';
import { makePlan, type Plan } from '../plan/plan.js';
import { Segments } from '../plan/segments.js';
import { SECONDS_PER_DAY } from '../settings/calendar.js';
import type { World } from '../settings/settings.js';
import type { StockUpdate } from '../sinks/sink.js';
import { marksFor, SliceSelection } from '../slices/selection.js';
import type { Slice } from '../slices/slice.js';
import { expectedDemand } from '../stock/demand.js';
import { type InventoryRow, makeInventory, makeInventoryRows, stockState } from '../stock/inventory.js';
import { StockLedger } from '../stock/ledger.js';

export class Preparation {
  /** When this began, by performance.now(). */
  readonly start = performance.now();
  readonly names: Names;
  readonly plan: Plan;
  readonly months: Months;
  readonly assortment: Assortment;
  readonly ledger: StockLedger;
  /** Those of the stores that are wanted. */
  readonly rows: readonly InventoryRow[];
  /** Whom the orders of the slice name, which the threads that make them write down here; undefined where not needed. */
  readonly marks: SharedArrayBuffer | undefined;
  /** 1 for each store that is wanted. */
  private readonly stores: Uint8Array | undefined;

  /** @throws SettingsError where the settings leave nobody to buy or nowhere to buy. */
  constructor(
    readonly world: World,
    /** The part of the world that is wanted; all of it unless given. Stock is that of the whole world all the same. */
    readonly slice?: Slice,
  ) {
    const segments = new Segments(world);
    this.names = makeNames(world.seed);
    this.plan = makePlan(world, segments);
    this.months = new Months(world);
    this.assortment = new Assortment(world);
    const demand = expectedDemand(world, this.plan, segments, this.assortment, this.months);
    this.ledger = new StockLedger(world, this.assortment, this.months, demand);
    this.marks = slice && marksFor(world, slice);
    this.stores = slice && new SliceSelection(world, slice, this.marks).stores;
    this.rows = makeInventoryRows(world, this.assortment).filter(({ cell }) =>
      this.isWanted(Math.floor(cell / this.assortment.products)),
    );
  }

  /** The collections that come from the catalog, encoded, in the order in which they are written. */
  *reference(): Generator<[CollectionName, Encoded]> {
    const { world } = this;
    const stores = makeStores(world).filter((_, store) => this.isWanted(store));
    yield ['stores', encodeDocuments(MODELS.stores, stores)];
    yield ['categories', encodeDocuments(MODELS.categories, makeCategories(world))];
    yield ['product_types', encodeDocuments(MODELS.product_types, makeProductTypes(world))];
    const products = makeProducts(world);
    yield ['products', encodeDocuments(MODELS.products, products)];
    yield ['product_embeddings', encodeDocuments(MODELS.product_embeddings, makeEmbeddings(world, products))];
  }

  /** How many stores are wanted. */
  get storeCount(): number {
    return this.world.catalog.stores.filter((_, store) => this.isWanted(store)).length;
  }

  private isWanted(store: number): boolean {
    return this.stores?.[store] !== 0;
  }

  /** The inventory as the ledger stands. */
  inventory(): Encoded {
    const { world, assortment, ledger, rows } = this;
    return encodeDocuments(MODELS.inventory, makeInventory(world, assortment, ledger, rows, this.now()));
  }

  /** What changes about the inventory, as the ledger stands. */
  stockUpdates(): StockUpdate[] {
    const now = this.now();
    return this.rows.map((row) => ({ id: row.id, state: stockState(this.world, this.ledger, row, now) }));
  }

  /** The last second that the ledger has folded, in seconds since 1970; the first one where it has folded none. */
  private now(): number {
    const { folded } = this.ledger;
    const { world, months } = this;
    if (folded === 0) return world.firstDay * SECONDS_PER_DAY;
    const nextDay = folded < months.count ? world.firstDay + months.firstDay[folded] : world.lastDay + 1;
    return nextDay * SECONDS_PER_DAY - 1;
  }
}
