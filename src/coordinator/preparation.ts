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
  readonly rows: readonly InventoryRow[];

  /** @throws SettingsError where the settings leave nobody to buy or nowhere to buy. */
  constructor(readonly world: World) {
    const segments = new Segments(world);
    this.names = makeNames(world.seed);
    this.plan = makePlan(world, segments);
    this.months = new Months(world);
    this.assortment = new Assortment(world);
    const demand = expectedDemand(world, this.plan, segments, this.assortment, this.months);
    this.ledger = new StockLedger(world, this.assortment, this.months, demand);
    this.rows = makeInventoryRows(world, this.assortment);
  }

  /** The collections that come from the catalog, encoded, in the order in which they are written. */
  *reference(): Generator<[CollectionName, Encoded]> {
    const { world } = this;
    yield ['stores', encodeDocuments(MODELS.stores, makeStores(world))];
    yield ['categories', encodeDocuments(MODELS.categories, makeCategories(world))];
    yield ['product_types', encodeDocuments(MODELS.product_types, makeProductTypes(world))];
    const products = makeProducts(world);
    yield ['products', encodeDocuments(MODELS.products, products)];
    yield ['product_embeddings', encodeDocuments(MODELS.product_embeddings, makeEmbeddings(world, products))];
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
