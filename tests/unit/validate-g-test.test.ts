/** The test of counts against expected shares: known values, false alarms, and cells that are small or impossible. */
import { describe, expect, it } from 'vitest';
import { Choice } from '../../src/core/random/choice.js';
import { streamFor } from '../../src/core/random/stream.js';
import { type Cell, FALSE_ALARM, gTest } from '../../src/tools/validate/g-test.js';

const CHECK = { id: 'behaviour.x', group: 'behaviour', sentence: 'It is so (G-test).' } as const;
const OPTIONS = { tests: 9 };

const cells = (found: readonly number[], weights: readonly number[]): Cell[] =>
  found.map((value, i) => ({ label: `cell ${i + 1}`, found: value, expected: weights[i] }));
const judge = (found: readonly number[], weights: readonly number[], options = {}) =>
  gTest(CHECK, cells(found, weights), { ...OPTIONS, ...options });

describe('the G-test', () => {
  it('passes where all is as expected', () => {
    expect(judge([400, 300, 150, 100, 50], [40, 30, 15, 10, 5])).toEqual({
      ...CHECK,
      ok: true,
      broken: 0,
      examples: [],
    });
  });

  it('says what G is, how far it may go, and where the most is amiss', () => {
    // G = 2 (600 ln(600/500) + 400 ln(400/500)) = 40.27; chi-square with 1 degree is 19.29 at 1 - 1e-4/9.
    const result = judge([600, 400], [1, 1]);
    expect(result).toMatchObject({ ok: false, broken: 100 });
    expect(result.examples).toEqual(['cell 2: 400 instead of 500', 'cell 1: 600 instead of 500']);
    expect(result.detail).toMatch(
      /^G is 40\.3 with 1 degrees of freedom; data that is right stays below 19\.\d but for once in 90,000 times\.$/,
    );
  });

  it('takes the total of each group as given', () => {
    const grouped = cells([900, 100, 90, 10], [9, 1, 9, 1]).map((cell, i) => ({
      ...cell,
      label: `${cell.label} in ${i < 2 ? 'jan' : 'feb'}`,
    }));
    const groups = (label: string) => label.slice(label.lastIndexOf(' in '));
    expect(gTest(CHECK, grouped, { ...OPTIONS, groups }).ok).toBe(true);
    // Without groups the totals would be wrong.
    expect(gTest(CHECK, grouped, OPTIONS).ok).toBe(false);
  });

  it('allows more variance where draws come in clusters', () => {
    expect(judge([560, 440], [1, 1], { designEffect: 1 }).ok).toBe(true);
    expect(judge([600, 400], [1, 1], { designEffect: 1 }).ok).toBe(false);
    expect(judge([600, 400], [1, 1], { designEffect: 3 }).ok).toBe(true);
  });

  it('gathers small cells, and lets a handful of documents decide nothing', () => {
    expect(judge([1000, 1, 0, 2], [1000, 0.4, 0.3, 0.3]).ok).toBe(true);
    expect(judge([1000, 14, 12, 14], [1000, 0.4, 0.3, 0.3]).ok).toBe(false);
    for (const found of [
      [0, 0],
      [1, 0],
      [0, 3],
      [4, 0],
    ])
      expect(judge(found, [1, 1]).ok).toBe(true);
    expect(judge([], []).ok).toBe(true);
  });

  it('finds what cannot be, also where there is little of it and much else', () => {
    const result = judge([1_000_000, 0, 1], [1, 0, 0]);
    expect(result).toMatchObject({ ok: false, broken: 1, examples: ['cell 3: 1 instead of 0'] });
    expect(result.detail).toBe('The settings rule some of it out.');
    expect(judge([5], [0]).ok).toBe(false);
    // Small cells that are gathered with it do not hide it.
    expect(judge([1000, 1, 1], [1000, 1, 0]).ok).toBe(false);
  });

  it('finds a shift of a few percent among many, and none among few', () => {
    expect(judge([53_000, 47_000], [1, 1]).ok).toBe(false);
    expect(judge([53, 47], [1, 1]).ok).toBe(true);
  });

  it.each([
    ['many cells of many', 30, 20_000],
    ['some cells of few', 8, 60],
    ['cells that are mostly small', 60, 200],
  ])('alarms as seldom as it says: %s', (name, count, draws) => {
    expect(FALSE_ALARM).toBeLessThanOrEqual(1e-4);
    const stream = streamFor(42, 'g-test', name);
    const weights = Array.from({ length: count }, () => 0.05 + stream.fraction());
    const choice = new Choice(weights);
    const runs = 400;
    // As if so many tests shared the alarms that each has 1 in 100: 4 of 400 are expected, and 14 or more once in 20,000.
    const tests = FALSE_ALARM / 0.01;
    let alarms = 0;
    for (let run = 0; run < runs; run++) {
      const found = new Array<number>(count).fill(0);
      for (let i = 0; i < draws; i++) found[choice.draw(stream.fraction())]++;
      if (!judge(found, weights, { tests }).ok) alarms++;
      expect(judge(found, weights).ok).toBe(true);
    }
    expect(alarms).toBeLessThan(14);
  });
});
