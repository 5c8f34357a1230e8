/** Two runs of the insert benchmark compared: verdicts that noise seldom fools, and words about what differs. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FORMAT_VERSION } from '../../src/core/model/index.js';
import { streamFor } from '../../src/core/random/stream.js';
import { SettingsError } from '../../src/errors.js';
import {
  compareResults,
  comparisonTable,
  judgeByLimit,
  readBaseline,
} from '../../src/tools/bench/compare.js';
import { refuseUnlessComparable } from '../../src/tools/bench/insert/baseline.js';
import { ratioInterval } from '../../src/tools/bench/ratio-interval.js';
import type { InsertResult } from '../../src/tools/bench/result.js';
import { temporaryFolder } from '../fixtures/cli.js';
import { insertResult } from '../fixtures/insert-result.js';
import {
  COMPARED,
  changedCells,
  isChange,
  ONE_CELL,
  verdicts,
  withRates,
  wrongRuns,
  wrongShare,
} from '../fixtures/noisy-rates.js';

const folder = temporaryFolder();

describe('the interval of a ratio', () => {
  it("is Welch's of the logarithms", () => {
    // Logarithms 0, 1, 2 and 3, 5, 7: means 1 and 5, variances 1 and 4, error sqrt(5/3), 2.94 degrees, rounded to 2.
    const powers = (...exponents: number[]) => exponents.map((exponent) => Math.exp(exponent));
    const { low, high } = ratioInterval(powers(0, 1, 2), powers(3, 5, 7), 0.05);
    expect(Math.log(low)).toBeCloseTo(4 - 4.3027 * Math.sqrt(5 / 3), 3);
    expect(Math.log(high)).toBeCloseTo(4 + 4.3027 * Math.sqrt(5 / 3), 3);
  });
});

describe('a comparison', () => {
  it('of a run with itself finds no change in any cell', () => {
    for (const repeats of [1, 2, 5]) {
      const result = insertResult({ repeats, noise: 0.2 });
      const { cells, onlyInBaseline, onlyInCurrent, differences } = compareResults(result, result);
      expect(cells).toHaveLength(27);
      expect(cells.every(({ verdict, ratio }) => !isChange(verdict) && ratio === 1)).toBe(true);
      expect([onlyInBaseline, onlyInCurrent, differences]).toEqual([[], [], []]);
    }
  });

  // The long form is `make bench-check`; how often the interval of one cell is wrong is computed in ratio-interval.test.ts.
  it.each(COMPARED)(
    'seldom finds a change between samples of one distribution: %s, %d and %d repeats',
    (noise, few, many) => {
      // One in a hundred is promised at most, so five of 100 come by chance in a case of three hundred.
      expect(wrongShare(streamFor(11, 'same', noise, few), noise, [few, many], 100)).toBeLessThan(0.05);
    },
  );

  it('seldom finds any change in two whole runs of one server', () => {
    // Promised are 5 % at most; in 40 tries that share has a standard error of 3.4 %.
    expect(wrongRuns(40)).toBeLessThan(0.15);
  });

  it('finds each halved and each doubled rate among the others, with 5 repeats of 5 % noise', () => {
    for (const { expected, verdict, ratio, low, high } of changedCells(10)) {
      expect(low).toBeLessThanOrEqual(ratio);
      expect(high).toBeGreaterThanOrEqual(ratio);
      if (expected !== undefined) expect(verdict).toBe(expected);
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
    expect(new Set(verdicts(many(before), many(slower)))).toEqual(new Set(['cannot tell']));
    expect(compareResults(many(before), many(slower)).confidence).toBe(1 - 0.05 / 200);
  });

  it('is not fooled by one outlier, nor by a change too small to matter', () => {
    expect(verdicts(withRates([100, 101, 99, 100, 100]), withRates([100, 101, 99, 100, 20]))).toEqual([
      'cannot tell',
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
      expect(comparison.cells[0]).toMatchObject({ verdict: 'cannot tell', low: 0, high: Infinity });
      const text = comparisonTable(comparison);
      expect(text).toContain('cannot tell (one repeat)');
      expect(text).toContain(
        '1 of 1 cells have one repeat on a side, so their noise is unknown and nothing can be told.',
      );
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
    };
    const { differences } = compareResults(before, now);
    expect(differences).toContain("The server's version was 7.0.14 and is 8.0.3 now.");
    expect(differences).toContain('This run was interrupted and holds a part of its cells.');
    // 11 of the environment, and the interruption.
    expect(differences).toHaveLength(12);
    for (const sentence of differences)
      expect(comparisonTable(compareResults(before, now))).toContain(sentence);
  });
});

describe('a limit', () => {
  const before = withRates([98, 99, 100, 101, 102].map((rate) => rate * 1000));
  const now = (...rates: number[]) => withRates(rates.map((rate) => rate * 1000));

  it.each<[string, number[], number, string, { fallen: number; unsure: number }]>([
    ['far below', [70, 71, 69, 70, 70], 0.9, 'slower', { fallen: 1, unsure: 0 }],
    ['slower, and it holds the limit', [90, 91, 89, 92, 88], 0.9, 'slower', { fallen: 0, unsure: 1 }],
    ['slower, and above', [95, 95.1, 94.9, 95, 95], 0.9, 'slower', { fallen: 0, unsure: 0 }],
    [
      'better and worse than the limit',
      [70, 130, 99, 100, 101],
      0.9,
      'cannot tell',
      { fallen: 0, unsure: 1 },
    ],
    ['the same', [98, 99, 100, 101, 102], 0.9, 'no change', { fallen: 0, unsure: 0 }],
    ['the same, of a limit so near', [98, 99, 100, 101, 102], 0.99, 'cannot tell', { fallen: 0, unsure: 1 }],
    ['faster', [150, 151, 149, 150, 150], 0.9, 'faster', { fallen: 0, unsure: 0 }],
  ])('%s', (_, rates, limit, verdict, judged) => {
    const comparison = compareResults(before, now(...rates), limit);
    expect(comparison.cells[0].verdict).toBe(verdict);
    expect(judgeByLimit(comparison)).toEqual(judged);
  });
});

describe('the documents of a baseline', () => {
  const options = {
    cells: insertResult().cells.map(({ cell }) => cell),
    repeats: 5,
    warmUp: 1,
    database: 'x',
  };
  const own = { ...insertResult(), formatVersion: FORMAT_VERSION };
  const refuse = (baseline: InsertResult, documents = 200_000, seed?: number) =>
    refuseUnlessComparable(baseline, { ...options, documents, seed }, 'before.json');

  it('are those of the run', () => {
    expect(() => refuse(own)).not.toThrow();
    expect(() => refuse({ ...own, seed: 7 }, 200_000, 7)).not.toThrow();
  });

  it.each<[string, InsertResult, number, number | undefined]>([
    ['whose repeats are of 200,000 --documents and not of 5,000', own, 5000, undefined],
    ['whose seed is 42 and not 7', own, 200_000, 7],
    ['whose seed is 7 and not 42', { ...own, seed: 7 }, 200_000, undefined],
    [
      `whose documents are of format version ${FORMAT_VERSION - 1} and not ${FORMAT_VERSION}`,
      { ...own, formatVersion: FORMAT_VERSION - 1 },
      200_000,
      undefined,
    ],
    [
      'which inserted customers and not orders, order_items',
      { ...own, workload: { ...own.workload, collections: ['customers'] } },
      200_000,
      undefined,
    ],
  ])('or it is refused: %s', (problem, baseline, documents, seed) => {
    expect(() => refuse(baseline, documents, seed)).toThrow(
      `--baseline is 'before.json', ${problem}; allowed is a run that inserted the same documents.`,
    );
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
    expect(text).toMatch(
      /Against the baseline: 0 faster, 9 slower, \d+ without change, \d+ that noise hides\./,
    );
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
    expect(() => readBaseline(folder)).toThrow(/which is a folder and no file; allowed is a file that/);
  });
});
