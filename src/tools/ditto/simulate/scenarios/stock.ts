/** Several people and one stock level. */
import type { Scenario } from '../scenario.js';
import { HOUR, MINUTE } from '../stage/timeline.js';
import { ended, follows, twoWorkers, whileOffline } from './set-ups.js';

const FIRST = 3;
const SECOND = 5;
const SOLD = FIRST + SECOND;

const offlineDecrements: Scenario = {
  name: 'offline-decrements',
  title: 'Two workers sell from one row of stock while both are offline',
  rules: ['clock', 'register', 'images'],
  play(stage, cast) {
    const { row, one, two } = twoWorkers(stage, cast);
    const before = one.count(row, 'stock_level');
    whileOffline(
      stage,
      [one, () => one.set(row, { stock_level: before - FIRST }, `sells ${FIRST}`)],
      [two, () => two.set(row, { stock_level: before - SECOND }, `sells ${SECOND}`)],
    );
    const after = one.count(row, 'stock_level');
    const right = before - SOLD;
    return ended(
      stage,
      [{ ref: row, fields: ['stock_level'] }],
      after === right,
      `Of ${before} units ${SOLD} were sold, but everybody agrees on ${after} instead of ${right}: the later write wins, and the earlier sale is lost.`,
    );
  },
};

const counterDecrements: Scenario = {
  name: 'counter-decrements',
  title: 'The same two sales by a counter',
  rules: ['restart', 'counter', 'beside'],
  play(stage, cast) {
    const { row, one, two } = twoWorkers(stage, cast);
    const before = one.count(row, 'stock_level');
    one.restart(row, 'stock_level', before, 'makes it a counter');
    stage.settle();
    whileOffline(
      stage,
      [one, () => one.increment(row, 'stock_level', -FIRST, `sells ${FIRST}`)],
      [two, () => two.increment(row, 'stock_level', -SECOND, `sells ${SECOND}`)],
    );
    const after = one.count(row, 'stock_level');
    return ended(
      stage,
      [{ ref: row, fields: ['stock_level'] }],
      after === before - SOLD,
      `Of ${before} units ${SOLD} were sold, and everybody agrees on ${after}: increments of a counter add up. It goes well as long as MongoDB does not write the field.`,
    );
  },
};

const DELIVERED = 40;

const counterUnsafe: Scenario = {
  name: 'counter-unsafe',
  title: 'A counter on a field that MongoDB writes, too',
  rules: ['beside', 'counter', 'images'],
  play(stage, cast) {
    const { row, one } = twoWorkers(stage, cast);
    const before = one.count(row, 'stock_level');
    one.restart(row, 'stock_level', before, 'makes it a counter');
    stage.settle();
    stage.wait(5 * MINUTE);
    stage.change(row, { stock_level: before + DELIVERED }, `books a delivery of ${DELIVERED}`);
    stage.settle();
    stage.wait(5 * MINUTE);
    one.increment(row, 'stock_level', -1, 'sells 1');
    stage.settle();
    const after = one.count(row, 'stock_level');
    const right = before + DELIVERED - 1;
    return ended(
      stage,
      [{ ref: row, fields: ['stock_level'] }],
      after === right,
      `The delivery was written beside the counter, which knows nothing of it: after one sale everybody agrees on ${after} instead of ${right}, and the delivery of ${DELIVERED} is lost.`,
    );
  },
};

const sameItem: Scenario = {
  name: 'same-item',
  title: 'Two workers count the same shelf while both are offline',
  rules: ['clock', 'register'],
  play(stage, cast) {
    const { row, one, two } = twoWorkers(stage, cast);
    const before = one.count(row, 'stock_level');
    whileOffline(
      stage,
      [one, () => one.set(row, { stock_level: before - 2 }, `counts ${before - 2}`)],
      [two, () => two.set(row, { stock_level: before - 1 }, `counts ${before - 1}`)],
    );
    const after = one.count(row, 'stock_level');
    return ended(
      stage,
      [{ ref: row, fields: ['stock_level'] }],
      after === before - 1,
      `Both wrote what they counted, and everybody agrees on the later count, ${after}: a count says what is there, so nothing is lost that should be kept.`,
    );
  },
};

const fastClock: Scenario = {
  name: 'fast-clock',
  title: 'The clock of a device is two hours fast',
  rules: ['clock', 'register'],
  play(stage, { row }) {
    const ref = stage.load('inventory', row);
    const followed = follows('store_id', row.store_id, 'inventory');
    const fast = stage.device('fast device', followed, 2 * HOUR);
    const right = stage.device('worker 2', followed);
    stage.startConnector();
    stage.settle();
    const before = right.count(ref, 'stock_level');
    whileOffline(
      stage,
      [fast, () => fast.set(ref, { stock_level: before - 2 }, `counts ${before - 2}`)],
      [right, () => right.set(ref, { stock_level: before - 9 }, `counts ${before - 9} later`)],
    );
    const after = right.count(ref, 'stock_level');
    return ended(
      stage,
      [{ ref, fields: ['stock_level'] }],
      after === before - 9,
      `The later count was ${before - 9}, but everybody agrees on ${after}: the device with the fast clock stamped its earlier one two hours ahead.`,
    );
  },
};

export const STOCK_SCENARIOS: readonly Scenario[] = [
  ...[offlineDecrements, counterDecrements, counterUnsafe, sameItem, fastClock],
];
