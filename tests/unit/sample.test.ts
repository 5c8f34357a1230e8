/** zava sample: conditions and fields by what a collection has, and documents that are those of a dump. */
import { deserialize } from 'bson';
import { describe, expect, it } from 'vitest';
import { COLLECTION_NAMES, type CollectionName } from '../../src/core/model/index.js';
import { collectionOf, collectionsOf } from '../../src/core/model/named.js';
import { SettingsError } from '../../src/errors.js';
import { type SampleRequest, sample } from '../../src/tools/inspect/sample/sample.js';
import { expectSameDocuments } from '../fixtures/same-documents.js';
import { bytesOf, makeAll } from '../fixtures/slices.js';
import { small, tiny } from '../fixtures/worlds.js';

const all = makeAll(tiny);
const allOfSmall = makeAll(small);

async function sampled(name: CollectionName, request: Partial<SampleRequest> = {}, world = tiny) {
  const found: Buffer[] = [];
  for await (const bytes of sample(world, name, { where: [], limit: 1_000_000, ...request })) {
    found.push(Buffer.from(bytes));
  }
  return found;
}

const refusal = async (name: CollectionName, request: Partial<SampleRequest>): Promise<string> => {
  try {
    await sampled(name, request);
  } catch (error) {
    expect(error).toBeInstanceOf(SettingsError);
    return (error as Error).message;
  }
  return expect.fail('this is not refused');
};

describe('the documents', () => {
  it.each(COLLECTION_NAMES)('of %s are all those of the dataset', async (name) => {
    expectSameDocuments(name, await sampled(name), bytesOf(all[name]));
    expectSameDocuments(name, await sampled(name, {}, small), bytesOf(allOfSmall[name]));
  });

  it('are no more than wanted', async () => {
    expect(await sampled('orders', { limit: 7 })).toHaveLength(7);
    expect(await sampled('orders', { limit: 7, where: ['total<0'] })).toEqual([]);
  });
});

describe('conditions', () => {
  // biome-ignore lint/suspicious/noExplicitAny: whatever fields there are
  const check = async (name: CollectionName, where: string[], keeps: (fields: any) => boolean) => {
    const expected = bytesOf(all[name].filter(({ fields }) => keeps(fields)));
    expect(expected.length).toBeGreaterThan(0);
    expect(expected.length).toBeLessThan(all[name].length);
    expectSameDocuments(name, await sampled(name, { where }), expected);
  };

  it('compare texts, numbers, truth and ids, and must all hold', async () => {
    await check('orders', ['store_id=store_seattle'], (o) => o.store_id === 'store_seattle');
    await check(
      'orders',
      ['total >= 100', 'status != completed'],
      (o) => o.total >= 100 && o.status !== 'completed',
    );
    await check('orders', ['order_date<2021-01-01'], (o) => o.order_date < '2021-01-01');
    await check(
      'order_items',
      ['quantity<=1', 'discount_percent>0'],
      (i) => i.quantity <= 1 && i.discount_percent > 0,
    );
    await check('stores', ['is_online=true'], (s) => s.is_online);
    const id = all.customers[5].fields._id.toHexString();
    await check('customers', [`_id=${id}`], (c) => c._id.toHexString() === id);
  });

  it('look inside maps and free keys, by a text of digits where it is one', async () => {
    await check('stores', ['location.city=Tacoma'], (s) => s.location.city === 'Tacoma');
    await check('inventory', ['location.aisle=7'], (i) => i.location.aisle === '7');
    await check('products', ['specifications.poles=1'], (p) => p.specifications.poles === 1);
    await check('products', ['specifications.voltage=120V'], (p) => p.specifications.voltage === '120V');
  });

  it('are met by what has no such field only where it must differ', async () => {
    const without = all.inventory.filter(({ fields }) => fields.notes === undefined).length;
    expect(without).toBeGreaterThan(0);
    expect(await sampled('inventory', { where: ['notes!=x'] })).toHaveLength(all.inventory.length);
    expect(await sampled('inventory', { where: ['notes>='] })).toHaveLength(all.inventory.length - without);
  });

  it('are refused by what the collection has', async () => {
    expect(await refusal('orders', { where: ['store=x'] })).toBe(
      "--where names 'store', which is no field of orders; the nearest known is 'store_id'.",
    );
    expect(await refusal('stores', { where: ['location.town=x'] })).toMatch(
      /nearest known is 'location\.\w+'/,
    );
    expect(await refusal('orders', { where: ['total=much'] })).toMatch(
      /the value is 'much'; allowed is a number/,
    );
    expect(await refusal('orders', { where: ['total='] })).toMatch(/the value is ''; allowed is a number/);
    expect(await refusal('orders', { where: ['deleted=no'] })).toMatch(/allowed is true or false/);
    expect(await refusal('orders', { where: ['total'] })).toMatch(
      /--where is 'total'; allowed is a field, one of/,
    );
    expect(await refusal('orders', { where: ['=1'] })).toMatch(/--where is '=1'/);
    expect(await refusal('stores', { where: ['location=x'] })).toMatch(/holds several values/);
    expect(await refusal('product_embeddings', { where: ['image_embedding=1'] })).toMatch(
      /holds several values/,
    );
    expect(await refusal('orders', { fields: 'total,storeid' })).toMatch(
      /--fields names 'storeid'.*'store_id'/,
    );
  });
});

describe('fields', () => {
  it('stand in the order asked for, those inside together, with their types', async () => {
    const fields = 'total, store_id,item_count';
    const [one] = await sampled('orders', { fields, limit: 1 });
    const { total, store_id, item_count } = all.orders[0].fields;
    expect(deserialize(one)).toEqual({ total, store_id, item_count });
    expect(Object.keys(deserialize(one))).toEqual(['total', 'store_id', 'item_count']);
    const [shop] = await sampled('stores', { fields: 'location.zip,store_id,location.city', limit: 1 });
    const { location } = all.stores[0].fields;
    expect(deserialize(shop)).toEqual({
      location: { zip: location.zip, city: location.city },
      store_id: all.stores[0].fields.store_id,
    });
    const whole = await sampled('orders', {
      fields: 'discount_total',
      where: ['discount_total=0'],
      limit: 1,
    });
    expect(deserialize(whole[0], { promoteValues: false }).discount_total._bsontype).toBe('Double');
  });
});

describe('names of collections in a list', () => {
  it('are those of one collection, in any order and with blanks', () => {
    expect(collectionsOf('order-items, product_types,stores', COLLECTION_NAMES)).toEqual([
      'stores',
      'product_types',
      'order_items',
    ]);
    expect(collectionsOf('productTypes,orderItems', COLLECTION_NAMES)).toEqual([
      'product_types',
      'order_items',
    ]);
    expect(collectionsOf(undefined, ['orders'])).toEqual(['orders']);
  });

  it.each([
    ['orders,oders', 'oders', 'orders'],
    ['ORDERS', 'ORDERS', 'orders'],
    ['orderItem', 'orderItem', 'order_items'],
    ['orders,', '', undefined],
    ['letters', 'letters', undefined],
  ])('are refused where one is none of those allowed: %s', (given, wrong, nearest) => {
    expect(() => collectionsOf(given, ['orders', 'order_items'])).toThrow(
      `--collections is '${given}', in which '${wrong}' is none of them; allowed is a list, separated by commas, of orders, order_items${nearest === undefined ? '' : `; the nearest is '${nearest}'`}.`,
    );
  });
});

describe('the name of a collection', () => {
  it('may have - or _ or be as in the library, and is one of the nine', () => {
    expect(collectionOf('order-items')).toBe('order_items');
    expect(collectionOf('orderItems')).toBe('order_items');
    expect(collectionOf('product_types')).toBe('product_types');
    expect(() => collectionOf('oders')).toThrow(
      /The collection is 'oders'; allowed is .*nearest is 'orders'/,
    );
  });
});
