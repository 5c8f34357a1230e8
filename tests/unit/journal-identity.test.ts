/** Whether a load journal is that of the same load, and which term its documents are of. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { difference } from '../../src/core/settings/identity.js';
import { identityOf } from '../../src/engine/manifest/manifest.js';
import { joined } from '../../src/mongodb/election-term.js';
import { tiny, tinyWith } from '../fixtures/worlds.js';

const identity = (settings: Record<string, unknown>) => ({ format: 1, seed: 1, settings });

describe('difference', () => {
  it('names the setting and both values', () => {
    const here = identityOf(tiny);
    expect(difference(here, identityOf(tiny))).toBe(undefined);
    expect(difference(identityOf(tinyWith({ seed: 7 } as never)), here)).toBe('seed is 7 there and 42 here');
    expect(difference({ ...here, format: 0 }, here)).toMatch(/^format is 0 there and \d+ here$/);
  });

  it.each([
    [{ a: [1] }, { a: [1, 2] }, 'a.1 is not set there and 2 here'],
    [{ a: [1, 2] }, { a: [1] }, 'a.1 is 2 there and not set here'],
    [{ a: [] }, { a: [1] }, 'a.0 is not set there and 1 here'],
    [{ a: [1] }, { a: [] }, 'a is not set there and empty here'],
    [{ a: [], b: 1 }, { b: 1 }, 'a is empty there and not set here'],
    [{ a: { b: 1, c: 2 } }, { a: { b: 1 } }, 'a.c is 2 there and not set here'],
  ])('%j and %j', (there, here, expected) => {
    expect(difference(identity(there), identity(here))).toBe(expected);
  });

  it('is found between any two that are not the same, whichever comes first', () => {
    const settings = fc.dictionary(
      fc.constantFrom('a', 'b', 'c'),
      fc.oneof(
        fc.integer(),
        fc.array(fc.integer(), { maxLength: 2 }),
        fc.boolean().map((d) => ({ d })),
      ),
    );
    fc.assert(
      fc.property(settings, settings, (one, other) => {
        const sorted = (value: object) =>
          JSON.stringify(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
        const same = sorted(one) === sorted(other);
        expect(difference(identity(one), identity(other)) === undefined).toBe(same);
        expect(difference(identity(other), identity(one)) === undefined).toBe(same);
      }),
    );
  });
});

describe('joined', () => {
  it('is the one term of all writes, or several', () => {
    expect(joined([])).toBe(undefined);
    expect(joined([undefined, undefined])).toBe(undefined);
    expect(joined([3, 3, undefined])).toBe(3);
    expect(joined([3, 4])).toBe('several');
    expect(joined(['several', 3])).toBe('several');
  });
});
