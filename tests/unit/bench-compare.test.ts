/** Two runs of the insert benchmark compared: verdicts that noise seldom fools, and words about what differs. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { compareResults, comparisonTable, readBaseline, type Verdict } from '../../src/bench/compare.js';
import { criticalT, ratioInterval, tailOfT } from '../../src/bench/ratio-interval.js';
import type { InsertResult } from '../../src/bench/result.js';
import { SettingsError } from '../../src/errors.js';
import { type Stream, streamFor } from '../../src/random/stream.js';
import { temporaryFolder } from '../fixtures/cli.js';
import { insertResult, normal } from '../fixtures/insert-result.js';

const folder = temporaryFolder();

const ONE_CELL = { batchSize: [1000], connections: [4], writeConcern: ['1'] } as const;

const verdicts = (baseline: InsertResult, current: InsertResult): Verdict[] =>
  compareResults(baseline, current).cells.map(({ verdict }) => verdict);

/** A result of one cell whose repeats have these rates. */
function withRates(rates: readonly number[]): InsertResult {
  const [cell] = insertResult({ sweep: ONE_CELL, repeats: 1 }).cells;
  const repeats = rates.map((rate) => ({ ...cell.repeats[0], seconds: cell.repeats[0].documents / rate }));
  const middle = rates.toSorted((a, b) => a - b)[rates.length >> 1];
  return { ...insertResult({ sweep: ONE_CELL }), cells: [{ ...cell, repeats, documentsPerSecond: middle }] };
}

describe("Student's t", () => {
  // Any table, such as NIST/SEMATECH e-Handbook of Statistical Methods 1.3.6.7.2, two-sided.
  it.each([
    [0.05, 1, 12.706],
    [0.01, 1, 63.657],
    [0.05, 2, 4.303],
    [0.01, 3, 5.841],
    [0.05, 4, 2.776],
    [0.01, 8, 3.355],
    [0.002, 8, 4.501],
    [0.01, 9, 3.25],
    [0.002, 30, 3.385],
    [0.05, 100, 1.984],
  ])('exceeds with the chance %d on %d degrees of freedom the value of the table', (alpha, degrees, t) => {
    expect(criticalT(alpha, degrees)).toBeCloseTo(t, 2);
    expect(tailOfT(criticalT(alpha, degrees), degrees)).toBeCloseTo(alpha, 10);
  });
});

describe('the interval of a ratio', () => {
  it("is Welch's of the logarithms", () => {
    // Logarithms 0, 1, 2 and 3, 5, 7: means 1 and 5, variances 1 and 4, error sqrt(5/3), 2.94 degrees, rounded to 2.
    const powers = (...exponents: number[]) => exponents.map((exponent) => Math.exp(exponent));
    const { low, high } = ratioInterval(powers(0, 1, 2), powers(3, 5, 7), 0.05);
    expect(Math.log(low)).toBeCloseTo(4 - 4.3027 * Math.sqrt(5 / 3), 3);
    expect(Math.log(high)).toBeCloseTo(4 + 4.3027 * Math.sqrt(5 / 3), 3);
  });

  it.each(['normal', 'skewed', 'with outliers'])('holds the true ratio as often as it says: %s', (kind) => {
    const stream = streamFor(7, 'coverage', kind);
    const tries = 20_000;
    let missed = 0;
    for (let i = 0; i < tries; i++) {
      const { low, high } = ratioInterval(sample(stream, kind, 5), sample(stream, kind, 5), 0.05);
      if (low > 1 || high < 1) missed++;
    }
    // Four standard errors of a share of 5 % in 20,000 tries.
    expect(missed / tries).toBeLessThan(0.0562);
    expect(missed / tries).toBeGreaterThan(0.005);
  });
});

/** Rates of a noisy machine: around a mean, or seldom far below it, or now and then halved. */
function sample(stream: Stream, kind: string, size: number, scale = 100_000): number[] {
  return Array.from({ length: size }, () => {
    if (kind === 'skewed') return scale * Math.exp(0.05 * Math.log(1 - stream.fraction()));
    const slow = kind === 'with outliers' && stream.fraction() < 0.1 ? 0.5 : 1;
    return scale * slow * Math.exp(0.05 * normal(stream));
  });
}

describe('a comparison', () => {
  it('of a run with itself finds no change in any cell', () => {
    for (const repeats of [1, 2, 5]) {
      const result = insertResult({ repeats, noise: 0.2 });
      const { cells, onlyInBaseline, onlyInCurrent, differences } = compareResults(result, result);
      expect(cells).toHaveLength(27);
      expect(cells.every(({ verdict, ratio }) => verdict === 'no change' && ratio === 1)).toBe(true);
      expect([onlyInBaseline, onlyInCurrent, differences]).toEqual([[], [], []]);
    }
  });

  it.each([
    ['normal', 5, 5],
    ['skewed', 5, 5],
    ['with outliers', 5, 5],
    ['normal', 3, 10],
    ['with outliers', 2, 2],
  ])(
    'seldom finds a change between samples of one distribution: %s, %d and %d repeats',
    (kind, few, many) => {
      const stream = streamFor(11, 'same', kind, few);
      const tries = 8000;
      let wrong = 0;
      for (let i = 0; i < tries; i++) {
        const [verdict] = verdicts(
          withRates(sample(stream, kind, few)),
          withRates(sample(stream, kind, many)),
        );
        if (verdict !== 'no change') wrong++;
      }
      expect(wrong / tries).toBeLessThan(0.01);
    },
  );

  it('seldom finds any change in two whole runs of one server', () => {
    let wrong = 0;
    const tries = 400;
    for (let i = 0; i < tries; i++) {
      const [a, b] = [insertResult({ run: 2 * i }), insertResult({ run: 2 * i + 1 })];
      if (verdicts(a, b).some((verdict) => verdict !== 'no change')) wrong++;
    }
    // Promised are 5 % at most; in 400 tries that share has a standard error of 1.1 %.
    expect(wrong / tries).toBeLessThan(0.085);
  });

  it('finds each halved and each doubled rate among the others, with 5 repeats of 5 % noise', () => {
    for (let run = 0; run < 100; run++) {
      const halved = insertResult({
        run: 1000 + run,
        factor: ({ batchSize, connections }) => (batchSize === 500 ? 0.5 : connections === 4 ? 2 : 1),
      });
      for (const { cell, verdict, ratio, low, high } of compareResults(insertResult({ run }), halved).cells) {
        expect(low).toBeLessThanOrEqual(ratio);
        expect(high).toBeGreaterThanOrEqual(ratio);
        if (cell.batchSize === 500) expect(verdict).toBe('slower');
        else if (cell.connections === 4) expect(verdict).toBe('faster');
      }
    }
  });

  it('demands more of each cell where there are many', () => {
    const slower = withRates([87, 88, 89, 90, 91].map((rate) => rate * 1000));
    const before = withRates([96, 98, 100, 102, 104].map((rate) => rate * 1000));
    expect(verdicts(before, slower)).toEqual(['slower']);
    expect(compareResults(before, slower).confidence).toBe(0.99);
    const many = (one: InsertResult) => ({
      ...one,
      cells: Array.from({ length: 200 }, (_, i) => ({
        ...one.cells[0],
        cell: { ...one.cells[0].cell, batchSize: i + 1 },
      })),
    });
    expect(new Set(verdicts(many(before), many(slower)))).toEqual(new Set(['no change']));
    expect(compareResults(many(before), many(slower)).confidence).toBe(1 - 0.05 / 200);
  });

  it('is not fooled by one outlier, nor by a change too small to matter', () => {
    expect(verdicts(withRates([100, 101, 99, 100, 100]), withRates([100, 101, 99, 100, 20]))).toEqual([
      'no change',
    ]);
    expect(verdicts(withRates([1000, 1000, 1001, 1000]), withRates([985, 985, 986, 985]))).toEqual([
      'no change',
    ]);
    expect(verdicts(withRates([1000, 1000, 1001, 1000]), withRates([975, 975, 976, 975]))).toEqual([
      'slower',
    ]);
  });

  it('finds a cell in which nothing is inserted any more', () => {
    const nothing = withRates([Number.MIN_VALUE, Number.MIN_VALUE, Number.MIN_VALUE]);
    expect(verdicts(withRates([1000, 1010, 990]), nothing)).toEqual(['slower']);
    expect(verdicts(nothing, nothing)).toEqual(['no change']);
  });

  it('claims nothing of one repeat, and says so', () => {
    const [one, two] = [withRates([100_000]), withRates([10_000, 10_001, 10_002])];
    for (const comparison of [compareResults(one, two), compareResults(two, one)]) {
      expect(comparison.cells[0]).toMatchObject({ verdict: 'no change', low: 0, high: Infinity });
      const text = comparisonTable(comparison);
      expect(text).toContain('no change (one repeat)');
      expect(text).toContain('1 of 1 cells have one repeat on a side, so their noise is unknown');
    }
  });

  it('pairs cells by all their settings, and names those that only one run has', () => {
    const before = insertResult({ sweep: { writeConcern: ['1', 'majority'] } });
    const now = insertResult({ sweep: { writeConcern: ['j', '1'], batchSize: [5000, 1000, 500] } });
    const comparison = compareResults(before, now);
    expect(comparison.cells.map(({ cell }) => cell)).toEqual(
      now.cells.map(({ cell }) => cell).filter((cell) => cell.writeConcern === '1'),
    );
    expect(comparison.cells.every(({ baseline, current }) => baseline === current)).toBe(true);
    expect(comparison.onlyInBaseline.map(({ writeConcern }) => writeConcern)).toEqual(
      new Array(9).fill('majority'),
    );
    expect(comparison.onlyInCurrent.map(({ writeConcern }) => writeConcern)).toEqual(new Array(9).fill('j'));
    expect(comparisonTable(comparison)).toContain(
      'Only in the baseline: batches of 500, 1 connection, w:majority; batches of 500, 2 connections, w:majority; ' +
        'batches of 500, 4 connections, w:majority; and 6 more.',
    );
  });

  it('of runs without a cell in common says that', () => {
    const sweep = (batchSize: number) => ({ sweep: { ...ONE_CELL, batchSize: [batchSize] } });
    const text = comparisonTable(compareResults(insertResult(sweep(1)), insertResult(sweep(2))));
    expect(text).toMatch(
      /^The two runs have no cell in common, so nothing is compared\.\nOnly in the baseline: /,
    );
  });

  it('names in sentences whatever differs between the circumstances', () => {
    const before = insertResult();
    const now: InsertResult = {
      ...insertResult({
        complete: false,
        documents: 1_000_000,
        environment: {
          ...{
            host: 'db.example.com:27017',
            serverVersion: '8.0.3',
            topology: 'sharded cluster',
            members: 3,
          },
          ...{
            storageEngine: 'inMemory',
            nodeVersion: '24.1.0',
            clientVersion: '0.2.0',
            driverVersion: '7.9.0',
          },
          ...{ cores: 8, cpu: 'Another', os: 'Linux 6.8.0 arm64' },
        },
      }),
      seed: 1234,
      formatVersion: 4,
    };
    const { differences } = compareResults(before, now);
    expect(differences).toContain("The server's version was 7.0.14 and is 8.0.3 now.");
    expect(differences).toContain('The seed was 42 and is 1234 now.');
    expect(differences).toContain('The number of documents in a repeat was 200,000 and is 1,000,000 now.');
    expect(differences).toContain('This run was interrupted and holds a part of its cells.');
    // 11 of the environment, the format, the seed, documents and bytes, and the interruption.
    expect(differences).toHaveLength(16);
    for (const sentence of differences)
      expect(comparisonTable(compareResults(before, now))).toContain(sentence);
    expect(
      compareResults(before, { ...before, workload: { ...before.workload, collections: ['customers'] } })
        .differences,
    ).toEqual(['What was inserted was orders, order_items and is customers now.']);
  });
});

describe('the table of a comparison', () => {
  it('has a row for each cell, with its verdict', () => {
    const now = insertResult({ run: 2, factor: ({ batchSize }) => (batchSize === 500 ? 0.5 : 1) });
    const text = comparisonTable(compareResults(insertResult(), now));
    const rows = text.split('\n').filter((line) => line.startsWith('│'));
    expect(rows).toHaveLength(28);
    expect(rows[0]).toMatch(
      /batch size.*connections.*write concern.*baseline documents\/s.*now.*ratio.*verdict/,
    );
    expect(rows.filter((row) => /^│ 500 .* 0\.\d{3} .* slower/.test(row))).toHaveLength(9);
    expect(text).toContain('Against the baseline: 0 faster, 9 slower, 18 without change.');
    expect(text).toContain('1 lies outside the interval of the ratio. Each interval has 99.81 % confidence');
  });
});

describe('a baseline', () => {
  const write = (name: string, text: string): string => {
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
  };

  it('is read as it was written', () => {
    const result = insertResult();
    expect(readBaseline(write('good.json', JSON.stringify(result)))).toEqual(result);
  });

  const text = (change: object): string =>
    JSON.stringify({ ...insertResult({ sweep: ONE_CELL }), ...change });

  it.each([
    ['empty.json', '', 'is not JSON'],
    ['words.json', 'mongodb://user:hunter2@host', 'is not JSON'],
    ['null.json', 'null', 'no result of zava bench insert'],
    ['list.json', '[]', 'no result of zava bench insert'],
    ['manifest.json', '{"formatVersion":3,"seed":42}', 'no result of zava bench insert'],
    ['newer.json', text({ resultVersion: 2 }), 'with resultVersion 2; allowed is 1, as this zava writes it.'],
    ['cells.json', text({ cells: 7 }), 'cells in --baseline'],
    ['seed.json', text({ seed: 'x' }), "is 'x'; allowed is a number."],
    ['environment.json', text({ environment: {} }), 'environment.host in --baseline'],
  ])('that is wrong is refused in one sentence: %s', (name, content, reason) => {
    const path = write(name, content);
    const work = () => readBaseline(path);
    expect(work).toThrow(SettingsError);
    expect(work).toThrow(reason);
    expect(work).toThrow(name);
    expect(work).toThrow(/^[^\n]*--baseline[^\n]*\.$/);
    expect(work).not.toThrow(/hunter2/);
  });

  it('that is missing or a folder is refused in one sentence', () => {
    expect(() => readBaseline(join(folder, 'absent.json'))).toThrow(
      /^--baseline is '.*absent\.json', which does not exist; allowed is a file that --json wrote\.$/,
    );
    expect(() => readBaseline(folder)).toThrow(/which cannot be read \(EISDIR\)/);
  });
});
