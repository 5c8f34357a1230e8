/** What devices subscribe to: each statement against all documents of the dataset, and by the permissions of its role. */
import { describe, expect, it } from 'vitest';
import { DITTO_ROLES } from '../../src/core/options/ditto-options.js';
import { SettingsError } from '../../src/errors.js';
import { permissionsFor } from '../../src/tools/ditto/permissions/answer.js';
import { repCustomers } from '../../src/tools/ditto/subscriptions/customers.js';
import { holdingsOf } from '../../src/tools/ditto/subscriptions/holdings.js';
import {
  type Argument,
  type Device,
  followedBy,
  type Subscription,
} from '../../src/tools/ditto/subscriptions/statements.js';
import { dittoDocumentsOf } from '../fixtures/ditto-documents.js';
import { tiny } from '../fixtures/worlds.js';

const storeId = 'store_tacoma';
const since = '2026-06-01';
const customerIds = repCustomers('12', storeId, tiny);
const devices: readonly Device[] = [
  { role: 'store-worker', storeId },
  { role: 'store-worker', storeId: 'store_online', since },
  { role: 'manager', storeId },
  { role: 'manager', storeId, since },
  { role: 'sales-rep', customerIds },
  { role: 'sales-rep', customerIds, since },
  { role: 'super-manager' },
  { role: 'super-manager', since },
];
const everything = dittoDocumentsOf(tiny);
const held = new Map(devices.map((device) => [device, holdingsOf(tiny, device)]));

/** The documents that a statement matches, by reading it. */
function matched({ query, arguments: values }: Subscription) {
  const [, name, where] = /^SELECT \* FROM (\w+)(?: WHERE (.*))?$/.exec(query) ?? [];
  const tests = (where?.split(' AND ') ?? []).map((condition) => {
    const [, field = '', operator, argument = ''] = /^(\w+) (=|>=|IN) :(\w+)$/.exec(condition) ?? [];
    const given = values[argument] as Argument;
    return (document: Record<string, unknown>) => {
      const value = String(document[field]);
      if (operator === 'IN') return given.includes(value);
      return operator === '=' ? value === given : operator === '>=' && value >= String(given);
    };
  });
  const all = everything.get(name as never) ?? [];
  return all.filter((document) => tests.every((test) => test(document)));
}

describe.each(devices)('a device of $role, since $since', (device) => {
  it('holds what its statements match in the whole dataset, document by document and byte by byte', async () => {
    const holdings = (await held.get(device)) ?? [];
    expect(holdings.length).toBeGreaterThan(5);
    expect(holdings.map(({ collection }) => collection)).toEqual(followedBy(device.role));
    for (const holding of holdings) {
      const documents = matched(holding);
      const bytes = documents.reduce(
        (sum, one) => sum + new TextEncoder().encode(JSON.stringify(one)).length,
        0,
      );
      expect({ query: holding.query, documents: documents.length, bytes }).toEqual({
        ...{ query: holding.query, documents: holding.documents, bytes: holding.bytes },
      });
      expect(documents.length, holding.query).toBeGreaterThan(0);
    }
  });

  it('has an argument for each name, and no other', async () => {
    for (const { query, arguments: values } of (await held.get(device)) ?? []) {
      const named = [...query.matchAll(/:(\w+)/g)].map(([, name]) => name);
      expect(named).toEqual(Object.keys(values));
    }
  });
});

it('a line of each order that a device holds is there, too, and no other', async () => {
  for (const device of devices) {
    const [orders, lines] = ((await held.get(device)) ?? []).slice(-2).map(matched);
    const ids = new Set(orders?.map(({ order_id }) => order_id));
    expect(new Set(lines?.map(({ order_id }) => order_id))).toEqual(ids);
  }
});

it.each(DITTO_ROLES)('nothing is followed that %s may not read', (role) => {
  const { read } = permissionsFor({ role, storeId, profile: 'store-product' }).answer.permissions;
  if (read.everything) return expect(role).toBe('super-manager');
  const readable = Object.keys(read.queriesByCollection);
  expect(readable).toEqual(expect.arrayContaining([...followedBy(role)]));
});

it('stops at once when it is told to, and says how far it is', async () => {
  const controller = new AbortController();
  const seen: number[] = [];
  const device: Device = { role: 'super-manager' };
  const onProgress = ({ done, total }: { done: number; total: number }) => {
    expect(total).toBeGreaterThanOrEqual(done);
    seen.push(done);
    controller.abort(new Error('enough'));
  };
  await expect(holdingsOf(tiny, device, { signal: controller.signal, onProgress })).rejects.toThrow('enough');
  expect(seen).toHaveLength(1);
});

describe('the customers of a sales rep', () => {
  const ofTacoma = (everything.get('customers') ?? []).filter((one) => one.primary_store_id === storeId);

  it('are the first of the store, as many as are asked for, or all where fewer than 100 are there', () => {
    expect(customerIds).toEqual(
      ofTacoma
        .slice(0, 12)
        .map(({ customer_id }) => customer_id)
        .sort(),
    );
    expect(repCustomers(undefined, storeId, tiny)).toHaveLength(Math.min(100, ofTacoma.length));
  });

  it('are those who are named', () => {
    const [one, two] = customerIds;
    expect(repCustomers(` ${two} , ${one},${one}`, undefined, tiny)).toEqual([one, two]);
  });

  it.each([
    [
      '0',
      storeId,
      /^--customers is '0'; allowed is a whole number from 1 to \d+, as store_tacoma has no more/,
    ],
    ['100000', storeId, /--customers is '100000'; allowed is a whole number from 1 to \d+/],
    [
      'cust_00000000',
      undefined,
      /--customers is 'cust_00000000', which is nobody among the 200 customers of seed 42/,
    ],
    ['12', undefined, /^role: 'sales-rep' has customers; give --customers with their customer_ids, or store/],
    [undefined, undefined, /^role: 'sales-rep' has customers/],
    [customerIds[0], storeId, /--customers names the customers and store says/],
  ])('%s of %s are refused', (given, store, message) => {
    expect(() => repCustomers(given, store, tiny)).toThrow(SettingsError);
    expect(() => repCustomers(given, store, tiny)).toThrow(message);
  });
});
