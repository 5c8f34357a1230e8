/** The nine collections as the model describes them. */
import { describe, expect, it } from 'vitest';
import { connectorFields, dittoIdFields } from '../../src/core/model/ditto.js';
import { COLLECTION_NAMES, MODELS } from '../../src/core/model/index.js';
import type { CollectionModel, DittoProfile, Field } from '../../src/core/model/schema.js';
import { indexSpec } from '../../src/mongodb/index-specs.js';

const models: readonly CollectionModel[] = COLLECTION_NAMES.map((name) => MODELS[name]);

describe('the model', () => {
  it('has nine collections, each under its own name', () => {
    expect(COLLECTION_NAMES).toEqual([
      'stores',
      'categories',
      'product_types',
      'products',
      'product_embeddings',
      'customers',
      'inventory',
      'orders',
      'order_items',
    ]);
    expect(models.map((model) => model.name)).toEqual(COLLECTION_NAMES);
  });

  it('gives eight of them a Ditto id of fields that they have', () => {
    expect(models.filter((model) => model.dittoId === undefined).map((model) => model.name)).toEqual([
      'product_embeddings',
    ]);
    for (const model of models) {
      const names = model.fields.map((field) => field.name);
      expect(names).toEqual(expect.arrayContaining([...dittoIdFields(model)]));
    }
  });

  it('has two profiles of Ditto ids, which differ in the inventory alone', () => {
    const ids = (profile: DittoProfile) =>
      Object.fromEntries(models.map((model) => [model.name, connectorFields(model, profile)]));
    const same = {
      ...{ stores: ['_id'], categories: ['_id'], product_types: ['_id'], products: ['_id'] },
      ...{ product_embeddings: undefined, customers: ['customer_id'], orders: ['_id'], order_items: ['_id'] },
    };
    expect(ids('store-product')).toEqual({ ...same, inventory: ['store_id', 'product_id'] });
    expect(ids('uuid')).toEqual({ ...same, inventory: ['_id'] });
  });

  it('has 49 indexes with `_id`', () => {
    expect(models.reduce((sum, model) => sum + 1 + model.indexes.length, 0)).toBe(49);
  });

  it('has exactly these indexes', () => {
    const written = Object.fromEntries(
      models.map((model) => [model.name, model.indexes.map((i) => `${i.name}${i.unique ? ' unique' : ''}`)]),
    );
    expect(written).toEqual({
      stores: ['store_id_1 unique', 'deleted_1', 'is_online_1'],
      categories: ['category_id_1 unique', 'deleted_1'],
      product_types: ['type_id_1 unique', 'category_id_1', 'deleted_1'],
      products: [
        'product_id_1 unique',
        'sku_1 unique',
        'category_id_1',
        'type_id_1',
        'deleted_1',
        'product_name_text_product_description_text',
      ],
      product_embeddings: ['product_id_1 unique'],
      customers: [
        'customer_id_1 unique',
        'email_1 unique',
        'primary_store_id_1',
        'deleted_1',
        'last_name_1_first_name_1',
      ],
      inventory: [
        'store_id_1_product_id_1 unique',
        'store_id_1',
        'product_id_1',
        'deleted_1',
        'store_id_1_stock_level_1_reorder_threshold_1',
        'location.aisle_1',
        'location.shelf_1',
      ],
      orders: [
        'order_id_1 unique',
        'customer_id_1',
        'store_id_1',
        'order_date_-1',
        'deleted_1',
        'status_1',
        'customer_id_1_order_date_-1',
        'store_id_1_order_date_-1',
        'store_id_1_status_1',
      ],
      order_items: ['order_id_1', 'product_id_1', 'deleted_1', 'order_id_1_product_id_1'],
    });
  });

  it('names every index by its key, in the order of the key', () => {
    for (const { indexes } of models) {
      for (const index of indexes) {
        expect(index.name).toBe(Object.entries(index.key).flat().join('_'));
        expect(indexSpec(index)).toEqual(index);
      }
    }
    expect(MODELS.products.indexes[5]).toMatchObject({
      weights: { product_name: 10, product_description: 5 },
    });
  });

  it('indexes and refers to fields that exist', () => {
    const path = (fields: readonly Field[], name: string): boolean => {
      const [first, ...rest] = name.split('.');
      const field = fields.find((f) => f.name === first);
      if (field === undefined || rest.length === 0) return field !== undefined;
      return field.bson === 'map' && path(field.fields, rest.join('.'));
    };
    for (const model of models) {
      for (const { key } of model.indexes) {
        for (const name of Object.keys(key)) expect(path(model.fields, name)).toBe(true);
      }
      for (const { field, collection, foreignField } of model.references) {
        const foreign = models.find((other) => other.name === collection);
        expect(path(model.fields, field) && path(foreign?.fields ?? [], foreignField)).toBe(true);
      }
      if (model.idField !== undefined) expect(path(model.fields, model.idField)).toBe(true);
    }
  });

  it('begins every document with `_id` and ends it with `deleted`', () => {
    for (const { fields } of models) {
      expect(fields[0].name).toBe('_id');
      expect(fields[fields.length - 1].name).toBe('deleted');
      expect(new Set(fields.map((field) => field.name)).size).toBe(fields.length);
    }
  });

  it('makes counts int32, money doubles, and only what may be missing optional', () => {
    const flat = (fields: readonly Field[], where: string): [string, Field][] =>
      fields.flatMap((field) => [
        [`${where}.${field.name}`, field] as [string, Field],
        ...(field.bson === 'map' ? flat(field.fields, `${where}.${field.name}`) : []),
      ]);
    const all = models.flatMap((model) => flat(model.fields, model.name));
    const names = (test: (field: Field) => boolean) =>
      all.filter(([, field]) => test(field)).map(([name]) => name);
    expect(names((field) => field.optional === true)).toEqual([
      'stores.location.latitude',
      'stores.location.longitude',
      'inventory.notes',
    ]);
    expect(names((field) => field.bson === 'int32')).toEqual([
      'inventory.stock_level',
      'inventory.reorder_threshold',
      'orders.item_count',
      'order_items.quantity',
      'order_items.discount_percent',
    ]);
    expect(names((field) => field.bson === 'double' && field.form === 'money')).toEqual([
      'products.cost',
      'products.base_price',
      'orders.subtotal',
      'orders.tax',
      'orders.discount_total',
      'orders.total',
      'order_items.unit_price',
      'order_items.discount_amount',
      'order_items.line_total',
    ]);
  });
});
