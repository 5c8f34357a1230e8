/** A dataset that is a slice: its documents, counts and lookups are those of the slice that the command line makes. */
import { describe, expect, it } from 'vitest';
import { COLLECTION_NAMES, type CollectionName } from '../../src/core/model/index.js';
import type { Slice } from '../../src/core/settings/slice.js';
import { SettingsError } from '../../src/errors.js';
import { createDataset, type Dataset } from '../../src/library/dataset.js';
import type { DatasetOptions } from '../../src/library/options.js';
import { planReport } from '../../src/library/runs.js';
import { temporaryFolder } from '../fixtures/cli.js';
import { settingsFile } from '../fixtures/dataset.js';
import { fewProducts } from '../fixtures/few-products.js';
import { type MadeCollections, makeAll } from '../fixtures/slices.js';

/** Several shards of each kind. */
const config = settingsFile(`${fewProducts(temporaryFolder())}shards: { orders: 97, customers: 20 }`);
const whole: DatasetOptions = {
  seed: 7,
  customers: 90,
  orders: 700,
  start: '2024-03-01',
  end: '2024-04-30',
  config,
};
const { world } = await createDataset(whole).settings();
const all = makeAll(world);
const ids = (made: MadeCollections, name: 'orders' | 'customers', field: string) =>
  new Set(made[name].map(({ fields }) => fields[field] as string));
const [one, other] = [...ids(all, 'customers', 'customer_id')].sort();

const SLICES: readonly (readonly [string, DatasetOptions, Slice])[] = [
  ['a store', { store: 'seattle' }, { stores: ['store_seattle'] }],
  [
    'stores',
    { store: ['store_online', 'tacoma'] },
    { stores: world.catalog.stores.map((s) => s.store_id).filter((id) => /tacoma|online/.test(id)) },
  ],
  ['customers', { customersOf: [other, one, other] }, { customers: [one, other] }],
  ['a day', { since: '2024-04-11' }, { since: '2024-04-11' }],
  ['a share', { sample: 0.3 }, { sample: 0.3 }],
  [
    'all of them',
    { store: 'seattle,bellevue', since: '2024-03-15', sample: '60%' },
    { stores: ['store_seattle', 'store_bellevue'], since: '2024-03-15', sample: 0.6 },
  ],
];

const hexOf = (made: MadeCollections, name: CollectionName): string =>
  made[name].map(({ hex }) => hex).join('');

async function bytesOf(dataset: Dataset, name: CollectionName): Promise<string> {
  const batches: Uint8Array[] = [];
  for await (const { bytes } of dataset.collection(name).batches()) batches.push(bytes);
  return Buffer.concat(batches).toString('hex');
}

describe.each(SLICES)('a slice by %s', (_, options, slice) => {
  const made = makeAll(world, slice);

  it('is that of the command line', async () => {
    const settings = await createDataset({ ...whole, ...options }).settings();
    expect(settings.slice).toEqual(slice);
    expect(Object.isFrozen(settings) && Object.isFrozen(settings.slice)).toBe(true);
  });

  it('has its bytes and counts', async () => {
    for (const name of COLLECTION_NAMES) {
      // Datasets of their own: what one call has made must not help the next.
      const [first, second] = [
        createDataset({ ...whole, ...options }),
        createDataset({ ...whole, ...options }),
      ];
      expect(await bytesOf(first, name), name).toBe(hexOf(made, name));
      expect(await second.collection(name).count(), name).toBe(made[name].length);
    }
  });

  it('has its documents without await', async () => {
    for (const name of ['stores', 'customers', 'inventory', 'orders', 'order_items'] as const) {
      const dataset = await createDataset({ ...whole, ...options }).ready();
      expect([...dataset.collection(name)]).toEqual(made[name].map(({ fields }) => fields));
    }
  });

  it('finds what it holds, and nothing else', async () => {
    const taken = ids(made, 'orders', 'order_id');
    const buyers = ids(made, 'customers', 'customer_id');
    expect(taken.size).toBeGreaterThan(0);
    expect(taken.size).toBeLessThan(all.orders.length);
    const dataset = createDataset({ ...whole, ...options });
    for (const [n, { fields }] of all.customers.entries()) {
      const wanted = buyers.has(fields.customer_id) ? fields : undefined;
      expect(await dataset.customer(n)).toEqual(wanted);
      expect(await dataset.customer(fields.customer_id)).toEqual(wanted);
    }
    for (const { fields } of all.orders.filter((_, i) => i % 7 === 0)) {
      const wanted = taken.has(fields.order_id) ? fields : undefined;
      expect(await dataset.order(fields.order_id)).toEqual(wanted);
      const lines = await dataset.linesOf(fields.order_id);
      expect(lines?.length).toBe(wanted?.item_count);
    }
    for (const { fields } of all.stores) {
      const wanted = made.stores.find((store) => store.fields.store_id === fields.store_id)?.fields;
      expect(await dataset.store(fields.store_id)).toEqual(wanted);
    }
  });
});

it('worker threads make the same, and find whom the orders name', async () => {
  const [, options, slice] = SLICES.at(-1) ?? expect.fail();
  const made = makeAll(world, slice);
  const dataset = createDataset({ ...whole, ...options, workers: 2 });
  for (const name of ['customers', 'orders', 'inventory'] as const) {
    expect(await bytesOf(dataset, name)).toBe(hexOf(made, name));
    expect(await dataset.collection(name).count()).toBe(made[name].length);
  }
});

it('what the caller does to a list afterwards does not count', async () => {
  const store = ['seattle'];
  const dataset = createDataset({ ...whole, store });
  store.push('tacoma');
  expect((await dataset.settings()).slice).toEqual({ stores: ['store_seattle'] });
});

describe('fit', () => {
  it('is the scale that the command line takes', async () => {
    const fitting = createDataset({ preset: 'full', fit: '30MB' });
    const { bytes, indexBytes } = await planReport(fitting);
    expect(bytes + indexBytes).toBeLessThan(30e6);
    expect(bytes + indexBytes).toBeGreaterThan(27e6);
    const { customers, orders } = (await fitting.settings()).world;
    expect(orders / customers).toBeCloseTo(4, 1);
  });

  it('that is too small is refused when it is first used', async () => {
    await expect(createDataset({ fit: '1MB' }).ready()).rejects.toThrow(
      /^fit is '1MB', and stores, catalog,/,
    );
  });
});

describe('what is refused, in the words of the library', () => {
  it.each<[object, string]>([
    [{ store: [] }, "store is []; allowed is a store's name, or an array of them."],
    [{ store: 7 }, 'store is 7; allowed is'],
    [{ store: [7] }, 'store is [Array]; allowed is'],
    [{ customersOf: [] }, 'customersOf is []; allowed is a customer_id, or an array of them.'],
    [{ since: '2024-02-30' }, "since is '2024-02-30'; allowed is a date that exists"],
    [{ sample: 0 }, 'sample is 0; allowed is a share above 0 and up to 1'],
    [{ sample: Number.NaN }, 'sample is NaN; allowed is a share'],
    [{ sample: '101%' }, "sample is '101%'; allowed is a share"],
    [{ sample: true }, 'sample is true; allowed is a share'],
    [{ fit: 300 }, 'fit is 300; allowed is a size such as 300MB, or m0.'],
    [{ fit: 'huge' }, "fit is 'huge'; allowed is m0 (the free tier of Atlas, 512 MB) or a size"],
    [{ fit: 'm0', scale: 2 }, 'fit chooses the counts and scale multiplies them by 2; give one of the two.'],
    [{ fit: 'm0', orders: 2 }, 'fit chooses the counts and orders fixes the orders at 2; give one'],
    [
      { fit: 'm0', store: ['seattle'] },
      'fit chooses the size of the whole dataset and store takes a part of one; give one of the two.',
    ],
  ])('%j at once', (options, message) => {
    const call = () => createDataset(options);
    expect(call).toThrow(SettingsError);
    expect(call).toThrow(message);
  });

  it.each<[DatasetOptions, RegExp]>([
    [
      { store: ['seattle', 'seatle'] },
      /^store is 'seatle'; allowed is one of .* nearest is 'store_seattle'\.$/,
    ],
    [{ customersOf: 'cust_00000000' }, /^customersOf is 'cust_00000000', which is nobody among the 200 /],
    [{ since: '2027-01-01' }, /^since is '2027-01-01'; allowed is a day up to the last one, 2026-12-31\.$/],
    [
      { fit: 'm0', env: { NUM_ORDERS: '5' } },
      /^fit chooses the counts and NUM_ORDERS in the environment fixes/,
    ],
  ])('%j when it is first used', async (options, message) => {
    const error = await createDataset(options)
      .ready()
      .catch((failure: unknown) => failure);
    expect(error).toBeInstanceOf(SettingsError);
    expect((error as Error).message).toMatch(message);
  });

  it('a plan of a slice', async () => {
    await expect(planReport(createDataset({ store: 'seattle' }))).rejects.toThrow(
      /^dataset is a slice; allowed/,
    );
  });
});
