/** Two offline sales from one stock level. */
import type { Scenario } from '../scenario.js';
import { MINUTE } from '../stage/timeline.js';
import { twoWorkers } from './set-ups.js';

const FIRST = 3;
const SECOND = 5;

export const offlineDecrements: Scenario = {
  name: 'offline-decrements',
  title: 'Two workers sell from one row of stock while both are offline',
  rules: ['register', 'clock', 'images'],
  play(stage, cast) {
    const { row, anna, ben } = twoWorkers(stage, cast);
    const before = anna.count(row, 'stock_level');
    anna.goOffline();
    ben.goOffline();
    stage.wait(5 * MINUTE);
    anna.set(row, { stock_level: before - FIRST }, `sells ${FIRST}`);
    stage.wait(5 * MINUTE);
    ben.set(row, { stock_level: before - SECOND }, `sells ${SECOND}`);
    stage.wait(5 * MINUTE);
    anna.comeOnline();
    stage.settle();
    stage.wait(5 * MINUTE);
    ben.comeOnline();
    stage.settle();
    const after = anna.count(row, 'stock_level');
    const right = before - FIRST - SECOND;
    return {
      watched: [{ ref: row, fields: ['stock_level'] }],
      verdict: {
        outcome: after === right ? 'kept' : 'lost',
        sentence: `Of ${before} units ${FIRST + SECOND} were sold, but everybody agrees on ${after} instead of ${right}: the later write wins, and the sale of ${after === before - SECOND ? FIRST : SECOND} is lost.`,
      },
    };
  },
};
