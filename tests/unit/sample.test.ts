/** zava sample: conditions and fields by what a collection has, and documents that are those of a dump. */
import { deserialize } from 'bson';
import { describe, expect, it } from 'vitest';
import { SettingsError } from '../../src/errors.js';
import { COLLECTION_NAMES, type CollectionName } from '../../src/model/index.js';
import { collectionOf, type SampleRequest, sample } from '../../src/sample/sample.js';
import { makeAll } from '../fixtures/slices.js';
import { small, tiny } from '../fixtures/worlds.js';

const all = makeAll(tiny);

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
    expect((await sampled(name)).map((bytes) => bytes.toString('hex'))).toEqual(
      all[name].map(({ hex }) => hex),
    );
    const expected = makeAll(small)[name].map(({ hex }) => hex);
    expect((await sampled(name, {}, small)).map((bytes) => bytes.toString('hex'))).toEqual(expected);
  });

  it('are no more than wanted', async () => {
    expect(await sampled('orders', { limit: 7 })).toHaveLength(7);
    expect(await sampled('orders', { limit: 7, where: ['total<0'] })).toEqual([]);
  });
});

describe('conditions', () => {
  // biome-ignore lint/suspicious/noExplicitAny: whatever fields there are
  const check = async (name: CollectionName, where: string[], keeps: (fields: any) => boolean) => {
    const expected = all[name].filter(({ fields }) => keeps(fields)).map(({ hex }) => hex);
    expect(expected.length).toBeGreaterThan(0);
    expect(expected.length).toBeLessThan(all[name].length);
    expect((await sampled(name, { where })).map((bytes) => bytes.toString('hex'))).toEqual(expected);
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

describe('the name of a collection', () => {
  it('may have - or _, and is one of the nine', () => {
    expect(collectionOf('order-items')).toBe('order_items');
    expect(collectionOf('product_types')).toBe('product_types');
    expect(() => collectionOf('oders')).toThrow(
      /The collection is 'oders'; allowed is .*nearest is 'orders'/,
    );
  });
});
