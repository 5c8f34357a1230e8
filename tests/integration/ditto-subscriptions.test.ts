/** Subscriptions and rules in a real store of Ditto's: it takes each, and finds by it what zava has counted. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CollectionName } from '../../src/core/model/index.js';
import { permissionsFor } from '../../src/tools/ditto/permissions/answer.js';
import { repCustomers } from '../../src/tools/ditto/subscriptions/customers.js';
import { holdingsOf } from '../../src/tools/ditto/subscriptions/holdings.js';
import type { Device } from '../../src/tools/ditto/subscriptions/statements.js';
import { temporaryFolder } from '../fixtures/cli.js';
import { dittoDocumentsOf } from '../fixtures/ditto-documents.js';
import { type OpenStore, openDittoStore } from '../fixtures/ditto-store.js';
import { tinyEighth, tinyWith } from '../fixtures/worlds.js';

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
let store: OpenStore;

beforeAll(async () => {
  store = await openDittoStore(folder);
  for (const [name, documents] of everything) {
    for (let at = 0; at < documents.length; at += 1000) {
      const docs = documents.slice(at, at + 1000);
      await store.execute(`INSERT INTO ${name} DOCUMENTS (:docs)`, { docs });
    }
  }
});
afterAll(() => store.close());

describe.each(devices)('a device of $role', (device) => {
  it('gets by each statement as many documents as zava says', async () => {
    for (const { query, arguments: values, documents } of await holdingsOf(world, device)) {
      await store.subscribe(query, values);
      const rows = await store.query(query, values);
      expect(rows.length, query).toBe(documents);
      expect(documents, query).toBeGreaterThan(0);
    }
  });
});

it("a store's rule is a predicate that matches its rows of the inventory, and `true` one that matches all", async () => {
  const { answer } = permissionsFor({ role: 'store-worker', storeId, profile: 'store-product' });
  const { inventory = [], orders = [] } = answer.permissions.read.queriesByCollection;
  const found = async (collection: CollectionName, [query = '']: readonly string[]) =>
    (await store.query(`SELECT * FROM ${collection} WHERE ${query}`)).length;
  const rows = everything.get('inventory') ?? [];
  const own = rows.filter((row) => row.store_id === storeId).length;
  expect(await found('inventory', inventory)).toBe(own);
  expect(own).toBeLessThan(rows.length);
  expect(await found('orders', orders)).toBe(everything.get('orders')?.length);
});

it('a statement that a subscription does not take would be found', async () => {
  await expect(store.subscribe('SELECT order_id FROM orders')).rejects.toThrow();
});
