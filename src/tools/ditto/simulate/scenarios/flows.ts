/** Flows of the two demo apps in which nothing conflicts. */
import type { DittoDocument } from '../../document.js';
import type { Scenario } from '../scenario.js';
import type { Device } from '../stage/device.js';
import { MINUTE } from '../stage/timeline.js';
import type { Ref } from '../stage/words.js';
import { ended, everythingOf, follows } from './set-ups.js';

/** As the worker app asks: `WHERE stock_level <= reorder_threshold`. */
const runsShort = ({ stock_level, reorder_threshold }: Partial<DittoDocument> = {}): boolean =>
  Number(stock_level) <= Number(reorder_threshold);

const orderToAlert: Scenario = {
  name: 'order-to-alert',
  title: 'An order on a tablet takes the stock below its threshold, and a worker is alerted',
  rules: ['subscription', 'images', 'whole'],
  play(stage, { row, orders: [order] }) {
    const stock = stage.load('inventory', row);
    const rep = stage.device('sales rep', everythingOf('inventory', 'orders'));
    const worker = stage.device('worker', follows('store_id', row.store_id, 'inventory'));
    stage.startConnector();
    stage.settle();
    stage.wait(5 * MINUTE);
    const left = Math.max(0, row.reorder_threshold - 1);
    rep.insert(stage.ref('orders', order), order, `makes ${order.order_id}`);
    rep.set(stock, { stock_level: left }, `takes ${row.stock_level - left} from stock`);
    stage.settle();
    const alerted = runsShort(worker.find(stock));
    if (alerted) stage.tell('worker', `is alerted: ${left} left, threshold ${row.reorder_threshold}`);
    return ended(
      stage,
      [
        { ref: stage.ref('orders', order), fields: ['status', 'total'] },
        { ref: stock, fields: ['stock_level', 'reorder_threshold'] },
      ],
      alerted && stage.inMongo(stage.ref('orders', order)) !== undefined,
      "The order is in MongoDB, the level is the same everywhere, and the alert comes from a query on the worker's device: no server was asked.",
    );
  },
};

const MOVED = 4;

const transfer: Scenario = {
  name: 'transfer',
  title: 'Goods go from one store to another, without the cloud',
  rules: ['subscription', 'register', 'clock'],
  play(stage, { row, sameElsewhere }) {
    const from = stage.load('inventory', row);
    const to = stage.load('inventory', sameElsewhere);
    const one = stage.device('worker here', everythingOf('inventory'));
    const two = stage.device('worker there', everythingOf('inventory'));
    stage.startConnector();
    stage.settle();
    one.goOffline();
    two.goOffline();
    stage.wait(5 * MINUTE);
    const change = (device: Device, ref: Ref, by: number, why: string): void =>
      device.set(ref, { stock_level: device.count(ref, 'stock_level') + by }, why);
    change(one, from, -MOVED, `sends ${MOVED}`);
    stage.wait(30 * MINUTE);
    stage.meet(one, two);
    change(two, to, MOVED, `receives ${MOVED}`);
    stage.wait(30 * MINUTE);
    two.comeOnline();
    stage.settle();
    const kept =
      stage.inMongo(from)?.stock_level === row.stock_level - MOVED &&
      stage.inMongo(to)?.stock_level === sameElsewhere.stock_level + MOVED;
    one.comeOnline();
    stage.settle();
    return ended(
      stage,
      [from, to].map((ref) => ({ ref, fields: ['stock_level'] })),
      kept,
      'The second device brings the news of both into the cloud, as it met the first one: no unit is lost, and each store writes its own row.',
    );
  },
};

export const FLOW_SCENARIOS: readonly Scenario[] = [orderToAlert, transfer];
