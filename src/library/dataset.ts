/** A dataset as other people's code sees it: nine collections, single documents, and nothing made before it is asked for. */
import type { Category } from '../core/model/categories.js';
import type { Customer } from '../core/model/customers.js';
import { COLLECTION_NAMES, type CollectionName } from '../core/model/index.js';
import type { Inventory } from '../core/model/inventory.js';
import type { OrderItem } from '../core/model/order-items.js';
import type { Order } from '../core/model/orders.js';
import type { ProductEmbedding } from '../core/model/product-embeddings.js';
import type { ProductType } from '../core/model/product-types.js';
import type { Product } from '../core/model/products.js';
import type { Store } from '../core/model/stores.js';
import { check, oneOf } from '../core/options/kinds.js';
import type { Settings } from '../core/settings/settings.js';
import { type DatasetCollection, type Engines, makeCollection } from './collection.js';
import type { Engine } from './engine.js';
import { checkOptions, type DatasetOptions } from './options.js';
import { type DatasetRecord, type DatasetVersion, RECORD, VERSION } from './record.js';

/** The type of the documents of each collection. */
export interface DocumentTypes {
  readonly stores: Store;
  readonly categories: Category;
  readonly product_types: ProductType;
  readonly products: Product;
  readonly product_embeddings: ProductEmbedding;
  readonly customers: Customer;
  readonly inventory: Inventory;
  readonly orders: Order;
  readonly order_items: OrderItem;
}

export interface Dataset {
  readonly stores: DatasetCollection<Store>;
  readonly categories: DatasetCollection<Category>;
  readonly productTypes: DatasetCollection<ProductType>;
  readonly products: DatasetCollection<Product>;
  readonly productEmbeddings: DatasetCollection<ProductEmbedding>;
  readonly customers: DatasetCollection<Customer>;
  readonly inventory: DatasetCollection<Inventory>;
  readonly orders: DatasetCollection<Order>;
  readonly orderItems: DatasetCollection<OrderItem>;
  /**
   * One of the nine by its name in a database.
   * @throws SettingsError where there is none of that name.
   */
  collection<N extends CollectionName>(name: N): DatasetCollection<DocumentTypes[N]>;

  /** An order by its order_id, without making the others; undefined where there is none. */
  order(orderId: string): Promise<Order | undefined>;
  /** The lines of an order, in the order of a dump; undefined where there is no such order. */
  linesOf(orderId: string): Promise<OrderItem[] | undefined>;
  /** A customer by number, from 0 in order of registration in the whole dataset, or by customer_id. */
  customer(numberOrId: number | string): Promise<Customer | undefined>;
  /** A product by product_id or SKU. */
  product(idOrSku: string): Promise<Product | undefined>;
  /** A product type by type_id. */
  productType(typeId: string): Promise<ProductType | undefined>;
  /** A category by category_id. */
  category(categoryId: string): Promise<Category | undefined>;
  /** A store by store_id. */
  store(storeId: string): Promise<Store | undefined>;

  /**
   * Reads configuration and catalog, which any other call does as well: afterwards collections may be iterated without
   * `await`.
   * @throws SettingsError where the configuration is not valid.
   */
  ready(): Promise<Dataset>;
  /** Everything that decides the documents, frozen. */
  settings(): Promise<Settings>;
}

/**
 * A reproducible dataset: the same options and format version give the same documents, everywhere. Returns at once;
 * what makes documents is loaded when it is first needed, no environment variable counts unless it is handed over, and
 * worker threads run only while a large collection is iterated.
 * @throws SettingsError with one sentence that names the option, its value and what is allowed.
 */
export function createDataset(options: DatasetOptions = {}): Dataset {
  checkOptions(options);
  const engines = enginesOf(copyOf(options));
  const collections = Object.fromEntries(
    COLLECTION_NAMES.map((name) => [name, makeCollection(name, engines)]),
  ) as { readonly [N in CollectionName]: DatasetCollection<DocumentTypes[N]> };
  const lookup = async () => (await engines.load()).lookup;
  const dataset: Dataset = {
    stores: collections.stores,
    categories: collections.categories,
    productTypes: collections.product_types,
    products: collections.products,
    productEmbeddings: collections.product_embeddings,
    customers: collections.customers,
    inventory: collections.inventory,
    orders: collections.orders,
    orderItems: collections.order_items,
    collection<N extends CollectionName>(name: N) {
      check('name', name, oneOf(COLLECTION_NAMES));
      return collections[name];
    },
    order: async (id) => (await lookup()).order(id),
    linesOf: async (id) => (await lookup()).linesOf(id),
    async customer(which) {
      const engine = await engines.load();
      await engine.customersKnown();
      return engine.lookup.customer(which);
    },
    product: async (id) => (await lookup()).product(id),
    productType: async (id) => (await lookup()).productType(id),
    category: async (id) => (await lookup()).category(id),
    store: async (id) => (await lookup()).store(id),
    async ready() {
      await engines.load();
      return dataset;
    },
    settings: async () => (await engines.load()).settings,
  };
  const record: DatasetRecord = async (delivered) => (await engines.load()).record(delivered);
  const version: DatasetVersion = async () => (await import('../version.js')).zavaVersion();
  Object.defineProperties(dataset, { [RECORD]: { value: record }, [VERSION]: { value: version } });
  return dataset;
}

/** What the caller does to the options, or a list among them, afterwards does not count. */
const copyOf = (options: DatasetOptions): DatasetOptions =>
  Object.fromEntries(
    Object.entries(options).map(([name, value]) => [name, Array.isArray(value) ? [...value] : value]),
  );

/** The engine is loaded once, by whoever asks first; a failure stays the answer, as the options stay. */
function enginesOf(options: DatasetOptions): Engines {
  let loading: Promise<Engine> | undefined;
  let loaded: Engine | undefined;
  const begin = async () => {
    // In a bundle, packages may fail in ways of their own before anybody says what is wrong.
    (await import('../package-files.js')).packageRoot();
    const [{ Engine }, { settingsOf }] = await Promise.all([import('./engine.js'), import('./settings.js')]);
    return new Engine(await settingsOf(options), options.workers);
  };
  return {
    load() {
      loading ??= begin().then((engine) => {
        loaded = engine;
        return engine;
      });
      return loading;
    },
    loaded: () => loaded,
  };
}
