/** The NAME.metadata.json of a dump. */
import { EJSON } from 'bson';
import { describe, expect, it } from 'vitest';
import { COLLECTION_NAMES, MODELS } from '../../src/core/model/index.js';
import { dumpMetadata } from '../../src/engine/sinks/files/dump-metadata.js';

describe('the metadata of a collection', () => {
  it('is canonical Extended JSON as mongodump writes it', () => {
    expect(JSON.parse(dumpMetadata(MODELS.orders))).toMatchInlineSnapshot(`
      {
        "collectionName": "orders",
        "indexes": [
          {
            "key": {
              "_id": {
                "$numberInt": "1",
              },
            },
            "name": "_id_",
            "v": {
              "$numberInt": "2",
            },
          },
          {
            "key": {
              "order_id": {
                "$numberInt": "1",
              },
            },
            "name": "order_id_1",
            "unique": true,
            "v": {
              "$numberInt": "2",
            },
          },
          {
            "key": {
              "customer_id": {
                "$numberInt": "1",
              },
            },
            "name": "customer_id_1",
            "v": {
              "$numberInt": "2",
            },
          },
          {
            "key": {
              "store_id": {
                "$numberInt": "1",
              },
            },
            "name": "store_id_1",
            "v": {
              "$numberInt": "2",
            },
          },
          {
            "key": {
              "order_date": {
                "$numberInt": "-1",
              },
            },
            "name": "order_date_-1",
            "v": {
              "$numberInt": "2",
            },
          },
          {
            "key": {
              "deleted": {
                "$numberInt": "1",
              },
            },
            "name": "deleted_1",
            "v": {
              "$numberInt": "2",
            },
          },
          {
            "key": {
              "status": {
                "$numberInt": "1",
              },
            },
            "name": "status_1",
            "v": {
              "$numberInt": "2",
            },
          },
          {
            "key": {
              "customer_id": {
                "$numberInt": "1",
              },
              "order_date": {
                "$numberInt": "-1",
              },
            },
            "name": "customer_id_1_order_date_-1",
            "v": {
              "$numberInt": "2",
            },
          },
          {
            "key": {
              "order_date": {
                "$numberInt": "-1",
              },
              "store_id": {
                "$numberInt": "1",
              },
            },
            "name": "store_id_1_order_date_-1",
            "v": {
              "$numberInt": "2",
            },
          },
          {
            "key": {
              "status": {
                "$numberInt": "1",
              },
              "store_id": {
                "$numberInt": "1",
              },
            },
            "name": "store_id_1_status_1",
            "v": {
              "$numberInt": "2",
            },
          },
        ],
        "options": {
          "changeStreamPreAndPostImages": {
            "enabled": true,
          },
        },
        "type": "collection",
      }
    `);
  });

  it('has the text index of products in the form in which the server stores it', () => {
    expect(dumpMetadata(MODELS.products)).toMatchInlineSnapshot(
      `"{"options":{"changeStreamPreAndPostImages":{"enabled":true}},"indexes":[{"v":{"$numberInt":"2"},"key":{"_id":{"$numberInt":"1"}},"name":"_id_"},{"v":{"$numberInt":"2"},"key":{"product_id":{"$numberInt":"1"}},"name":"product_id_1","unique":true},{"v":{"$numberInt":"2"},"key":{"sku":{"$numberInt":"1"}},"name":"sku_1","unique":true},{"v":{"$numberInt":"2"},"key":{"category_id":{"$numberInt":"1"}},"name":"category_id_1"},{"v":{"$numberInt":"2"},"key":{"type_id":{"$numberInt":"1"}},"name":"type_id_1"},{"v":{"$numberInt":"2"},"key":{"deleted":{"$numberInt":"1"}},"name":"deleted_1"},{"v":{"$numberInt":"2"},"key":{"_fts":"text","_ftsx":{"$numberInt":"1"}},"name":"product_name_text_product_description_text","weights":{"product_name":{"$numberInt":"10"},"product_description":{"$numberInt":"5"}},"default_language":"english","language_override":"language","textIndexVersion":{"$numberInt":"3"}}],"collectionName":"products","type":"collection"}"`,
    );
  });

  it('holds all indexes and, where Ditto follows the collection, images before and after a change', () => {
    for (const name of COLLECTION_NAMES) {
      const metadata = EJSON.parse(dumpMetadata(MODELS[name]));
      expect(metadata.collectionName).toBe(name);
      expect(metadata.indexes.map((index: { name: string }) => index.name)).toEqual([
        '_id_',
        ...MODELS[name].indexes.map((index) => index.name),
      ]);
      expect(metadata.options).toEqual(
        name === 'product_embeddings' ? {} : { changeStreamPreAndPostImages: { enabled: true } },
      );
    }
  });
});
