/** Sales reps with their customers and orders. */
import type { Scenario } from '../scenario.js';
import type { Device } from '../stage/device.js';
import type { Stage } from '../stage/stage.js';
import { ended, everythingOf, whileOffline } from './set-ups.js';

function twoReps(stage: Stage): { one: Device; two: Device } {
  const rep = (name: string) => stage.device(name, everythingOf('customers', 'orders', 'order_items'));
  const reps = { one: rep('sales rep 1'), two: rep('sales rep 2') };
  stage.startConnector();
  stage.settle();
  return reps;
}

const customerRenamed: Scenario = {
  name: 'customer-renamed',
  title: 'Two sales reps correct the first name of one customer while both are offline',
  rules: ['clock', 'register', 'types'],
  play(stage, { customer }) {
    const ref = stage.load('customers', customer);
    const { one, two } = twoReps(stage);
    const [first, second] = [`${customer.first_name}y`, `${customer.first_name} J.`];
    whileOffline(
      stage,
      [one, () => one.set(ref, { first_name: first }, 'corrects the name')],
      [two, () => two.set(ref, { first_name: second }, 'corrects the name')],
    );
    const name = stage.inMongo(ref)?.first_name;
    return ended(
      stage,
      [{ ref, fields: ['first_name', 'last_name'] }],
      false,
      `Everybody agrees on the later name, ${name}; ${name === second ? first : second} is lost. Copies of the name in orders stay as they are.`,
    );
  },
};

const ordersOffline: Scenario = {
  name: 'orders-offline',
  title: 'Two sales reps make an order each while both are offline',
  rules: ['new-id', 'whole', 'no-echo'],
  play(stage, { customer, orders, lines }) {
    stage.load('customers', customer);
    const reps = twoReps(stage);
    const acts = [reps.one, reps.two].map((rep, i) => {
      const order = orders[i as 0 | 1];
      const own = lines.filter(({ order_id }) => order_id === order.order_id);
      const act = () => {
        rep.insert(stage.ref('orders', order), order, `makes ${order.order_id}`);
        for (const line of own) rep.insert(stage.ref('order_items', line), line, 'makes a line of it');
      };
      return [rep, act] as const;
    });
    whileOffline(stage, ...acts);
    const refs = [
      ...orders.map((order) => ({ ref: stage.ref('orders', order), fields: ['total', 'item_count'] })),
      ...lines.map((line) => ({ ref: stage.ref('order_items', line), fields: ['line_total'] })),
    ];
    const arrived = refs.filter(({ ref }) => stage.inMongo(ref) !== undefined).length;
    return ended(
      stage,
      refs,
      arrived === refs.length,
      `The orders and their lines have ids of their own, so there is no conflict: all ${refs.length} documents are in MongoDB and on both devices.`,
    );
  },
};

const sameNumber: Scenario = {
  name: 'same-number',
  title: 'Two sales reps give their offline orders the same number',
  rules: ['map-merge', 'register', 'id-map'],
  play(stage, { customer, orders: [mine, other] }) {
    stage.load('customers', customer);
    const { one, two } = twoReps(stage);
    const yours = { ...other, _id: mine._id, order_id: mine.order_id };
    const ref = stage.ref('orders', mine);
    whileOffline(
      stage,
      [one, () => one.insert(ref, mine, `takes the next number, ${mine.order_id}`)],
      [two, () => two.insert(ref, yours, `takes the next number, ${mine.order_id}`)],
    );
    const total = stage.inMongo(ref)?.total;
    return ended(
      stage,
      [{ ref, fields: ['customer_id', 'order_date', 'total'] }],
      false,
      `Two orders with one id are one document: the fields of the later one win, its total is ${total}, and the other order, of ${total === yours.total ? mine.total : yours.total}, is lost. A number that is counted offline needs the device in it.`,
    );
  },
};

export const ORDER_SCENARIOS: readonly Scenario[] = [customerRenamed, ordersOffline, sameNumber];
