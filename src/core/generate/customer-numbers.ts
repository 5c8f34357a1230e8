/** From a customer_id back to the customer's number. */

import { unscatter } from '../random/hash.js';
import type { World } from '../settings/settings.js';
import { customerKeys } from './customers.js';

/** Finds the number that a customer_id was made of; undefined for what is no id of this world. */
export function customerNumbers(world: World): (customerId: string) => number | undefined {
  const { id: key } = customerKeys(world.seed);
  return (customerId) => {
    const digits = /^cust_([0-9a-f]{8})$/.exec(customerId)?.[1];
    if (digits === undefined) return undefined;
    const number = unscatter(Number.parseInt(digits, 16), key);
    return number < world.customers ? number : undefined;
  };
}
