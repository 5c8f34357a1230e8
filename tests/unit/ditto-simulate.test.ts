/** The scenarios with real documents, what docs/CONFLICTS.md says of them, and names that are not known. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { DITTO_PROFILES, type DittoProfile } from '../../src/core/model/schema.js';
import { RULES } from '../../src/tools/ditto/simulate/rules.js';
import type { Outcome } from '../../src/tools/ditto/simulate/scenario.js';
import { type Play, scenariosOf, simulate } from '../../src/tools/ditto/simulate/simulate.js';
import { textOf } from '../../src/tools/ditto/simulate/text.js';
import { worldOf } from '../fixtures/worlds.js';

const playAll = (profile: DittoProfile, seed: string): Play[] => [
  ...simulate(worldOf({ preset: 'tiny', seed }), scenariosOf('all'), profile),
];

const known = new Map<string, Play[]>();

/** The plays of a profile and seed, which are played once. */
function played(profile: DittoProfile, seed: string): Play[] {
  const key = `${profile} ${seed}`;
  const plays = known.get(key) ?? playAll(profile, seed);
  known.set(key, plays);
  return plays;
}

/** By scenario; where the profiles differ, by profile. */
const OUTCOMES: Readonly<Record<string, Outcome | Readonly<Record<DittoProfile, Outcome>>>> = {
  'offline-decrements': 'lost',
  'counter-decrements': 'kept',
  'counter-unsafe': 'lost',
  'same-item': 'kept',
  'fast-clock': 'lost',
  'count-and-move': 'kept',
  'map-fields': 'kept',
  'strict-mismatch': 'apart',
  'price-and-stock': 'kept',
  'two-stores': 'kept',
  'customer-renamed': 'lost',
  'orders-offline': 'kept',
  'same-number': 'lost',
  'delete-against-edit': 'apart',
  'soft-delete-against-edit': 'kept',
  'stale-device': 'lost',
  'delete-in-mongodb': 'apart',
  evict: 'kept',
  'connector-restart': 'kept',
  'validator-refuses': 'apart',
  'mongodb-against-device': 'lost',
  'changed-id': { 'store-product': 'apart', uuid: 'kept' },
  'new-row': { 'store-product': 'apart', uuid: 'kept' },
  'order-to-alert': 'kept',
  transfer: 'kept',
};

const first = played('store-product', '42');

describe.each(DITTO_PROFILES)('with the ids of %s', (profile) => {
  it.each(['42', '7'])('the scenarios end as they should, with seed %s', (seed) => {
    const plays = played(profile, seed);
    const expected = Object.entries(OUTCOMES).map(([name, outcome]) => [
      name,
      typeof outcome === 'string' ? outcome : outcome[profile],
    ]);
    expect(plays.map(({ scenario, outcome }) => [scenario, outcome])).toEqual(expected);
    expect(plays.flatMap(({ brokenLaws }) => brokenLaws)).toEqual([]);
  });
});

describe('a play', () => {
  const play = (name: string): Play =>
    first.find(({ scenario }) => scenario === name) ?? expect.fail(`${name} was not played`);

  it('is the same each time', () => {
    expect(playAll('store-product', '42')).toEqual(first);
    expect(played('store-product', '7')).not.toEqual(first);
  });

  it('tells who does what, what arrives where, how it ends and what decides', () => {
    const text = textOf(play('offline-decrements'));
    expect(text).toMatch(
      /^offline-decrements: Two workers sell from one row of stock while both are offline\n/,
    );
    expect(text).toMatch(/day 1 09:05 {2}worker 1 +sells 3: SET stock_level = (\d+)\n/);
    expect(text).toMatch(
      /day 1 09:15 {2}connector +brings to MongoDB inventory \S+ of \S+: stock_level \d+\n/,
    );
    expect(text).toMatch(/│ MongoDB +│ \d+ +│/);
    expect(text).toMatch(/\nVerdict: lost\. Of \d+ units 8 were sold, .* is lost\.\n/);
    expect(text).toContain('Rules: clock (documented), register (documented), images (documented).');
  });

  it('of lost sales ends everywhere with the later level', () => {
    const { end, sentence } = play('offline-decrements');
    const [start, after, right] = (sentence.match(/\d+/g) ?? []).flatMap((n, i) =>
      i === 1 ? [] : [Number(n)],
    );
    const levels = end[0]?.sites.map(({ fields }) => fields.stock_level);
    expect(levels).toEqual([after, after, after, after]);
    expect([after, right]).toEqual([Number(start) - 5, Number(start) - 8]);
  });

  it('of a deletion in MongoDB ends with a document that no device shows', () => {
    const [row] = play('delete-in-mongodb').end;
    const shown = row?.sites.map(({ site, fields }) => [site, fields.stock_level !== undefined]);
    expect(shown).toEqual([
      ['MongoDB', true],
      ['Ditto cloud', false],
      ['worker 1', false],
      ['worker 2', false],
    ]);
  });

  it('says what MongoDB refused', () => {
    const { unsynced } = play('validator-refuses');
    expect(unsynced).toHaveLength(1);
    expect(textOf(play('validator-refuses'))).toMatch(
      /In __ditto_unsynced_documents: inventory .*, as the validator of inventory refuses reorder_threshold null\./,
    );
  });
});

describe('a name', () => {
  it('is one of the scenarios', () => {
    expect(scenariosOf('transfer').map(({ name }) => name)).toEqual(['transfer']);
  });

  it.each([
    [
      'ofline-decrements',
      /^--scenario is 'ofline-decrements'; allowed is one of all, offline-decrements, .*; the nearest is 'offline-decrements'\.$/,
    ],
    ['chess', /^--scenario is 'chess'; allowed is one of all, offline-decrements, [^;]*\.$/],
    ['', /^--scenario is ''; allowed is one of all, /],
  ])('that is not known is refused: %j', (name, sentence) => {
    expect(() => scenariosOf(name)).toThrow(sentence);
  });
});

describe('docs/CONFLICTS.md', () => {
  const doc = readFileSync('docs/CONFLICTS.md', 'utf8');

  it('has every rule with its label', () => {
    const rows = Object.entries(RULES).map(([id, { label, says }]) => `| \`${id}\` | ${label} | ${says} |`);
    expect(doc.split('\n').filter((line) => / \| (tried|documented|assumed) \| /.test(line))).toEqual(rows);
  });

  it('has every scenario with its outcome and what decides it', () => {
    const other = new Map(played('uuid', '42').map(({ scenario, outcome }) => [scenario, outcome]));
    const rows = first.map(({ scenario, title, outcome, rules }) => {
      const second = other.get(scenario);
      const both = second === outcome ? outcome : `${outcome}; ${second} with \`--inventory uuid\``;
      return `| \`${scenario}\` | ${title} | ${both} | ${rules.map(({ id }) => id).join(', ')} |`;
    });
    expect(doc.split('\n').filter((line) => / \| (kept|lost|apart)/.test(line))).toEqual(rows);
  });
});
