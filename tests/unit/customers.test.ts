/** Customers as functions of their number. */
import { describe, expect, it } from 'vitest';
import { emailPart } from '../../src/core/generate/name-parts.js';
import { makeNames } from '../../src/core/generate/names.js';
import type { World } from '../../src/core/settings/settings.js';
import { partsOf } from '../fixtures/parts.js';
import { referenceCustomer } from '../fixtures/reference.js';
import { full } from '../fixtures/worlds.js';

const numbers = (n: number) => Array.from({ length: n }, (_, i) => i);

/** The `_id`, id and email of the customers that `pick` names. */
function identities(world: World, pick: readonly number[]) {
  const { customers } = partsOf(world);
  const names = makeNames(world.seed);
  const documents = pick.map((n) => referenceCustomer(world, names, customers, n));
  return {
    _id: documents.map((document) => document._id.toHexString()),
    customer_id: documents.map((document) => document.customer_id),
    email: documents.map((document) => document.email),
  };
}

describe('the names', () => {
  it('are 2,048 first and 512 last ones, each unique also in an email address', () => {
    const { first, last } = makeNames(42);
    for (const [list, wanted] of [
      [first, 2048],
      [last, 512],
    ] as const) {
      expect(new Set(list.map(emailPart)).size).toBe(wanted);
      expect(list.every((name) => /^[a-z]+$/.test(emailPart(name)))).toBe(true);
    }
  });

  it('come in an order that the seed makes', () => {
    expect(makeNames(42)).toEqual(makeNames(42));
    expect(makeNames(43).first).not.toEqual(makeNames(42).first);
    expect(makeNames(43).last).not.toEqual(makeNames(42).last);
  });

  it('lose accents and everything but letters in an email address', () => {
    expect([emailPart('Müller-Lüdenscheidt'), emailPart("O'Hara"), emailPart('José')]).toEqual([
      'mullerludenscheidt',
      'ohara',
      'jose',
    ]);
  });
});

describe('customers', () => {
  it('have unique ids and email addresses in the full world', () => {
    const { _id, customer_id, email } = identities(full, numbers(full.customers));
    for (const list of [_id, customer_id, email]) expect(new Set(list).size).toBe(full.customers);
  });

  it('have unique email addresses where every full name is given again and again', () => {
    const world = { ...full, customers: 2 ** 32 - 1, orders: 0 };
    const rounds = [0, 1, 8, 9, 10, 99, 4094].map((round) => round * 2 ** 20);
    const { email } = identities(
      world,
      rounds.flatMap((from) => numbers(200).map((n) => from + n)),
    );
    expect(new Set(email).size).toBe(email.length);
    expect(email.slice(0, 200).every((address) => !/\d/.test(address))).toBe(true);
    expect(email.slice(200, 400).every((address) => /[a-z]2@/.test(address))).toBe(true);
  });

  it('have ids that ascend with their numbers', () => {
    const { _id } = identities(full, numbers(20_000));
    expect([..._id].sort()).toEqual(_id);
  });

  it('of the full world register within the period, in order, on the day that the plan says', () => {
    const world = full;
    const { customers, plan } = partsOf(world);
    const start = world.firstDay * 86_400;
    let before = start;
    for (let n = 0; n < world.customers; n++) {
      const created = customers.createdAt(n);
      const day = Math.floor((created - start) / 86_400);
      if (n < plan.customersBefore[0]) expect(created).toBe(start);
      else if (n < plan.customersBefore[day] || n >= plan.customersBefore[day + 1]) {
        expect.fail(`customer ${n} registers on day ${day}`);
      }
      if (created < before || day >= plan.days) expect.fail(`customer ${n} is out of order`);
      before = created;
      const updated = customers.updatedAt(n, created);
      if (updated < created || updated >= start + plan.days * 86_400) {
        expect.fail(`customer ${n} changes at ${updated}`);
      }
    }
  });

  it('spread over area codes, digits and domains', () => {
    const { customers } = partsOf(full);
    const phones = numbers(20_000).map((n) => customers.phone(n));
    for (let area = 0; area < 5; area++) {
      expect(phones.filter((phone) => phone.area === area).length / 20_000).toBeCloseTo(0.2, 1);
    }
    expect(new Set(phones.map((phone) => phone.line)).size).toBeGreaterThan(8000);
    expect(phones.every(({ line }) => Number.isInteger(line) && line >= 0 && line < 10_000)).toBe(true);
    const domains = numbers(20_000).map((n) => customers.domain(n));
    for (const domain of [0, 1, 2]) {
      expect(domains.filter((d) => d === domain).length / 20_000).toBeCloseTo(1 / 3, 1);
    }
    expect(new Set(domains).size).toBe(3);
  });
});
