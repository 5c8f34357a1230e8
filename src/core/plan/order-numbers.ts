/** From an order_id back to the order's number, and from that to the shard that has it. */
import { dayOf } from '../settings/calendar.js';
import type { World } from '../settings/settings.js';
import type { OrderShard, Plan } from './plan.js';

/** Finds the number, from 0 in order of time, that an order_id was made of; undefined for what is no id of this world. */
export function orderNumbers(world: World, plan: Plan): (orderId: string) => number | undefined {
  return (orderId) => {
    const [, date, digits = ''] = /^order_(\d{8})_(\d+)$/.exec(orderId) ?? [];
    if (date === undefined || digits.length !== plan.orderDigits) return undefined;
    const day = dayOf(`${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6)}`) - world.firstDay;
    // A day that does not exist rolls over into another one, whose orders have another date in their ids.
    if (!(day >= 0 && day < plan.days) || dateText(world.firstDay + day) !== date) return undefined;
    const [first = 0, next = 0] = plan.ordersBefore.slice(day, day + 2);
    const ofDay = Number(digits) - 1;
    return ofDay < 0 || ofDay >= next - first ? undefined : first + ofDay;
  };
}

/** The number of a shard's first order. */
export const firstOrderOf = (shard: OrderShard, plan: Plan): number =>
  (plan.ordersBefore[shard.fromDay] ?? 0) + shard.fromOrder;

/** Of the orders of a shard, their days in the period and their numbers on these, from 1. */
interface Drawn {
  readonly day: Uint32Array;
  readonly number: Float64Array;
}

/** The number of an order that was drawn. @param i its position in the shard. */
export const orderNumberAt = ({ day, number }: Drawn, i: number, plan: Plan): number =>
  plan.ordersBefore[day[i]] + number[i] - 1;

/** Its order_id. */
export const orderIdAt = ({ day, number }: Drawn, i: number, { firstDay }: World, plan: Plan): string =>
  `order_${dateText(firstDay + day[i])}_${String(number[i]).padStart(plan.orderDigits, '0')}`;

const dateText = (day: number): string =>
  new Date(day * 86_400_000).toISOString().slice(0, 10).replaceAll('-', '');
