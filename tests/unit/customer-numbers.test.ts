/** From a customer_id back to the number. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { customerNumbers } from '../../src/core/generate/customer-numbers.js';
import { Customers } from '../../src/core/generate/customers.js';
import { makePlan } from '../../src/core/plan/plan.js';
import { Segments } from '../../src/core/plan/segments.js';
import { scatter, unscatter } from '../../src/core/random/hash.js';
import { tinyWith } from '../fixtures/worlds.js';

const word = fc.integer({ min: -(2 ** 31), max: 2 ** 32 - 1 });

it('unscatter undoes scatter, for every number and key', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2 ** 32 - 1 }), word, (n, key) => {
      expect(unscatter(scatter(n, key), key)).toBe(n);
    }),
  );
});

it('an id of any world gives back its number', () => {
  fc.assert(
    fc.property(fc.nat(), fc.integer({ min: 0, max: 4_000_000_000 }), (seed, n) => {
      const world = tinyWith({ seed: seed as never, customers: (n + 1) as never });
      const segments = new Segments(world);
      const customers = new Customers(world, makePlan({ ...world, orders: 0 }, segments), segments);
      const id = `cust_${(customers.idWord(n) >>> 0).toString(16).padStart(8, '0')}`;
      expect(customerNumbers(world)(id)).toBe(n);
      // One customer fewer, and nobody has that id.
      expect(customerNumbers({ ...world, customers: n })(id)).toBeUndefined();
    }),
    { numRuns: 20 },
  );
});

it('anything else is no id', () => {
  const numberOf = customerNumbers(tinyWith({}));
  for (const id of [
    '',
    'cust_',
    'cust_0040794',
    'CUST_0040794a',
    'cust_0040794A',
    'cust_0040794a ',
    'order_1',
  ]) {
    expect(numberOf(id), id).toBeUndefined();
  }
});
