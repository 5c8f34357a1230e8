// orders as BSON from their numbers, by order.
import { keep, task } from './task.mjs';
import { bsonTask } from './world.mjs';

export function tasks({ parts }) {
  const buffer = new Uint8Array(parts.ordersSize());
  const end = parts.encodeOrders(buffer);
  return [
    task('the encoder', () => {
      keep(parts.encodeOrders(buffer));
      return parts.columns.orders;
    }),
    bsonTask(buffer.slice(0, end)),
  ];
}
