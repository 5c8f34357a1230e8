/** Deletions, and what outlives them. */
import type { Scenario } from '../scenario.js';
import { DAY, MINUTE } from '../stage/timeline.js';
import { ended, everythingOf, twoWorkers, whileOffline } from './set-ups.js';

const deleteAgainstEdit: Scenario = {
  name: 'delete-against-edit',
  title: 'One worker deletes a row while another edits it, both offline',
  rules: ['delete', 'delete-edit', 'refusal', 'id-map'],
  play(stage, cast) {
    const { row, one, two } = twoWorkers(stage, cast);
    const left = one.count(row, 'stock_level') - 1;
    whileOffline(
      stage,
      [one, () => one.delete(row, 'takes it off the range')],
      [two, () => two.set(row, { stock_level: left }, 'sells 1')],
    );
    const shown = Object.keys(two.find(row) ?? {}).filter((field) => field !== '_id');
    return ended(
      stage,
      [{ ref: row, fields: ['stock_level', 'store_id', 'product_id'] }],
      false,
      `The edit outlives the deletion, alone: devices show a document of nothing but ${shown.join(', ')}, and MongoDB, where the row is deleted, takes no such document.`,
    );
  },
};

const softDelete: Scenario = {
  name: 'soft-delete-against-edit',
  title: 'The same, with the field deleted in place of DELETE',
  rules: ['register', 'images'],
  play(stage, cast) {
    const { row, one, two } = twoWorkers(stage, cast);
    const left = one.count(row, 'stock_level') - 1;
    whileOffline(
      stage,
      [one, () => one.set(row, { deleted: true }, 'takes it off the range')],
      [two, () => two.set(row, { stock_level: left }, 'sells 1')],
    );
    const document = stage.inMongo(row);
    return ended(
      stage,
      [{ ref: row, fields: ['stock_level', 'deleted'] }],
      document?.deleted === true && document.stock_level === left,
      'The mark and the sale are different fields, so both are kept, and the document stays whole everywhere.',
    );
  },
};

const staleDevice: Scenario = {
  name: 'stale-device',
  title: 'Devices come back after others have deleted an order',
  rules: ['tombstone', 'device-delete', 'held', 'whole'],
  play(stage, { orders: [order] }) {
    const ref = stage.load('orders', order);
    const device = (name: string) => stage.device(name, everythingOf('orders'));
    const [one, two, three] = [device('tablet 1'), device('tablet 2'), device('tablet 3')] as const;
    stage.startConnector();
    stage.settle();
    two.goOffline();
    three.goOffline();
    stage.wait(5 * MINUTE);
    one.delete(ref, 'deletes the order');
    stage.settle();
    stage.wait(10 * DAY);
    two.comeOnline();
    stage.settle();
    const gone = two.find(ref) === undefined;
    stage.wait(25 * DAY);
    three.comeOnline();
    stage.settle();
    const back = stage.inMongo(ref) !== undefined;
    return ended(
      stage,
      [{ ref, fields: ['status', 'total'] }],
      !back,
      `The tablet that came back after 10 days ${gone ? 'learned of the deletion' : 'kept the order'}; the one that came back after 35 days ${back ? 'brought the order back everywhere, into MongoDB too, and the deletion is lost' : 'did, too'}.`,
    );
  },
};

const hardDelete: Scenario = {
  name: 'delete-in-mongodb',
  title: 'A document is deleted in MongoDB while a device edits it, and then made again',
  rules: ['final-delete', 'images', 'held'],
  play(stage, cast) {
    const { row, one } = twoWorkers(stage, cast);
    const left = one.count(row, 'stock_level') - 1;
    one.goOffline();
    stage.wait(5 * MINUTE);
    stage.remove(row, 'a clean-up');
    stage.settle();
    stage.wait(5 * MINUTE);
    one.set(row, { stock_level: left }, 'sells 1');
    stage.wait(5 * MINUTE);
    one.comeOnline();
    stage.settle();
    stage.wait(5 * MINUTE);
    stage.create(row, cast.row, 'the same document again');
    stage.settle();
    return ended(
      stage,
      [{ ref: row, fields: ['stock_level'] }],
      false,
      'The deletion beats the later sale on the device, and the document that was made again is in MongoDB alone: it stays hidden on all devices until the cloud forgets the deletion. Mark documents as deleted, and reload by upsert.',
    );
  },
};

const evicted: Scenario = {
  name: 'evict',
  title: 'A device makes room, once with and once without its subscription',
  rules: ['evict', 'evict-return', 'subscription'],
  play(stage, { orders: [order] }) {
    const ref = stage.load('orders', order);
    const asking = stage.device('tablet 1', everythingOf('orders'));
    const holding = stage.device('tablet 2', everythingOf('orders'));
    stage.startConnector();
    stage.settle();
    holding.unsubscribe();
    asking.evict(ref, 'makes room');
    holding.evict(ref, 'makes room');
    stage.settle();
    const back = asking.find(ref) !== undefined;
    return ended(
      stage,
      [{ ref, fields: ['status', 'total'] }],
      stage.inMongo(ref) !== undefined && back && holding.find(ref) === undefined,
      `Nothing is deleted anywhere. The tablet that still asks for the order has it back at once; the one that ended its subscription first has room.`,
    );
  },
};

export const DELETE_SCENARIOS: readonly Scenario[] = [
  ...[deleteAgainstEdit, softDelete, staleDevice, hardDelete, evicted],
];
