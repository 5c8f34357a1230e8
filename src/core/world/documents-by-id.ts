/** The documents of a world by their ids, many at once: no others are made than are asked for. */
import { documentsIn } from '../encode/digest.js';
import type { Encoded } from '../encode/documents.js';
import type { InventoryRow, StockState } from '../generate/stock/inventory.js';
import { productId } from '../model/ids.js';
import type { CollectionName } from '../model/index.js';
import { CATALOG_COLLECTIONS } from '../model/made-by.js';
import type { World } from '../settings/settings.js';
import type { Slice } from '../settings/slice.js';
import { marksFor } from '../slices/selection.js';
import { idIn, keyOf } from './ids.js';
import { PreparedWorld } from './prepared-world.js';
import { Stock } from './stock.js';
import { Wanted } from './wanted.js';

/** What a row of the inventory was when the load ended, by store and product. */
export type Recorded = ReadonlyMap<string, StockState>;

/** A document by its `_id`, of whatever type, and what is known of it without looking. */
export interface Sought {
  readonly id: unknown;
  /** Of a line, the order that it most likely belongs to: it saves looking for it among all. */
  readonly order?: string | undefined;
  /** It is known to be none of the world. */
  readonly isNew?: true | undefined;
}

/** Some of them, by collection. */
export type SoughtIds = ReadonlyMap<CollectionName, readonly Sought[]>;

/** What is known by collection and id: the document, or that there is none. */
type Known = Map<string, Uint8Array | undefined>;

/** Documents that are kept for the next time: whoever writes them looks at them again. */
const KEPT = 20_000;

export class DocumentsById {
  private readonly prepared: PreparedWorld;
  private readonly marks: SharedArrayBuffer | undefined;
  private made: Wanted | undefined;
  private rows: ReadonlyMap<string, InventoryRow> | undefined;
  private stock: { readonly stock: Stock; readonly recorded: Recorded | undefined } | undefined;
  /** True where it is known whom the orders of a slice name. */
  private marked = false;
  private readonly known = new Map<CollectionName, Known>();
  private kept = 0;

  /**
   * @param collections those that count; of the others there are no documents.
   * @param recorded gives the states of the inventory, when its documents are asked for; without them all orders are drawn.
   * @throws SettingsError where the settings leave nobody to buy or nowhere to buy.
   */
  constructor(
    world: World,
    slice: Slice | undefined,
    private readonly collections: readonly CollectionName[],
    private readonly recorded?: () => Recorded | undefined,
  ) {
    this.prepared = new PreparedWorld(world, slice);
    this.marks = slice && marksFor(world, slice);
  }

  /** The order_ids of lines, for those who look for many: one pass over all orders. What is no line of the world is left out. */
  ordersOf(lineIds: Iterable<string>): Map<string, string> {
    return this.wanted.ordersOf(lineIds);
  }

  /** Makes those that the world has of these, to be asked for by `documentOf`. What was made before may be forgotten. */
  make(ids: SoughtIds): void {
    if (this.kept > KEPT) this.forget();
    const unknown = new Map<CollectionName, readonly Sought[]>();
    for (const [collection, sought] of ids) {
      const known = this.knownOf(collection);
      const filled = this.collections.includes(collection);
      const left = sought.filter(({ id, isNew }) => {
        const key = keyOf(id);
        // What is not made in the end is none of the world.
        if (!known.has(key)) known.set(key, undefined);
        else return false;
        return filled && isNew !== true;
      });
      this.kept += sought.length;
      unknown.set(collection, left);
    }
    for (const name of CATALOG_COLLECTIONS) {
      if (unknown.get(name)?.length) this.take(name, this.prepared.catalogOf(name));
    }
    this.makeInventory(unknown.get('inventory') ?? []);
    this.makeCustomers(unknown.get('customers') ?? []);
    this.makeOrders(unknown.get('orders') ?? [], unknown.get('order_items') ?? []);
  }

  /** One of those that were made last, finished BSON; undefined where the world has none. */
  documentOf(collection: CollectionName, id: unknown): Uint8Array | undefined {
    return this.knownOf(collection).get(keyOf(id));
  }

  private forget(): void {
    this.known.clear();
    this.kept = 0;
  }

  private knownOf(collection: CollectionName): Known {
    let known = this.known.get(collection);
    if (known === undefined) {
      known = new Map();
      this.known.set(collection, known);
    }
    return known;
  }

  /** Keeps those that were asked for. */
  private take(collection: CollectionName, { bytes }: Encoded): void {
    const known = this.knownOf(collection);
    for (const document of documentsIn(bytes)) {
      const key = keyOf(idIn(document));
      if (known.has(key)) known.set(key, document);
    }
  }

  private get wanted(): Wanted {
    this.made ??= new Wanted(this.prepared, this.marks);
    return this.made;
  }

  private makeCustomers(ids: readonly Sought[]): void {
    if (ids.length === 0) return;
    if (this.marks !== undefined && !this.marked) this.wanted.ordersOf([]);
    this.marked = true;
    for (const { id } of ids) {
      const { id: bytes, _bsontype } = (id ?? {}) as { id?: Uint8Array; _bsontype?: string };
      if (_bsontype !== 'ObjectId' || bytes === undefined) continue;
      // The last word of the ObjectId is the customer's number.
      this.take('customers', this.wanted.customer(Buffer.from(bytes).readUInt32BE(8)));
    }
  }

  private makeOrders(orders: readonly Sought[], lines: readonly Sought[]): void {
    const numbers = new Set<number>();
    const want = (orderId: unknown) => {
      const number = typeof orderId === 'string' ? this.wanted.numberOf(orderId) : undefined;
      if (number !== undefined) numbers.add(number);
    };
    for (const { id } of orders) want(id);
    for (const { order } of lines) if (order !== undefined) want(order);
    this.takeOrders(numbers, textsOf(lines.filter(({ order }) => order === undefined)));
    // What was known may be wrong: somebody may have given a line another order before it is looked at.
    const known = this.knownOf('order_items');
    const misled = lines.filter(({ id, order }) => order !== undefined && known.get(keyOf(id)) === undefined);
    this.takeOrders(new Set(), textsOf(misled));
  }

  /** @param lines whose orders are not known. */
  private takeOrders(numbers: ReadonlySet<number>, lines: readonly string[]): void {
    if (numbers.size === 0 && lines.length === 0) return;
    for (const made of this.wanted.make(numbers, lines)) {
      this.take('orders', made.orders);
      this.take('order_items', made.lines);
    }
  }

  private makeInventory(ids: readonly Sought[]): void {
    if (ids.length === 0) return;
    this.rows ??= new Map(this.prepared.rows.map((row) => [row.id, row]));
    const { rows } = this;
    const wanted = ids.flatMap(({ id }) => (typeof id === 'string' ? (rows.get(id) ?? []) : []));
    const { world, assortment } = this.prepared;
    const { stores, products } = world.catalog;
    if (this.stock === undefined) {
      this.stock = { stock: new Stock(this.prepared), recorded: this.recorded?.() };
      if (this.stock.recorded === undefined) this.stock.stock.sellAll(this.prepared.maker(this.marks));
    }
    const { stock, recorded } = this.stock;
    if (recorded === undefined) {
      this.take('inventory', stock.inventory());
      return;
    }
    const stateOf = ({ cell }: InventoryRow): StockState => {
      const store = stores[Math.floor(cell / assortment.products)]?.store_id ?? '';
      const state = recorded.get(cellOf(store, productId(products[cell % assortment.products]?.sku ?? '')));
      if (state === undefined) throw new TypeError('the inventory has a row that the record lacks');
      return state;
    };
    this.take('inventory', stock.inventoryOf(stateOf, wanted));
  }
}

/** A row of the inventory in words. */
export const cellOf = (store: string, product: string): string => `${store} ${product}`;

/** Ids that are strings: no line of a world has any other. */
const textsOf = (ids: readonly Sought[]): string[] =>
  ids.flatMap(({ id }) => (typeof id === 'string' ? [id] : []));
