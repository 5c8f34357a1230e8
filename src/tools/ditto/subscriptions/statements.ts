/**
 * What a device subscribes to, by the role of whoever holds it. Ditto's subscriptions take `SELECT * FROM c WHERE ..` with
 * any predicate over the fields of one collection, and no join, projection, aggregate or limit. None leaves out what is
 * deleted: a document that a statement does not match any more stays on the device as it was before.
 */
import type { CollectionName } from '../../../core/model/index.js';
import type { DittoRole } from '../../../core/options/ditto-options.js';

/** Who holds a device. */
export interface Device {
  readonly role: DittoRole;
  /** The store of a role that works in one, or to which all customers of a sales rep belong. */
  readonly storeId?: string | undefined;
  /** The customers of a sales rep. */
  readonly customerIds?: readonly string[] | undefined;
  /** The first day, YYYY-MM-DD in UTC, whose orders are wanted. */
  readonly since?: string | undefined;
}

/** What a device has of one collection tells what it needs of a later one, as no statement joins two. */
export interface Seen {
  /** The stores of its customers. */
  readonly storeIds: readonly string[];
  readonly orderIds: readonly string[];
}

export type Argument = string | readonly string[];

/** A statement with its arguments, as `ditto.sync.registerSubscription` takes them. */
export interface Subscription {
  readonly collection: CollectionName;
  readonly query: string;
  readonly arguments: Readonly<Record<string, Argument>>;
}

/** A condition, and the argument that it names. */
interface Term {
  readonly condition: string;
  readonly argument: Readonly<Record<string, Argument>>;
}

type TermsFor = (device: Device, seen: Seen) => readonly Term[];

const all: TermsFor = () => [];

const ofStore =
  (field = 'store_id'): TermsFor =>
  ({ storeId = '' }) => [{ condition: `${field} = :storeId`, argument: { storeId } }];

/** `IN` takes the array itself: in brackets it would match nothing, silently. */
const among = (field: string, name: string, values: readonly string[]): readonly Term[] => [
  { condition: `${field} IN :${name}`, argument: { [name]: values } },
];

const ofCustomers: TermsFor = ({ customerIds = [] }) => among('customer_id', 'customerIds', customerIds);

/** Dates are texts of one form, so that their order is that of time. */
const lately =
  (field: string, terms: TermsFor): TermsFor =>
  (device, seen) => {
    const { since } = device;
    const bound = { condition: `${field} >= :since`, argument: { since: `${since}T00:00:00Z` } };
    return [...terms(device, seen), ...(since === undefined ? [] : [bound])];
  };

/** Small, the same for everybody, and every store: a device lets its user choose one. */
const CATALOG = { stores: all, categories: all, product_types: all, products: all };

/** The collections that each role follows, and which documents of them. */
const FOLLOWED: Readonly<Record<DittoRole, Readonly<Partial<Record<CollectionName, TermsFor>>>>> = {
  'store-worker': {
    ...CATALOG,
    inventory: ofStore(),
    orders: lately('order_date', ofStore()),
    // A line has the date of its order.
    order_items: lately('created_at', ofStore()),
  },
  'sales-rep': {
    ...CATALOG,
    customers: ofCustomers,
    inventory: (_, { storeIds }) => among('store_id', 'storeIds', storeIds),
    orders: lately('order_date', ofCustomers),
    // A line names its order and its store, and no customer.
    order_items: (_, { orderIds }) => among('order_id', 'orderIds', orderIds),
  },
  manager: {
    ...CATALOG,
    customers: ofStore('primary_store_id'),
    inventory: ofStore(),
    orders: lately('order_date', ofStore()),
    order_items: lately('created_at', ofStore()),
  },
  'super-manager': {
    ...CATALOG,
    customers: all,
    inventory: all,
    orders: lately('order_date', all),
    order_items: lately('created_at', all),
  },
};

/** The collections of which a device holds something. */
export const followedBy = (role: DittoRole): readonly CollectionName[] =>
  Object.keys(FOLLOWED[role]) as CollectionName[];

/** The subscription to one of them. @param seen what the device has of those before it. */
export function subscriptionTo(collection: CollectionName, device: Device, seen: Seen): Subscription {
  const terms = FOLLOWED[device.role][collection]?.(device, seen) ?? [];
  const conditions = terms.map(({ condition }) => condition).join(' AND ');
  return {
    collection,
    query: `SELECT * FROM ${collection}${conditions === '' ? '' : ` WHERE ${conditions}`}`,
    arguments: Object.assign({}, ...terms.map(({ argument }) => argument)),
  };
}
