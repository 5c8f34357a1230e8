/** What an app does to a loaded database in the course of a demo: 700 documents changed, a few more made and deleted. */
import { withClient } from './servers.mjs';

const UPDATED_ORDERS = 400;
const MOVED_STOCK = 100;
const DELETED_LINES = 100;
const NEW_ORDERS = 100;

/** @param round another one changes other documents. @returns how many documents are not as they were. */
export const changeSome = (uri, round, database = 'zava') =>
  withClient(uri, async (client) => {
    const db = client.db(database);
    const ids = async (name, limit) =>
      (
        await db
          .collection(name)
          .find({}, { projection: { _id: 1 } })
          .skip(round * 997)
          .limit(limit)
          .toArray()
      ).map(({ _id }) => _id);
    const orders = await ids('orders', UPDATED_ORDERS);
    const stock = await ids('inventory', MOVED_STOCK);
    const lines = await ids('order_items', DELETED_LINES);
    await db
      .collection('orders')
      .updateMany({ _id: { $in: orders } }, { $set: { status: `changed ${round}` } });
    await db.collection('inventory').updateMany({ _id: { $in: stock } }, { $inc: { stock_level: 1 } });
    await db.collection('order_items').deleteMany({ _id: { $in: lines } });
    const [model] = await db.collection('orders').find().limit(1).toArray();
    const made = Array.from({ length: NEW_ORDERS }, (_, i) => {
      const id = `order_of_app_${round}_${i}`;
      return { ...model, _id: id, order_id: id };
    });
    await db.collection('orders').insertMany(made);
    return orders.length + stock.length + lines.length + made.length;
  });
