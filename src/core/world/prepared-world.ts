/** A world ready to be made, or a slice of it: what everyone asks who makes documents. Nothing about it changes. */
import { type Encoded, encodeDocuments } from '../encode/documents.js';
import type { ShardMaker } from '../encode/shard-maker.js';
import type { Assortment } from '../generate/assortment.js';
import type { Names } from '../generate/name-parts.js';
import { makeNames } from '../generate/names.js';
import { CATALOG } from '../generate/reference.js';
import type { Months } from '../generate/sales.js';
import { type InventoryRow, makeInventoryRows } from '../generate/stock/inventory.js';
import { partsOf, type WorldParts } from '../generate/world-parts.js';
import { type CollectionName, MODELS } from '../model/index.js';
import { CATALOG_COLLECTIONS, type CatalogCollection, type ShardKind } from '../model/made-by.js';
import type { Plan } from '../plan/plan.js';
import type { Segments } from '../plan/segments.js';
import { allShardsOf, type PlannedShard, shardCountOf, shardsOf } from '../plan/shards.js';
import type { World } from '../settings/settings.js';
import type { Slice } from '../settings/slice.js';
import { expectedCounts } from '../slices/expected.js';
import { SliceSelection } from '../slices/selection.js';
import { makerOf } from './maker.js';

export class PreparedWorld {
  readonly names: Names;
  readonly parts: WorldParts;
  readonly segments: Segments;
  readonly plan: Plan;
  readonly months: Months;
  readonly assortment: Assortment;
  /** The rows of the inventory: those of the stores that are wanted. */
  readonly rows: readonly InventoryRow[];
  /** 1 for each store whose stock is wanted; undefined where that of all is. The stores themselves are always there. */
  private readonly stores: Uint8Array | undefined;

  /** @throws SettingsError where the settings leave nobody to buy or nowhere to buy. */
  constructor(
    readonly world: World,
    /** The part of the world that is wanted; all of it unless given. Stock is that of the whole world all the same. */
    readonly slice?: Slice,
  ) {
    this.names = makeNames(world.seed);
    this.parts = partsOf(world);
    ({
      segments: this.segments,
      plan: this.plan,
      months: this.months,
      assortment: this.assortment,
    } = this.parts);
    this.stores = slice && new SliceSelection(world, slice, undefined).stores;
    this.rows = makeInventoryRows(world, this.assortment).filter(({ cell }) =>
      this.isWanted(Math.floor(cell / this.assortment.products)),
    );
  }

  /** All shards, customers first, then orders in order of time; or those of one kind. */
  shards(): Generator<PlannedShard>;
  shards<K extends ShardKind>(kind: K): Generator<PlannedShard<K>>;
  shards(kind?: ShardKind): Generator<PlannedShard> {
    const { world, plan } = this;
    return kind === undefined ? allShardsOf(world, plan) : shardsOf(kind, world, plan);
  }

  shardCount(kind: ShardKind): number {
    return shardCountOf(kind, this.plan);
  }

  /** What makes the shards' documents; see `makerOf`. */
  maker(marks?: SharedArrayBuffer): ShardMaker {
    return makerOf(this, marks);
  }

  /** The collections that come from the catalog, in the order of the model; each is made when it is asked for. */
  *catalog(): Generator<[CatalogCollection, Encoded]> {
    for (const name of CATALOG_COLLECTIONS) yield [name, this.catalogOf(name)];
  }

  /** One of them. */
  catalogOf(name: CatalogCollection): Encoded {
    return encodeDocuments(MODELS[name], CATALOG[name](this.world), this.countOf(name));
  }

  /**
   * How many documents a collection has, without making any. Of a slice, those of customers and orders are estimates. How
   * many lines there are is known only when all orders are drawn.
   */
  countOf(name: Exclude<CollectionName, 'order_items'>): number {
    const { catalog } = this.world;
    switch (name) {
      case 'stores':
        return catalog.stores.length;
      case 'categories':
        return catalog.categories.length;
      case 'product_types':
        return catalog.productTypes.length;
      case 'products':
      case 'product_embeddings':
        return catalog.products.length;
      case 'inventory':
        return this.rows.length;
      case 'customers':
      case 'orders':
        return (this.slice === undefined ? this.world : expectedCounts(this.world, this.plan, this.slice))[
          name
        ];
    }
  }

  private isWanted(store: number): boolean {
    return this.stores?.[store] !== 0;
  }
}
