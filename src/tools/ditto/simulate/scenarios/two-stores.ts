/** Workers of two stores and one product. */
import type { Scenario } from '../scenario.js';
import { MINUTE } from '../stage/timeline.js';
import type { Ref } from '../stage/words.js';
import { follows } from './set-ups.js';

export const twoStores: Scenario = {
  name: 'two-stores',
  title: 'Workers of two stores sell the same product while both are offline',
  rules: ['id-map', 'register', 'subscription'],
  play(stage, { row, sameElsewhere }) {
    const [here, there] = stage.load('inventory', row, sameElsewhere) as [Ref, Ref];
    const one = stage.device('worker here', follows('store_id', row.store_id, 'inventory'));
    const two = stage.device('worker there', follows('store_id', sameElsewhere.store_id, 'inventory'));
    stage.startConnector();
    stage.settle();
    one.goOffline();
    two.goOffline();
    stage.wait(5 * MINUTE);
    one.set(here, { stock_level: row.stock_level - 1 }, 'sells 1');
    two.set(there, { stock_level: sameElsewhere.stock_level - 1 }, 'sells 1');
    stage.wait(5 * MINUTE);
    one.comeOnline();
    two.comeOnline();
    stage.settle();
    const kept =
      stage.inMongo(here)?.stock_level === row.stock_level - 1 &&
      stage.inMongo(there)?.stock_level === sameElsewhere.stock_level - 1;
    return {
      watched: [here, there].map((ref) => ({ ref, fields: ['stock_level'] })),
      verdict: {
        outcome: kept ? 'kept' : 'lost',
        sentence: `Each store has a row of its own for ${row.product_id}, so there is no conflict: both sales are kept.`,
      },
    };
  },
};
