/** How much a device holds by its subscriptions, counted in the dataset itself. */
import { setImmediate } from 'node:timers/promises';
import { deserialize } from 'bson';
import { DEFAULT_DITTO_PROFILE } from '../../../core/model/ditto.js';
import type { CollectionName } from '../../../core/model/index.js';
import type { OnProgress } from '../../../core/progress.js';
import { meanCount } from '../../../core/random/mean.js';
import type { World } from '../../../core/settings/settings.js';
import type { Slice } from '../../../core/settings/slice.js';
import { documentsOf } from '../../../core/world/documents.js';
import { PreparedWorld } from '../../../core/world/prepared-world.js';
import { dittoDocument } from '../document.js';
import { type Device, followedBy, type Subscription, subscriptionTo } from './statements.js';

/** What a device holds by one subscription. */
export interface Holding extends Subscription {
  readonly documents: number;
  /** Of the documents as Ditto has them, each as JSON in UTF-8, without spaces: Ditto keeps more than that. */
  readonly bytes: number;
}

/** Documents between which Ctrl-C is listened for. */
const PER_TURN = 2000;

/**
 * The subscriptions of a device in the order of the model, each with what it brings.
 * @throws the signal's reason.
 */
export async function holdingsOf(
  world: World,
  device: Device,
  {
    signal,
    onProgress,
  }: { readonly signal?: AbortSignal; readonly onProgress?: OnProgress | undefined } = {},
): Promise<Holding[]> {
  const { orders, others } = sources(world, device);
  const followed = followedBy(device.role).map((name) => ({
    name,
    source: name === 'orders' || name === 'order_items' ? orders : others,
  }));
  const total = followed.reduce((sum, { name, source }) => sum + expectedOf(name, source), 0);
  const storeIds = new Set<string>();
  const orderIds: string[] = [];
  const holdings: Holding[] = [];
  let done = 0;
  for (const { name, source } of followed) {
    const { query, arguments: values } = subscriptionTo(name, device, { storeIds: [...storeIds], orderIds });
    let [documents, bytes] = [0, 0];
    for (const document of documentsOf(source, name)) {
      const made = dittoDocument(name, DEFAULT_DITTO_PROFILE, deserialize(document));
      documents++;
      bytes += Buffer.byteLength(JSON.stringify(made));
      if (name === 'customers') storeIds.add(String(made.primary_store_id));
      if (name === 'orders') orderIds.push(String(made.order_id));
      if (++done % PER_TURN !== 0) continue;
      onProgress?.({ phase: 'documents', done, total: Math.max(total, done), bytes: 0 });
      await setImmediate();
      signal?.throwIfAborted();
    }
    holdings.push({ collection: name, query, arguments: values, documents, bytes });
  }
  onProgress?.({ phase: 'documents', done, total: done, bytes: 0 });
  return holdings;
}

/** The parts of the world that the statements match: time bounds the orders and lines, and nothing else. */
function sources(world: World, { storeId, customerIds, since }: Device) {
  const slice: Slice = {
    ...(storeId === undefined ? {} : { stores: [storeId] }),
    ...(customerIds === undefined ? {} : { customers: customerIds }),
  };
  const prepared = (part: Slice) =>
    new PreparedWorld(world, Object.keys(part).length === 0 ? undefined : part);
  const others = prepared(slice);
  return { others, orders: since === undefined ? others : prepared({ ...slice, since }) };
}

/** About how many documents there will be. */
const expectedOf = (name: CollectionName, source: PreparedWorld): number =>
  name === 'order_items'
    ? Math.round(source.countOf('orders') * meanCount(source.world.baskets.items_weights))
    : source.countOf(name);
