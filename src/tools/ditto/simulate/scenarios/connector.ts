/** The connector between MongoDB and the cloud. */
import type { Scenario } from '../scenario.js';
import { MINUTE } from '../stage/timeline.js';
import type { Ref } from '../stage/words.js';
import { ended, everythingOf, follows, twoWorkers } from './set-ups.js';

const restart: Scenario = {
  name: 'connector-restart',
  title: 'The connector dies in the middle of its initial sync, and is started again',
  rules: ['initial-sync', 'no-echo', 'whole'],
  play(stage, { row, others }) {
    // In the order of an initial sync.
    const rows = [row, ...others].sort((a, b) => (a._id < b._id ? -1 : 1));
    const refs = rows.map((one) => stage.load('inventory', one));
    const [first, second] = refs as [Ref, Ref];
    const worker = stage.device('worker 1', follows('store_id', row.store_id, 'inventory'));
    stage.startConnector(2);
    stage.settle();
    stage.crashConnector(2);
    stage.wait(5 * MINUTE);
    const sold = worker.count(first, 'stock_level') - 1;
    worker.set(first, { stock_level: sold }, 'sells 1');
    stage.settle();
    stage.change(second, { reorder_threshold: 99 }, 'raises a threshold');
    stage.wait(5 * MINUTE);
    stage.startConnector();
    stage.settle();
    const kept =
      refs.every((ref) => worker.find(ref) !== undefined) &&
      stage.inMongo(first)?.stock_level === sold &&
      worker.count(second, 'reorder_threshold') === 99;
    return ended(
      stage,
      [
        { ref: first, fields: ['stock_level', 'reorder_threshold'] },
        { ref: second, fields: ['stock_level', 'reorder_threshold'] },
      ],
      kept,
      `All ${refs.length} rows arrive, none twice; the sale on the device and the change in MongoDB, both made while the connector was down, are kept.`,
    );
  },
};

const validatorRefuses: Scenario = {
  name: 'validator-refuses',
  title: 'A device writes null where a validator of MongoDB wants a number',
  rules: ['refusal', 'images'],
  play(stage, cast) {
    const { row, one } = twoWorkers(stage, cast);
    stage.wait(5 * MINUTE);
    one.set(row, { reorder_threshold: null }, 'clears the threshold');
    stage.settle();
    stage.wait(5 * MINUTE);
    const left = one.count(row, 'stock_level') - 1;
    one.set(row, { stock_level: left }, 'sells 1');
    stage.settle();
    return ended(
      stage,
      [{ ref: row, fields: ['stock_level', 'reorder_threshold'] }],
      false,
      'All devices show the empty threshold, and MongoDB has the old one: the write is parked and no device is told. The sale after it is of the same document, and does not reach MongoDB either.',
    );
  },
};

const mongoAgainstDevice: Scenario = {
  name: 'mongodb-against-device',
  title: 'An application of MongoDB writes a field that a device has written offline',
  rules: ['connector-clock', 'register', 'images'],
  play(stage, cast) {
    const { row, one } = twoWorkers(stage, cast);
    const before = one.count(row, 'stock_level');
    one.goOffline();
    stage.wait(5 * MINUTE);
    one.set(row, { stock_level: before - 1 }, 'sells 1');
    stage.wait(5 * MINUTE);
    stage.change(row, { stock_level: before + 40 }, 'books a delivery of 40');
    stage.settle();
    stage.wait(5 * MINUTE);
    one.comeOnline();
    stage.settle();
    const after = one.count(row, 'stock_level');
    return ended(
      stage,
      [{ ref: row, fields: ['stock_level'] }],
      after === before + 39,
      `Everybody agrees on ${after} instead of ${before + 39}: what comes from MongoDB is stamped when it arrives in Ditto, which was after the sale, and the sale is lost.`,
    );
  },
};

const changedId: Scenario = {
  name: 'changed-id',
  title: 'A device changes a field that makes the id of a row',
  rules: ['id-map', 'immutable', 'refusal'],
  play(stage, cast) {
    const { row, one } = twoWorkers(stage, cast);
    const { store_id } = cast.sameElsewhere;
    stage.wait(5 * MINUTE);
    one.set(row, { store_id }, 'books the row to another store');
    stage.settle();
    const inMongo = stage.inMongo(row)?.store_id;
    return ended(
      stage,
      [{ ref: row, fields: ['store_id', 'stock_level'] }],
      inMongo === store_id,
      inMongo === store_id
        ? "With the row's own id in both systems the store is a field like others, and the change arrives."
        : 'The store is part of the id, which cannot change: devices show the other store, MongoDB does not, and the write is parked.',
    );
  },
};

const newRow: Scenario = {
  name: 'new-row',
  title: 'A device makes a row of the inventory',
  rules: ['new-id', 'refusal', 'whole'],
  play(stage, { row, others: [other] }) {
    stage.load('inventory', row);
    const ref = stage.ref('inventory', other ?? row);
    const worker = stage.device('worker 1', everythingOf('inventory'));
    stage.startConnector();
    stage.settle();
    const { _id, ...fields } = other ?? row;
    worker.insert(ref, fields, 'takes a product into the range');
    stage.settle();
    const arrived = stage.inMongo(ref) !== undefined;
    return ended(
      stage,
      [{ ref, fields: ['stock_level', 'location.aisle'] }],
      arrived,
      arrived
        ? 'The device chose the UUID, which is the id in both systems: the row arrives in MongoDB.'
        : 'Where store and product make the id, MongoDB is to choose an _id of its own, which is no UUID: the validator refuses the row, and it is on devices alone.',
    );
  },
};

export const CONNECTOR_SCENARIOS: readonly Scenario[] = [
  ...[restart, validatorRefuses, mongoAgainstDevice, changedId, newRow],
];
