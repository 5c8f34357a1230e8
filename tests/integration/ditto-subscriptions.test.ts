/** Subscriptions and rules in a real store of Ditto's: it takes each, and finds by it what zava has counted. */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CollectionName } from '../../src/core/model/index.js';
import { permissionsFor } from '../../src/tools/ditto/permissions/answer.js';
import { repCustomers } from '../../src/tools/ditto/subscriptions/customers.js';
import { holdingsOf } from '../../src/tools/ditto/subscriptions/holdings.js';
import type { Device } from '../../src/tools/ditto/subscriptions/statements.js';
import { REPOSITORY, temporaryFolder } from '../fixtures/cli.js';
import { dittoDocumentsOf } from '../fixtures/ditto-documents.js';
import { tinyEighth, tinyWith } from '../fixtures/worlds.js';

/** What is used of the SDK, which is no dependency. */
interface Ditto {
  readonly store: {
    execute(query: string, values?: object): Promise<{ readonly items: readonly unknown[] }>;
  };
  readonly sync: { registerSubscription(query: string, values?: object): { cancel(): void } };
  close(): Promise<void>;
}

const world = tinyWith({ customers: 60, orders: 300, catalog: tinyEighth.catalog });
const storeId = 'store_seattle';
const since = '2026-06-01';
const devices: readonly Device[] = [
  { role: 'store-worker', storeId },
  { role: 'manager', storeId, since },
  { role: 'sales-rep', customerIds: repCustomers('8', storeId, world), since },
];
const folder = temporaryFolder();
const everything = dittoDocumentsOf(world);
let ditto: Ditto;

beforeAll(async () => {
  const sdk = createRequire(join(REPOSITORY, '.zava/ditto/'))('@dittolive/ditto');
  sdk.Logger.minimumLogLevel = 'Error';
  const id = '3f3a0d1e-6f44-4f6e-9d3a-52a9f4f7d001';
  ditto = await sdk.Ditto.open(new sdk.DittoConfig(id, { mode: 'smallPeersOnly' }, folder));
  for (const [name, documents] of everything) {
    for (let at = 0; at < documents.length; at += 1000) {
      const docs = documents.slice(at, at + 1000);
      await ditto.store.execute(`INSERT INTO ${name} DOCUMENTS (:docs)`, { docs });
    }
  }
});
afterAll(() => ditto.close());

describe.each(devices)('a device of $role', (device) => {
  it('gets by each statement as many documents as zava says', async () => {
    for (const { query, arguments: values, documents } of await holdingsOf(world, device)) {
      ditto.sync.registerSubscription(query, values).cancel();
      const { items } = await ditto.store.execute(query, values);
      expect(items.length, query).toBe(documents);
      expect(documents, query).toBeGreaterThan(0);
    }
  });
});

it("a store's rule is a predicate that matches its rows of the inventory, and `true` one that matches all", async () => {
  const { answer } = permissionsFor({ role: 'store-worker', storeId, profile: 'store-product' });
  const { inventory = [], orders = [] } = answer.permissions.read.queriesByCollection;
  const found = async (collection: CollectionName, [query = '']: readonly string[]) =>
    (await ditto.store.execute(`SELECT * FROM ${collection} WHERE ${query}`)).items.length;
  const rows = everything.get('inventory') ?? [];
  const own = rows.filter((row) => row.store_id === storeId).length;
  expect(await found('inventory', inventory)).toBe(own);
  expect(own).toBeLessThan(rows.length);
  expect(await found('orders', orders)).toBe(everything.get('orders')?.length);
});

it('a statement that a subscription does not take would be found', () => {
  expect(() => ditto.sync.registerSubscription('SELECT order_id FROM orders')).toThrow();
});
