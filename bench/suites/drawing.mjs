// The numbers of orders and their lines, by order.
import { keep, task } from './task.mjs';

export function tasks({ parts, shard }) {
  return [
    task('an order with its lines', () => {
      keep(parts.draw(shard).units[0]);
      return shard.orders;
    }),
  ];
}
