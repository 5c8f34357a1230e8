/**
 * Two devices of Ditto that really sync, by TCP on this machine. Only with a licence (DITTO_OFFLINE_LICENSE_TOKEN, from
 * portal.ditto.live; DITTO_APP_ID where it is bound to one): without it, Ditto refuses to sync, and this is not run.
 */
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { eventually, succeed, temporaryFolder } from '../fixtures/cli.js';
import { type OpenStore, openDittoStore, SDK_HOME } from '../fixtures/ditto-store.js';

const token = process.env.DITTO_OFFLINE_LICENSE_TOKEN ?? '';
const folder = temporaryFolder();
const STORE = { storeId: 'store_seattle' };
const INVENTORY = 'SELECT * FROM inventory WHERE store_id = :storeId';
const ORDERS = 'SELECT * FROM orders WHERE store_id = :storeId';
let port: number;
let seeded: OpenStore;
let other: OpenStore;

beforeAll(async () => {
  const dir = join(folder, 'seeded');
  await succeed(['ditto', 'seed', '--dir', dir, '--preset', 'tiny', '--quiet'], { cwd: SDK_HOME });
  [seeded, other] = [await openDittoStore(dir), await openDittoStore(join(folder, 'other'))];
  port = await freePort();
});
afterAll(async () => {
  await seeded?.close();
  await other?.close();
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const address = server.address();
  await new Promise((closed) => server.close(closed));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

async function startBoth(): Promise<void> {
  await seeded.startSync({ token, listenTo: port });
  await other.startSync({ token, connectTo: port });
}

it('a device gets what it subscribes to, and nothing else', async () => {
  await other.subscribe(INVENTORY, STORE);
  await other.subscribe(ORDERS, STORE);
  await startBoth();
  const theirs = async (store: OpenStore) => [
    await store.query(INVENTORY, STORE),
    await store.query(ORDERS, STORE),
  ];
  const wanted = await theirs(seeded);
  await eventually(async () => {
    const arrived = await theirs(other);
    return arrived.every((rows, i) => rows.length === wanted[i]?.length);
  });
  expect(await other.query("SELECT * FROM inventory WHERE store_id != 'store_seattle'")).toEqual([]);
  expect(await other.query('SELECT * FROM customers')).toEqual([]);
});

it('of two decrements made offline, one is lost', async () => {
  const id = { store_id: 'store_seattle', product_id: 'prod_pwr_drill_002' };
  const level = async (store: OpenStore) => {
    const [row] = await store.query('SELECT stock_level FROM inventory WHERE _id = :id', { id });
    return row?.stock_level;
  };
  await seeded.execute('UPDATE inventory SET stock_level = 10 WHERE _id = :id', { id });
  await eventually(async () => (await level(other)) === 10);
  await seeded.subscribe(INVENTORY, STORE);
  await seeded.stopSync();
  await other.stopSync();
  for (const [store, sold] of [
    [seeded, 1],
    [other, 2],
  ] as const) {
    await store.execute('UPDATE inventory SET stock_level = stock_level - :sold WHERE _id = :id', {
      id,
      sold,
    });
  }
  await startBoth();
  await eventually(async () => (await level(seeded)) === (await level(other)));
  expect([9, 8]).toContain(await level(seeded));
});
