/** Two people and different fields. */
import { isDeepStrictEqual } from 'node:util';
import type { Scenario } from '../scenario.js';
import { MINUTE } from '../stage/timeline.js';
import { ended, everythingOf, follows, twoWorkers, whileOffline } from './set-ups.js';

const NEW_PLACE = { aisle: '12', shelf: 'Top', bin: '7' };

const countAndMove: Scenario = {
  name: 'count-and-move',
  title: 'One worker counts an item while another moves it, both offline',
  rules: ['register', 'map-merge', 'images'],
  play(stage, cast) {
    const { row, one, two } = twoWorkers(stage, cast);
    const counted = one.count(row, 'stock_level') - 1;
    whileOffline(
      stage,
      [one, () => one.set(row, { stock_level: counted }, `counts ${counted}`)],
      [two, () => two.set(row, { location: NEW_PLACE }, 'moves it')],
    );
    const after = stage.inMongo(row);
    const kept = after?.stock_level === counted && isDeepStrictEqual(after.location, NEW_PLACE);
    return ended(
      stage,
      [{ ref: row, fields: ['stock_level', 'location.aisle', 'location.shelf', 'location.bin'] }],
      kept,
      `The count and the new place are different fields, so both are kept: ${counted} units in aisle ${NEW_PLACE.aisle}.`,
    );
  },
};

const mapFields: Scenario = {
  name: 'map-fields',
  title: 'One worker corrects the aisle while another corrects the shelf, both offline',
  rules: ['map', 'map-merge', 'images'],
  play(stage, cast) {
    const { row, one, two } = twoWorkers(stage, cast);
    whileOffline(
      stage,
      [one, () => one.set(row, { 'location.aisle': NEW_PLACE.aisle }, 'corrects the aisle')],
      [two, () => two.set(row, { 'location.shelf': NEW_PLACE.shelf }, 'corrects the shelf')],
    );
    const location = stage.inMongo(row)?.location as Record<string, string>;
    return ended(
      stage,
      [{ ref: row, fields: ['location.aisle', 'location.shelf', 'location.bin'] }],
      location.aisle === NEW_PLACE.aisle && location.shelf === NEW_PLACE.shelf,
      `The place is a map, whose keys merge one by one: aisle ${location.aisle} and shelf ${location.shelf} are both kept.`,
    );
  },
};

const strictMismatch: Scenario = {
  name: 'strict-mismatch',
  title: 'The connector is in strict mode, and the devices are not',
  strict: true,
  rules: ['strict', 'strict-agree', 'beside'],
  play(stage, cast) {
    const { row, one } = twoWorkers(stage, cast);
    stage.wait(5 * MINUTE);
    one.set(row, { 'location.shelf': NEW_PLACE.shelf }, 'corrects the shelf');
    stage.settle();
    const shown = one.find(row)?.location as Record<string, string>;
    return ended(
      stage,
      [{ ref: row, fields: ['location.aisle', 'location.shelf', 'location.bin'] }],
      false,
      `The place arrived as one register; the device wrote a map beside it, which shows ${Object.keys(shown).join(', ')} alone, and the connector, which sees registers, never tells MongoDB.`,
    );
  },
};

const priceAndStock: Scenario = {
  name: 'price-and-stock',
  title: 'A manager changes a price while a worker sells the product, both offline',
  rules: ['register', 'images', 'subscription'],
  play(stage, { product, row }) {
    const item = stage.load('products', product);
    const stock = stage.load('inventory', row);
    const both = [...everythingOf('products'), ...follows('store_id', row.store_id, 'inventory')];
    const manager = stage.device('manager', both);
    const worker = stage.device('worker 1', both);
    stage.startConnector();
    stage.settle();
    const price = Math.round(product.base_price * 110) / 100;
    const left = row.stock_level - 2;
    whileOffline(
      stage,
      [manager, () => manager.set(item, { base_price: price }, 'raises the price')],
      [worker, () => worker.set(stock, { stock_level: left }, 'sells 2')],
    );
    const kept = stage.inMongo(item)?.base_price === price && stage.inMongo(stock)?.stock_level === left;
    return ended(
      stage,
      [
        { ref: item, fields: ['base_price'] },
        { ref: stock, fields: ['stock_level'] },
      ],
      kept,
      `Price and stock are different fields, of different documents even, so both are kept: ${price} and ${left} units.`,
    );
  },
};

const twoStores: Scenario = {
  name: 'two-stores',
  title: 'Workers of two stores sell the same product while both are offline',
  rules: ['id-map', 'register', 'subscription'],
  play(stage, { row, sameElsewhere }) {
    const here = stage.load('inventory', row);
    const there = stage.load('inventory', sameElsewhere);
    const one = stage.device('worker here', follows('store_id', row.store_id, 'inventory'));
    const two = stage.device('worker there', follows('store_id', sameElsewhere.store_id, 'inventory'));
    stage.startConnector();
    stage.settle();
    const left = [row.stock_level - 1, sameElsewhere.stock_level - 1] as const;
    whileOffline(
      stage,
      [one, () => one.set(here, { stock_level: left[0] }, 'sells 1')],
      [two, () => two.set(there, { stock_level: left[1] }, 'sells 1')],
    );
    return ended(
      stage,
      [here, there].map((ref) => ({ ref, fields: ['stock_level'] })),
      stage.inMongo(here)?.stock_level === left[0] && stage.inMongo(there)?.stock_level === left[1],
      `Each store has a row of its own for ${row.product_id}, so there is no conflict, and both sales are kept.`,
    );
  },
};

export const FIELD_SCENARIOS: readonly Scenario[] = [
  ...[countAndMove, mapFields, strictMismatch, priceAndStock, twoStores],
];
